//! Other servers with which an instance has no or only little to do.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::account::Host;
use crate::identifier::InvalidIdentifier;

/// The longest reason that everybody may read, in characters.
pub const COMMENT_LENGTH: usize = 500;

/// Another server, as those who run the instance want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceDomain {
    /// Which.
    pub host: Host,
    /// How much of it there is.
    pub severity: Severity,
    /// Why, for everybody to read.
    pub comment: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// How little an instance has to do with another server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It is left out of what everybody sees; who follows its people sees them as before.
    Limit,
    /// Nothing is taken from it or sent to it.
    Block,
}

impl Severity {
    /// The word used by storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Block => "block",
        }
    }
}

impl FromStr for Severity {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Limit, Self::Block]
            .into_iter()
            .find(|severity| severity.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}
