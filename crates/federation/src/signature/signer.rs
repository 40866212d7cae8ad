//! Signing our own requests.

use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue};
use url::Url;
use vouchwell_domain::peer::SignatureScheme;

use super::{OutgoingRequest, RsaKey, SigningError, cavage, rfc9421};

/// Content type of every body that is sent.
pub(super) const ACTIVITY_JSON: &str = "application/activity+json";

/// How a request is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// draft-cavage-http-signatures-12, which nearly everybody verifies: tried first.
    #[default]
    Cavage,
    /// RFC 9421: tried once where the first was answered by 400 or 401.
    Rfc9421,
}

impl From<SignatureScheme> for Scheme {
    fn from(scheme: SignatureScheme) -> Self {
        match scheme {
            SignatureScheme::Cavage => Self::Cavage,
            SignatureScheme::Rfc9421 => Self::Rfc9421,
        }
    }
}

/// Signs requests of one actor at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The URL of the key as the actor publishes it.
    pub key_id: &'a Url,
    /// The actor's private key.
    pub key: &'a RsaKey,
    /// The scheme to use.
    pub scheme: Scheme,
    /// The date of the signature.
    pub now: DateTime<Utc>,
}

impl Signer<'_> {
    /// The headers to send with a request: signature, date or creation time, digest and content type.
    /// `Host` is left to the client, which writes the host of the URL.
    ///
    /// # Errors
    /// [`SigningError`] if the stored key is damaged.
    pub fn sign(&self, request: &OutgoingRequest<'_>) -> Result<HeaderMap, SigningError> {
        match self.scheme {
            Scheme::Cavage => cavage::sign(request, self),
            Scheme::Rfc9421 => rfc9421::sign(request, self),
        }
    }
}

pub(super) fn http_date(moment: DateTime<Utc>) -> String {
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

pub(super) fn header_value(text: &str) -> Result<HeaderValue, SigningError> {
    HeaderValue::from_str(text).map_err(|_| SigningError::Header)
}
