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

/// The setup link carries its secret in the path, and so does the code that somebody shows in person.
fn shown(path: &str) -> &str {
    if path.starts_with("/setup/") {
        "/setup/…"
    } else if path.starts_with("/meet/") {
        "/meet/…"
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn secrets_in_paths_are_not_told_to_the_log() {
        assert_eq!(shown("/meet/012345678901234567890123456789"), "/meet/…");
        assert_eq!(shown("/setup/secret"), "/setup/…");
        assert_eq!(shown("/@alice"), "/@alice");
    }
}
