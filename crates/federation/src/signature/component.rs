//! What a signature says, in words common to both schemes.

use chrono::{DateTime, Utc};

use super::{Algorithm, KeyId, SignatureError};

/// A part of the request that must be, or may be, covered by its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    Method,
    Target,
    Host,
    Date,
    Digest,
    ContentDigest,
}

impl Component {
    fn name(self) -> &'static str {
        match self {
            Self::Method => "the method",
            Self::Target => "the request target",
            Self::Host => "the host",
            Self::Date => "the date",
            Self::Digest | Self::ContentDigest => "the digest of the body",
        }
    }
}

/// A signature taken apart, its scheme forgotten.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) key_id: KeyId,
    /// `None` leaves it to the key.
    pub(super) algorithm: Option<Algorithm>,
    pub(super) covered: Vec<Component>,
    /// When it was made, by its own signed word.
    pub(super) created: Option<DateTime<Utc>>,
    pub(super) expires: Option<DateTime<Utc>>,
    /// The bytes that were signed.
    pub(super) base: String,
    pub(super) signature: Vec<u8>,
}

impl Parts {
    pub(super) fn covers(&self, component: Component) -> bool {
        self.covered.contains(&component)
    }

    pub(super) fn require(&self, component: Component) -> Result<(), SignatureError> {
        if self.covers(component) {
            Ok(())
        } else {
            Err(SignatureError::NotCovered(component.name()))
        }
    }
}
