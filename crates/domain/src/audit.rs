//! The audit log: what those who run the instance did.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::identifier::{AuditEntryId, InvalidIdentifier};

/// The longest note that is written with an act, in characters.
pub const NOTE_LENGTH: usize = 1_000;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place in the log.
    pub id: AuditEntryId,
    /// Who did it.
    pub done_by: Doer,
    /// What.
    pub act: Act,
    /// Whom or what it concerns: a name, a host or a number.
    pub subject: String,
    /// What was written with it.
    pub note: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doer {
    /// The member of this name, as it was then.
    Member(String),
    /// Whoever may run programs where the server runs.
    CommandLine,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A member was kept out.
    Suspend,
    /// A member was let in again.
    Unsuspend,
    /// A report was dealt with.
    ResolveReport,
    /// A member was given a link by which she chooses a new password.
    OfferPassword,
    /// Work that was given up is tried again.
    RetryJob,
    /// Another server was left out of what everybody sees.
    LimitDomain,
    /// Nothing is taken from another server or sent to it any more.
    BlockDomain,
    /// Another server is treated as any other again.
    FreeDomain,
    /// The pictures of another server are not shown any more.
    LeaveOutMedia,
    /// They are shown again.
    ShowMedia,
    /// Somebody was invited.
    Invite,
    /// An invitation was taken back.
    TakeBackInvitation,
    /// An account was made.
    CreateAccount,
    /// It was said where a member is.
    SetPlace,
    /// A token was made by which a program acts as a member.
    IssueToken,
    /// A member was signed out everywhere.
    SignOut,
    /// A member signs in by her password alone again.
    EndSecondFactor,
    /// An account was deleted.
    DeleteAccount,
    /// The requests of an account, or of all of this server, get another key.
    ChangeRequestKey,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Suspend,
        Self::Unsuspend,
        Self::ResolveReport,
        Self::OfferPassword,
        Self::RetryJob,
        Self::LimitDomain,
        Self::BlockDomain,
        Self::FreeDomain,
        Self::LeaveOutMedia,
        Self::ShowMedia,
        Self::Invite,
        Self::TakeBackInvitation,
        Self::CreateAccount,
        Self::SetPlace,
        Self::IssueToken,
        Self::SignOut,
        Self::EndSecondFactor,
        Self::DeleteAccount,
        Self::ChangeRequestKey,
    ];

    /// The word used by storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Unsuspend => "unsuspend",
            Self::ResolveReport => "resolve-report",
            Self::OfferPassword => "offer-password",
            Self::RetryJob => "retry-job",
            Self::LimitDomain => "limit-domain",
            Self::BlockDomain => "block-domain",
            Self::FreeDomain => "free-domain",
            Self::LeaveOutMedia => "leave-out-media",
            Self::ShowMedia => "show-media",
            Self::Invite => "invite",
            Self::TakeBackInvitation => "take-back-invitation",
            Self::CreateAccount => "create-account",
            Self::SetPlace => "set-place",
            Self::IssueToken => "issue-token",
            Self::SignOut => "sign-out",
            Self::EndSecondFactor => "end-second-factor",
            Self::DeleteAccount => "delete-account",
            Self::ChangeRequestKey => "change-request-key",
        }
    }
}

impl FromStr for Act {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|act| act.as_str() == text);
        found.ok_or(InvalidIdentifier)
    }
}
