//! The parts of a request that signatures speak of.

use http::uri::PathAndQuery;
use http::{HeaderMap, Method};
use url::{Position, Url};

use super::{BodyDigest, SignatureError};

/// A received request, as it came: nothing in it is believed yet.
#[derive(Clone, Copy, Debug)]
pub struct IncomingRequest<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Path and query as in the request line.
    pub target: &'a PathAndQuery,
    /// All headers; for HTTP/2 the caller puts `:authority` into `Host`.
    pub headers: &'a HeaderMap,
    /// SHA-256 of the body as received, or `None` for a GET.
    pub body: Option<&'a BodyDigest>,
}

impl<'a> IncomingRequest<'a> {
    /// The value of a header that must be there exactly once.
    pub(super) fn header(&self, name: &str) -> Result<&'a str, SignatureError> {
        let mut values = self.headers.get_all(name).iter();
        let value = values
            .next()
            .ok_or_else(|| SignatureError::HeaderMissing(name.to_owned()))?;
        if values.next().is_some() {
            return Err(SignatureError::Repeated(name.to_owned()));
        }
        value
            .to_str()
            .map(str::trim)
            .map_err(|_| SignatureError::HeaderMissing(name.to_owned()))
    }
}

/// A request about to be sent.
#[derive(Clone, Debug)]
pub struct OutgoingRequest<'a> {
    pub(super) method: Method,
    pub(super) url: &'a Url,
    pub(super) body: Option<BodyDigest>,
}

impl<'a> OutgoingRequest<'a> {
    /// A GET.
    #[must_use]
    pub fn get(url: &'a Url) -> Self {
        Self {
            method: Method::GET,
            url,
            body: None,
        }
    }

    /// A POST of an activity. The digest is given, since one body goes to many inboxes.
    #[must_use]
    pub fn post(url: &'a Url, body: BodyDigest) -> Self {
        Self {
            method: Method::POST,
            url,
            body: Some(body),
        }
    }

    pub(super) fn target(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }
}
