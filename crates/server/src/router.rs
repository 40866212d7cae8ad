//! Everything the server answers, and what holds for every request.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tower::{Layer as _, Service};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::normalize_path::NormalizePathLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;

use crate::api::ApiError;
use crate::application::Application;
use crate::{api, health, permalink, picture, request_log, web};

/// The most that is read of a body.
const LARGEST_BODY: usize = 1024 * 1024;
/// The longest that an answer may take; asking another server takes up to 30 s of it.
const LONGEST: Duration = Duration::from_secs(60);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything that is served to the public, and the figures if they are not served elsewhere.
pub fn public(application: Application, figures: Option<PrometheusHandle>) -> Router {
    let health = Router::new()
        .route("/health", get(health::health))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(Arc::clone(&application.federation));
    let site = Arc::clone(&application.site);
    let limits = Arc::clone(&application.rate_limits);
    let pages = web::router::router(site, Arc::clone(&application.federation), limits).layer(
        from_fn_with_state(Arc::clone(&application.federation), permalink::negotiate),
    );
    let pictures = Router::new()
        .route("/media/{file}", get(picture::show))
        .with_state(application.context.clone())
        .layer(api::router::cross_origin());
    let federation = vouchwell_federation::router::router(Arc::clone(&application.federation))
        .layer(api::router::cross_origin());
    let all = pages
        .merge(health)
        .merge(federation)
        .merge(pictures)
        .merge(api::router::router(application))
        .merge(figures.map(metrics).unwrap_or_default());
    // Mastodon's clients call some addresses with a slash at the end. It has to go before a route is looked for.
    guarded(NormalizePathLayer::trim_trailing_slash().layer(all), LONGEST)
}

/// What holds for every request, which may take so long.
fn guarded(
    all: impl Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>
    + Clone
    + Send
    + Sync
    + 'static,
    longest: Duration,
) -> Router {
    Router::new()
        .fallback_service(all)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| ApiError::Internal.into_response()))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            longest,
        ))
        .layer(from_fn(let_applications_read))
        .layer(from_fn(request_log::record))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

/// What answers here in place of a call has to be readable as well.
async fn let_applications_read(request: Request, next: Next) -> Response {
    let is_call = api::router::is_for_applications(request.uri().path());
    let mut answer = next.run(request).await;
    if is_call {
        // What took too long is answered without words.
        if answer.status() == StatusCode::SERVICE_UNAVAILABLE
            && !answer.headers().contains_key(header::CONTENT_TYPE)
        {
            answer = ApiError::Unavailable.into_response();
        }
        let readers = answer.headers_mut().entry(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        readers.or_insert(HeaderValue::from_static("*"));
    }
    answer
}

/// The figures alone.
pub fn metrics(figures: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(async move || figures.render()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode, header};
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::{LONGEST, guarded};

    #[tokio::test]
    async fn what_breaks_within_a_call_can_be_read_by_web_applications() {
        let broken = async || -> StatusCode { panic!("broken") };
        let all = Router::new()
            .route("/api/v1/broken", get(broken))
            .route("/broken", get(broken));
        let answer = async |path| {
            let asked = Request::get(path).body(Body::empty()).unwrap();
            let answer = guarded(all.clone(), LONGEST).oneshot(asked).await.unwrap();
            let readers = answer.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            (answer.status(), readers.cloned())
        };
        let (status, readers) = answer("/api/v1/broken").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(readers.unwrap(), "*");
        assert_eq!(answer("/broken").await, (StatusCode::INTERNAL_SERVER_ERROR, None));
    }

    #[tokio::test]
    async fn a_call_that_takes_too_long_is_answered_as_calls_are() {
        let endless = async || -> StatusCode { std::future::pending().await };
        let all = Router::new()
            .route("/api/v1/endless", get(endless))
            .route("/oauth/token", get(endless))
            .route("/endless", get(endless));
        for (path, is_call) in [
            ("/api/v1/endless", true),
            ("/oauth/token", true),
            ("/endless", false),
        ] {
            let asked = Request::get(path).body(Body::empty()).unwrap();
            let answer = guarded(all.clone(), Duration::ZERO).oneshot(asked).await.unwrap();
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
            let readers = answer.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(readers.is_some_and(|readers| readers == "*"), is_call, "{path}");
            let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
            let error = serde_json::from_slice::<serde_json::Value>(&body).ok();
            let says = error
                .is_some_and(|error| error["error"].is_string() && error["error_description"].is_string());
            assert_eq!(says, is_call, "{path}");
        }
    }
}
