//! Mutes: what a member does not want to hear, for a while or for good.

use chrono::{DateTime, Utc};

/// The terms of a mute. Nobody but the member knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mute {
    /// Whether she is told nothing of the account either.
    pub notifications: bool,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}
