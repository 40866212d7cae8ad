//! How far a member has read, for all her apps.

use chrono::{DateTime, Utc};

use crate::identifier::InvalidIdentifier;

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkedTimeline {
    /// What she follows.
    Home,
    /// What she was told.
    Notifications,
}

impl MarkedTimeline {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Home, Self::Notifications];

    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Notifications => "notifications",
        }
    }
}

impl std::str::FromStr for MarkedTimeline {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|timeline| timeline.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// How far a member has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The last thing she read, as her app named it.
    pub last_read: String,
    /// How often it was moved.
    pub version: i64,
    /// When it was last moved.
    pub updated_at: DateTime<Utc>,
}
