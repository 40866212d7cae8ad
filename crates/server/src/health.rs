//! Whether the process lives, and whether it can work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use vouchwell_service::Context;
use vouchwell_storage::job;

/// Answers `GET /healthz`: the process answers requests.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Answers `GET /health`: the same in the words that Mastodon's clients know.
pub async fn health() -> &'static str {
    "OK"
}

/// Answers `GET /readyz`: the database answers, and how much work waits.
pub async fn readyz(State(context): State<Context>) -> Response {
    let counts = async {
        let mut reading = context.store.for_one_query().await?;
        job::counts(&mut reading, context.now()).await
    };
    match counts.await {
        Ok(counts) => {
            let queue = json!({"ready": counts.ready, "waiting": counts.waiting, "failed": counts.failed});
            Json(json!({ "queue": queue })).into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            let answer = json!({
                "error": "Service unavailable",
                "error_description": "the database does not answer; it is tried again with every request",
            });
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [("retry-after", "5")],
                Json(answer),
            )
                .into_response()
        }
    }
}
