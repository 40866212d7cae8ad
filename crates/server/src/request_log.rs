//! A line in the log for every request: never its query, its body or a secret in its path.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::RequestId;
use tracing::Instrument as _;

/// Runs the request inside a span that names it, so that everything logged meanwhile can be found.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or("none");
    let span =
        tracing::info_span!("request", id, method = %request.method(), path = shown(request.uri().path()));
    async move {
        let begun = Instant::now();
        let response = next.run(request).await;
        let duration = begun.elapsed();
        let milliseconds = duration.as_millis();
        let class = format!("{}xx", response.status().as_u16() / 100);
        metrics::counter!("vouchwell_http_requests_total", "status" => class).increment(1);
        metrics::histogram!("vouchwell_http_request_seconds").record(duration);
        if response.status().is_server_error() {
            tracing::warn!(status = response.status().as_u16(), milliseconds, "answered");
        } else {
            tracing::debug!(status = response.status().as_u16(), milliseconds, "answered");
        }
        response
    }
    .instrument(span)
    .await
}

/// Pages behind links that carry a secret in the path, as they are named in the log.
const SECRET: [(&str, &str); 5] = [
    ("/email/", "/email/…"),
    ("/join/", "/join/…"),
    ("/meet/", "/meet/…"),
    ("/password/", "/password/…"),
    ("/setup/", "/setup/…"),
];

fn shown(path: &str) -> &str {
    let secret = SECRET.into_iter().find(|(page, _)| path.starts_with(page));
    secret.map_or(path, |(_, shown)| shown)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn secrets_in_paths_are_not_told_to_the_log() {
        assert_eq!(shown("/meet/012345678901234567890123456789"), "/meet/…");
        assert_eq!(shown("/setup/secret"), "/setup/…");
        assert_eq!(shown("/email/secret"), "/email/…");
        assert_eq!(shown("/join/secret"), "/join/…");
        assert_eq!(shown("/password/secret"), "/password/…");
        assert_eq!(shown("/@alice"), "/@alice");
    }
}
