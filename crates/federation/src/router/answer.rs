//! Answers as other servers expect them.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An ActivityPub document.
pub(super) fn activity(document: &Value) -> Response {
    let content_type = HeaderValue::from_static("application/activity+json; charset=utf-8");
    let mut response = document.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// Why there is nothing to show.
#[derive(Debug)]
pub(super) enum Absent {
    /// It is not there, or not for everybody.
    NotFound,
    /// It was there.
    Gone(Value),
    /// The question cannot be read.
    Question(&'static str),
    /// Something inside does not work.
    Unavailable,
}

impl From<vouchwell_storage::Error> for Absent {
    fn from(error: vouchwell_storage::Error) -> Self {
        tracing::error!(%error, cause = ?error, "an address of federation cannot answer");
        Self::Unavailable
    }
}

impl From<vouchwell_service::Error> for Absent {
    fn from(error: vouchwell_service::Error) -> Self {
        match error {
            vouchwell_service::Error::NotFound => Self::NotFound,
            vouchwell_service::Error::Storage(error) => error.into(),
            other => {
                tracing::error!(error = %other, "an address of federation cannot answer");
                Self::Unavailable
            }
        }
    }
}

impl IntoResponse for Absent {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                Json(json!({ "error": "there is nothing here" })),
            )
                .into_response(),
            Self::Gone(body) => (StatusCode::GONE, Json(body)).into_response(),
            Self::Question(sentence) => {
                (StatusCode::BAD_REQUEST, Json(json!({ "error": sentence }))).into_response()
            }
            Self::Unavailable => {
                let body =
                    Json(json!({ "error": "the server cannot answer just now; try again in a moment" }));
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    [(header::RETRY_AFTER, "30")],
                    body,
                )
                    .into_response()
            }
        }
    }
}
