//! What programs are told that ask for a token in vain (RFC 6749 §5.2).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vouchwell_service::Error;

use crate::api::ApiError;
use crate::api::error::Problem;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OauthError {
    /// A parameter is missing or does not fit.
    #[error("{0}")]
    InvalidRequest(String),
    /// The program is unknown, or the secret is not its own.
    #[error(
        "client_id and client_secret fit no application that is registered here: register at /api/v1/apps"
    )]
    InvalidClient,
    /// The token is another program's.
    #[error("this token was given to another application")]
    UnauthorizedClient,
    /// The code is not good.
    #[error(
        "the code is unknown, over, used already, or given to another application, redirect URI or code verifier: \
         ask at /oauth/authorize for another one"
    )]
    InvalidGrant,
    /// Other ways than these there are none.
    #[error(
        "only authorization_code and client_credentials are kept here: let the member sign in at /oauth/authorize"
    )]
    UnsupportedGrantType,
    /// The program may not ask for that.
    #[error("the scope is unknown, or more than the application registered for")]
    InvalidScope,
    /// Something else stands in the way.
    #[error(transparent)]
    Api(ApiError),
}

impl OauthError {
    /// The code that programs know.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::Api(_) => "server_error",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::UnauthorizedClient => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// A body that cannot be read is a wrong request; whatever else is said as everywhere.
impl From<ApiError> for OauthError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Unreadable(_) | ApiError::Invalid(_) => Self::InvalidRequest(error.to_string()),
            error => Self::Api(error),
        }
    }
}

impl From<Error> for OauthError {
    fn from(error: Error) -> Self {
        match error {
            Error::Forbidden => Self::UnauthorizedClient,
            error => Self::Api(error.into()),
        }
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        if let Self::Api(error) = self {
            return error.into_response();
        }
        let problem = Problem {
            error: self.code().to_owned(),
            error_description: self.to_string(),
            details: None,
        };
        let mut response = (self.status(), Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self == Self::InvalidClient {
            let challenge = HeaderValue::from_static("Basic realm=\"Vouchwell\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
