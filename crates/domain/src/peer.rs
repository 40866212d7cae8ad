//! Peers: other servers, as far as bringing mail to them is concerned.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::account::Host;
use crate::identifier::InvalidIdentifier;

/// How requests to a peer are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureScheme {
    /// draft-cavage-http-signatures-12.
    Cavage,
    /// RFC 9421.
    Rfc9421,
}

impl SignatureScheme {
    /// The word used by storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cavage => "cavage",
            Self::Rfc9421 => "rfc9421",
        }
    }

    /// The one that is tried where this one is refused.
    pub const fn other(self) -> Self {
        match self {
            Self::Cavage => Self::Rfc9421,
            Self::Rfc9421 => Self::Cavage,
        }
    }
}

impl FromStr for SignatureScheme {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Cavage, Self::Rfc9421]
            .into_iter()
            .find(|scheme| scheme.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// For how long a peer is believed to take what it took. What refused another scheme once may have stood before it for a while
/// only, and some servers answer well to one whose signatures they cannot check (snac).
const LEARNT: TimeDelta = TimeDelta::weeks(1);

/// The scheme that a peer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LearntScheme {
    /// Which.
    pub scheme: SignatureScheme,
    /// When this was learnt.
    pub at: DateTime<Utc>,
}

/// What is known of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its host.
    pub host: Host,
    /// How many deliveries have failed since the last that arrived.
    pub failures: u32,
    /// Until when it is left alone; after that one delivery tries whether it is back.
    pub closed_until: Option<DateTime<Utc>>,
    /// The scheme that it took when it was last tried out.
    pub learnt: Option<LearntScheme>,
}

impl Peer {
    /// The scheme that it takes, unless that was learnt too long ago.
    pub fn signature_scheme(&self, now: DateTime<Utc>) -> Option<SignatureScheme> {
        let learnt = self.learnt.filter(|learnt| now - learnt.at < LEARNT);
        learnt.map(|learnt| learnt.scheme)
    }
}
