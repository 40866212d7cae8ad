//! Peers: other servers, as far as bringing mail to them is concerned.

use std::str::FromStr;

use chrono::{DateTime, Utc};

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

/// What is known of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its host.
    pub host: Host,
    /// How many deliveries have failed since the last that arrived.
    pub failures: u32,
    /// Until when it is left alone; after that one delivery tries whether it is back.
    pub closed_until: Option<DateTime<Utc>>,
    /// The scheme that it took last.
    pub signature_scheme: Option<SignatureScheme>,
}
