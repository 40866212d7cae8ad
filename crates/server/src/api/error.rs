//! What the API answers when it does not do what it was asked.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::Error;
use vouchwell_service::stream::InvalidStream;

use crate::rate_limit::Allowance;

/// Seconds after which a call that found the database away may be tried again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Problem details: `error` in Mastodon's words, `error_description` with what to mend.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// What is wrong, for programs and people who know them.
    pub error: String,
    /// A sentence that says what to mend.
    pub error_description: String,
    /// The same for each field of a form that does not fit, for apps that show it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<BTreeMap<&'static str, [Detail; 1]>>,
}

/// Why a field of a form does not fit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Detail {
    /// Mastodon's word for it.
    error: &'static str,
    /// A sentence that says what to mend.
    description: String,
}

/// Why a call was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The body is not JSON.
    #[error("the body cannot be read: {0}")]
    Unreadable(String),
    /// No token, or one that is not good.
    #[error("the access token is missing, unknown or ended: send `Authorization: Bearer TOKEN`")]
    Unauthorized,
    /// A part of a call that is for everybody is for members alone.
    #[error("{0}: send `Authorization: Bearer TOKEN`")]
    NeedsMember(&'static str),
    /// The token does not allow this.
    #[error("this token lacks the scope `{0}`: get one that has it")]
    Scope(&'static str),
    /// The token is an application's own, and the call is for members.
    #[error("this token is an application's own: get one that a member allowed")]
    NoMember,
    /// It is not for this person to do.
    #[error("this is not yours to do")]
    Forbidden,
    /// It is not there, or not for this person to know of.
    #[error("there is nothing here, or nothing that you may see")]
    NotFound,
    /// It is there, but nothing translates it.
    #[error("nothing is translated here: `configuration.translation` of the instance says so")]
    NoTranslation,
    /// There is no such call at this address.
    #[error("there is no such call at this address; /api/openapi.json lists them")]
    Method,
    /// More than is read.
    #[error("the body is larger than 1 MB, which is the most that is read")]
    TooLarge,
    /// It does not fit; the sentence says how it should be.
    #[error("{0}")]
    Invalid(String),
    /// A field of a form does not fit.
    #[error("{sentence}")]
    Field {
        /// Which.
        name: &'static str,
        /// Mastodon's word for the reason.
        code: &'static str,
        /// How it should be.
        sentence: String,
    },
    /// There is no such stream.
    #[error("{0}: /api/openapi.json lists the streams and what they need")]
    Stream(#[from] InvalidStream),
    /// The call is for WebSocket.
    #[error("this address speaks WebSocket alone: ask for /api/v1/streaming/user and the like instead")]
    NoWebSocket,
    /// Too many streams.
    #[error("too many streams are open: close one")]
    TooManyStreams(Allowance),
    /// Too many calls, or too many of a kind.
    #[error("too many calls: wait until the time in X-RateLimit-Reset")]
    TooMany(Allowance),
    /// The database is away.
    #[error("the server cannot do this just now; try again in a few seconds")]
    Unavailable,
    /// A fault of ours.
    #[error("something went wrong on the server; its log says what, under the id in X-Request-Id")]
    Internal,
}

impl ApiError {
    /// What a person typed does not fit.
    pub(crate) fn invalid(sentence: impl ToString) -> Self {
        Self::Invalid(sentence.to_string())
    }

    /// A field of a form does not fit, for a reason that Mastodon has a word for.
    pub(super) fn field(name: &'static str, code: &'static str, sentence: impl ToString) -> Self {
        let sentence = sentence.to_string();
        Self::Field { name, code, sentence }
    }

    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Unreadable(_) | Self::Stream(_) | Self::NoWebSocket => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::NeedsMember(_) => StatusCode::UNAUTHORIZED,
            Self::Scope(_) | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NoTranslation => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoMember | Self::Invalid(_) | Self::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) | Self::TooManyStreams(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn problem(&self) -> Problem {
        Problem {
            error: self.title(),
            error_description: self.to_string(),
            details: self.details(),
        }
    }

    fn details(&self) -> Option<BTreeMap<&'static str, [Detail; 1]>> {
        let Self::Field { name, code, sentence } = self else {
            return None;
        };
        let detail = Detail {
            error: code,
            description: sentence.clone(),
        };
        Some(BTreeMap::from([(*name, [detail])]))
    }

    fn title(&self) -> String {
        match self {
            Self::Unreadable(_) | Self::NoWebSocket => "Bad request".to_owned(),
            Self::Stream(invalid) => invalid.to_string(),
            Self::Unauthorized => "The access token is invalid".to_owned(),
            Self::NeedsMember(words) => (*words).to_owned(),
            Self::Scope(_) => "This action is outside the authorized scopes".to_owned(),
            Self::NoMember => "This method requires an authenticated user".to_owned(),
            Self::Forbidden => "This action is not allowed".to_owned(),
            Self::NotFound | Self::NoTranslation => "Record not found".to_owned(),
            Self::Method => "Method not allowed".to_owned(),
            Self::TooLarge => "Payload too large".to_owned(),
            // Mastodon's clients show this alone.
            Self::Invalid(sentence) | Self::Field { sentence, .. } => {
                format!("Validation failed: {sentence}")
            }
            Self::TooMany(_) | Self::TooManyStreams(_) => "Too many requests".to_owned(),
            Self::Unavailable => "Service unavailable".to_owned(),
            Self::Internal => "Internal server error".to_owned(),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::Forbidden => Self::Forbidden,
            Error::Refused(refusal) => Self::invalid(refusal),
            Error::ServerCannotAnswer => Self::invalid(error),
            Error::Storage(error) if error.is_unavailable() => {
                tracing::warn!(?error, "the database is away");
                Self::Unavailable
            }
            Error::File(error) => {
                tracing::error!(%error, "a file of a picture failed");
                Self::Unavailable
            }
            Error::Storage(_) | Error::Internal(_) => {
                tracing::error!(?error, "a call failed");
                Self::Internal
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(self.problem())).into_response();
        match self {
            Self::Unavailable => {
                response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            Self::Unauthorized | Self::NeedsMember(_) => {
                let challenge = HeaderValue::from_static("Bearer realm=\"Vouchwell\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::TooMany(allowance) | Self::TooManyStreams(allowance) => {
                allowance.write(response.headers_mut());
            }
            _ => {}
        }
        response
    }
}
