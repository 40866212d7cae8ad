//! Sessions: browsers in which a member is signed in.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::member::Member;
use crate::token::SecretDigest;

/// A browser in which a member is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// By which it is known.
    pub digest: SecretDigest,
    /// Who is signed in.
    pub member: Member,
    /// What the browser says it is.
    pub browser: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// The last day on which it was used.
    pub last_used_on: NaiveDate,
}

impl Session {
    /// How long it lasts at most.
    pub const LONGEST: TimeDelta = TimeDelta::days(180);
    /// How long it lasts while nobody uses it.
    pub const IDLE: TimeDelta = TimeDelta::days(30);
}
