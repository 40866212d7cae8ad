//! Why an outbound request failed.

use std::error::Error as StandardError;
use std::io;

use http::StatusCode;
use thiserror::Error;

use super::destination::Refusal;
use super::resolver::NameUnknown;
use crate::signature::SigningError;

/// Why an outbound request failed, told apart by what the caller does about it.
#[derive(Debug, Error)]
pub enum FetchError {
    /// Our own rules forbid the request, on the URL or on the address it leads to.
    #[error("the request is refused: {0}")]
    Refused(#[from] Refusal),
    /// More fetches than one incoming activity may cause.
    #[error("this activity has caused all the fetches it may cause")]
    BudgetSpent,
    /// More redirects than are followed, or one that leads nowhere.
    #[error("the redirects lead too far or nowhere")]
    Redirect,
    /// The host name does not resolve.
    #[error("the host name does not resolve")]
    Name(#[source] reqwest::Error),
    /// No connection to the host.
    #[error("the host cannot be connected to")]
    Connect(#[source] reqwest::Error),
    /// The host's certificate or its TLS is not acceptable.
    #[error("no trusted TLS connection to the host")]
    Tls(#[source] reqwest::Error),
    /// The host took longer than the limits allow.
    #[error("the host did not answer in time")]
    Timeout,
    /// The connection broke, or what came was no HTTP.
    #[error("the answer broke off or is no HTTP")]
    Interrupted(#[source] reqwest::Error),
    /// The body is larger than the limits allow.
    #[error("the answer is over {limit} bytes long")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// An answer other than the one needed.
    #[error("the host answered {0}")]
    Status(StatusCode),
    /// A body of another type than was asked for.
    #[error("the answer has another content type than was asked for")]
    ContentType,
    /// What came could not be read.
    #[error("the answer could not be read")]
    Unreadable,
    /// The request could not be signed.
    #[error("the request cannot be signed: {0}")]
    Signing(#[from] SigningError),
}

impl FetchError {
    /// Whether the same request may succeed later without anything changing here.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Name(_) | Self::Connect(_) | Self::Tls(_) | Self::Timeout | Self::Interrupted(_) => true,
            Self::Status(status) => {
                status.is_server_error()
                    || *status == StatusCode::REQUEST_TIMEOUT
                    || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::Refused(_)
            | Self::BudgetSpent
            | Self::Redirect
            | Self::TooLarge { .. }
            | Self::ContentType
            | Self::Unreadable
            | Self::Signing(_) => false,
        }
    }

    /// The status the host answered with, if that is what failed.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status(status) => Some(*status),
            _ => None,
        }
    }
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        if let Some(refusal) = cause::<Refusal>(&error) {
            return Self::Refused(refusal.clone());
        }
        let error = error.without_url();
        if error.is_timeout() {
            Self::Timeout
        } else if cause::<NameUnknown>(&error).is_some() {
            Self::Name(error)
        } else if cause::<rustls::Error>(&error).is_some() {
            Self::Tls(error)
        } else if error.is_connect() {
            Self::Connect(error)
        } else {
            Self::Interrupted(error)
        }
    }
}

/// Finds an error of one type among the causes of another.
fn cause<'a, Wanted: StandardError + 'static>(
    error: &'a (dyn StandardError + 'static),
) -> Option<&'a Wanted> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // The source of an I/O error is that of the error it wraps, which would so be passed over.
    let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
    let next = wrapped.map(|wrapped| wrapped as &(dyn StandardError + 'static));
    cause(next.or_else(|| error.source())?)
}
