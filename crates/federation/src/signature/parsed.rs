//! A received signature, checked in all that needs no key.

use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use url::Url;
use vouchwell_domain::account::Host;

use super::component::{Component, Parts};
use super::{IncomingRequest, KeyId, PublicKey, SignatureError, cavage, rfc9421};

/// How far the date of a signature may lie from now, either way.
const WINDOW: TimeDelta = TimeDelta::hours(1);

/// A signature that covers what it must, for this host, this body and this hour. Whether its key made it
/// is not known before [`ParsedSignature::verify`].
#[derive(Debug)]
pub struct ParsedSignature(Parts);

impl ParsedSignature {
    /// Takes the signature of a request to the server at `public_url` apart, and checks all that can be
    /// checked without its key, so that no key is fetched for a request that would be refused anyway.
    ///
    /// # Errors
    /// [`SignatureError`] says what the peer has to mend.
    pub fn parse(
        request: &IncomingRequest<'_>,
        public_url: &Url,
        now: DateTime<Utc>,
    ) -> Result<Self, SignatureError> {
        let parts = if request.headers.contains_key("signature-input") {
            rfc9421::take_apart(request, public_url)?
        } else {
            cavage::take_apart(request, public_url)?
        };
        check_host(request, public_url)?;
        parts.require(Component::Method)?;
        parts.require(Component::Target)?;
        parts.require(Component::Host)?;
        check_body(&parts, request)?;
        check_time(&parts, request, now)?;
        Ok(Self(parts))
    }

    /// The key that is said to have signed.
    #[must_use]
    pub fn key_id(&self) -> &KeyId {
        &self.0.key_id
    }

    /// What was signed, the time of it included: the same again is the same request.
    pub(crate) fn signed(&self) -> &[u8] {
        self.0.base.as_bytes()
    }

    /// Verifies the signature.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`], or [`SignatureError::KeyMismatch`] for a key of another kind.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        if self
            .0
            .algorithm
            .is_some_and(|algorithm| algorithm != key.algorithm())
        {
            return Err(SignatureError::KeyMismatch);
        }
        key.verify(self.0.base.as_bytes(), &self.0.signature)
    }
}

fn check_host(request: &IncomingRequest<'_>, public_url: &Url) -> Result<(), SignatureError> {
    let asked: Host = request
        .header("host")?
        .parse()
        .map_err(|_| SignatureError::WrongHost)?;
    if Host::of(public_url) == Some(asked) {
        Ok(())
    } else {
        Err(SignatureError::WrongHost)
    }
}

fn check_body(parts: &Parts, request: &IncomingRequest<'_>) -> Result<(), SignatureError> {
    let Some(body) = request.body else {
        let may_go_without = matches!(*request.method, Method::GET | Method::HEAD);
        return if may_go_without {
            Ok(())
        } else {
            Err(SignatureError::BodyUnknown)
        };
    };
    if parts.covers(Component::ContentDigest) {
        body.check_content_digest(request.header("content-digest")?)?;
    } else {
        parts.require(Component::Digest)?;
    }
    if parts.covers(Component::Digest) {
        body.check_digest(request.header("digest")?)?;
    }
    Ok(())
}

fn check_time(
    parts: &Parts,
    request: &IncomingRequest<'_>,
    now: DateTime<Utc>,
) -> Result<(), SignatureError> {
    if parts.created.is_none() {
        parts.require(Component::Date)?;
    }
    let date = if parts.covers(Component::Date) {
        Some(date(request)?)
    } else {
        None
    };
    if parts
        .created
        .into_iter()
        .chain(date)
        .any(|moment| (now - moment).abs() > WINDOW)
    {
        return Err(SignatureError::Date);
    }
    if parts.expires.is_some_and(|moment| moment <= now) {
        return Err(SignatureError::Expired);
    }
    Ok(())
}

fn date(request: &IncomingRequest<'_>) -> Result<DateTime<Utc>, SignatureError> {
    httpdate::parse_http_date(request.header("date")?)
        .map(DateTime::from)
        .map_err(|_| SignatureError::Malformed("Date"))
}
