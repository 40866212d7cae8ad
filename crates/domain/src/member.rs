//! Members: the people of this instance.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::account::Account;
use crate::identifier::{InvalidIdentifier, MemberId};

/// What a member may do on the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Uses it.
    User,
    /// Handles reports.
    Moderator,
    /// Runs it.
    Admin,
}

impl Role {
    /// The word used by commands and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::User, Self::Moderator, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// A person of this instance.
#[derive(Debug, Clone)]
pub struct Member {
    /// The id that only members have.
    pub id: MemberId,
    /// The public side.
    pub account: Account,
    /// What the member may do.
    pub role: Role,
    /// Made by the command line or the first-run link: recommendations are not held back for age.
    pub quarantine_exempt: bool,
    /// When the account was made here.
    pub created_at: DateTime<Utc>,
}
