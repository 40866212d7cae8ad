//! Invitations: links by which members bring people in.

use chrono::{DateTime, TimeDelta, Utc};

use crate::identifier::{AccountId, InvitationId};
use crate::token::SecretDigest;

/// A link by which one person comes in, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id, for its inviter.
    pub id: InvitationId,
    /// By which it is found.
    pub digest: SecretDigest,
    /// The member who made it.
    pub inviter: AccountId,
    /// Whether the inviter wants that the two follow each other.
    pub offers_follow: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it is not good any more.
    pub ends_at: DateTime<Utc>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an invitation, besides that its time runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Waits,
    /// Its inviter took it back.
    TakenBack,
    /// Somebody came by it.
    Used {
        /// Who.
        by: AccountId,
        /// When.
        at: DateTime<Utc>,
    },
}

impl Invitation {
    /// How long it is good.
    pub const LIFETIME: TimeDelta = TimeDelta::days(14);
    /// How many of a member are open at a time; whoever runs the instance has as many as she likes.
    pub const OPEN: usize = 5;

    /// Whether somebody can come by it.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.outcome == Outcome::Waits && now < self.ends_at
    }
}
