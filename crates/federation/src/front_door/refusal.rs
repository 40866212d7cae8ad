//! Why the front door refuses a request, and how it says so.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use thiserror::Error;
use vouchwell_evidence::{ReadError, Verdict};

use crate::signature::SignatureError;

/// Seconds after which a peer may come again when the database is away.
const AFTER_STORAGE: &str = "30";
/// The same when too many keys were looked up.
const AFTER_KEYS: &str = "60";

/// Why a request is refused, in words for the peer's operator.
#[derive(Debug, Error)]
pub enum Refusal {
    /// Over 1 MB.
    #[error("the body is larger than 1 MB, or did not come whole")]
    TooLarge,
    /// No ActivityPub.
    #[error("send application/activity+json")]
    ContentType,
    /// The request line has no path.
    #[error("the request has no path")]
    Target,
    /// The signature is absent or bad.
    #[error("{0}")]
    Signature(#[from] SignatureError),
    /// The key cannot be had, or is not what it is said to be.
    #[error("the key that signed cannot be had, or its owner does not list it")]
    Key,
    /// Too many unknown keys are looked up to look up this one.
    #[error("too many keys that are not known here yet are looked up just now; send it again in a minute")]
    TooManyKeys,
    /// The key's server says that it is no more.
    #[error("the key that signed is no more")]
    KeyGone,
    /// Not strict JSON.
    #[error("{0}")]
    Unreadable(ReadError),
    /// No activity with id, type and actor.
    #[error("an activity needs a type, an id and an actor")]
    NoActivity,
    /// The id is on another server than its actor's.
    #[error("the id of an activity must be on the server of its actor")]
    ForeignId,
    /// The proof of the activity is bad.
    #[error("the proof of the activity does not hold: {0}")]
    Proof(Verdict),
    /// It could not be stored.
    #[error("the server cannot store this just now; send it again later")]
    Storage(#[from] vouchwell_storage::Error),
}

impl Refusal {
    /// The word of the metric.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::ContentType => "content_type",
            Self::Signature(_) | Self::Target => "signature",
            Self::Key | Self::KeyGone => "key",
            Self::TooManyKeys => "too_many_keys",
            Self::Unreadable(_) | Self::NoActivity | Self::ForeignId => "unreadable",
            Self::Proof(_) => "proof",
            Self::Storage(_) => "storage",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Signature(_) | Self::Key | Self::KeyGone | Self::Proof(_) => StatusCode::UNAUTHORIZED,
            Self::Unreadable(_) | Self::NoActivity | Self::ForeignId | Self::Target => {
                StatusCode::BAD_REQUEST
            }
            Self::TooManyKeys | Self::Storage(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Where nothing has to be mended: after how many seconds to come again.
    const fn retry_after(&self) -> Option<&'static str> {
        match self {
            Self::TooManyKeys => Some(AFTER_KEYS),
            Self::Storage(_) => Some(AFTER_STORAGE),
            _ => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = Json(json!({ "error": self.to_string() }));
        match self.retry_after() {
            Some(seconds) => (status, [(header::RETRY_AFTER, seconds)], body).into_response(),
            None => (status, body).into_response(),
        }
    }
}
