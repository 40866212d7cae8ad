//! Whether the process lives, and whether it can work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use vouchwell_domain::job::Queue;
use vouchwell_federation::Federation;
use vouchwell_storage::job::{self, QueueCounts};

/// Answers `GET /healthz`: the process answers requests.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Answers `GET /health`: the same in the words that Mastodon's clients know.
pub async fn health() -> &'static str {
    "OK"
}

/// Answers `GET /readyz`: the database answers, the worker works, and how much waits.
pub async fn readyz(State(federation): State<Arc<Federation>>) -> Response {
    let context = federation.context();
    let counts = async {
        let mut reading = context.store.for_one_query().await?;
        job::counts(&mut reading, context.now()).await
    };
    answer(counts.await, &federation.stopped_queues())
}

fn answer(counts: Result<QueueCounts, vouchwell_storage::Error>, stopped: &[Queue]) -> Response {
    match counts {
        Ok(_) if !stopped.is_empty() => {
            let queues: Vec<&str> = stopped.iter().map(|queue| queue.as_str()).collect();
            let queues = queues.join(", ");
            tracing::error!(%queues, "nobody works on a queue any more");
            unavailable(&format!(
                "the worker has stopped working on {queues}: restart the server"
            ))
        }
        Ok(counts) => {
            let queue = json!({"ready": counts.ready, "waiting": counts.waiting, "failed": counts.failed});
            Json(json!({ "queue": queue })).into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            unavailable("the database does not answer; it is tried again with every request")
        }
    }
}

fn unavailable(why: &str) -> Response {
    let answer = json!({ "error": "Service unavailable", "error_description": why });
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [("retry-after", "5")],
        Json(answer),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::{Queue, QueueCounts, StatusCode, answer};

    const IDLE: QueueCounts = QueueCounts {
        ready: 0,
        waiting: 0,
        failed: 0,
    };

    #[test]
    fn a_worker_that_has_stopped_is_not_ready() {
        assert_eq!(answer(Ok(IDLE), &[]).status(), StatusCode::OK);
        let stopped = answer(Ok(IDLE), &[Queue::Delivery]);
        assert_eq!(stopped.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(stopped.headers()["retry-after"], "5");
    }
}
