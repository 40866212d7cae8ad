//! Quotes: posts that show another post within themselves, if its author approves (FEP-044f).

use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, InvalidIdentifier, ObjectUri, StatusId};
use crate::status::Visibility;

/// What a post says that it quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQuote {
    /// The id of the quoted post.
    pub uri: ObjectUri,
    /// Where the approval of its author stands.
    pub approval: Option<ObjectUri>,
}

/// Who may quote a post of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotePolicy {
    /// She herself.
    #[default]
    Nobody,
    /// Who follows her.
    Followers,
    /// Everybody whom she does not block.
    Public,
}

impl QuotePolicy {
    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Followers => "followers",
            Self::Public => "public",
        }
    }

    /// The same for a post that these may read: one that is not for everybody is quoted by nobody.
    #[must_use]
    pub const fn within(self, readers: Visibility) -> Self {
        if readers.is_open() { self } else { Self::Nobody }
    }
}

impl std::str::FromStr for QuotePolicy {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Nobody, Self::Followers, Self::Public]
            .into_iter()
            .find(|policy| policy.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// That an account was let quote a post of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteAuthorization {
    /// Who asked.
    pub account: AccountId,
    /// Whether the member has taken it back, which is for good.
    pub taken_back: bool,
}

/// What is known of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The post that quotes.
    pub status: StatusId,
    /// What it says that it quotes.
    pub named: NamedQuote,
    /// The quoted post, if it is here.
    pub quoted: Option<StatusId>,
    /// Whether its author approves.
    pub state: QuoteState,
}

/// Whether the author of a quoted post approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteState {
    /// That is not known.
    Pending,
    /// She does.
    Accepted,
    /// She does not, or what is shown as her approval is none.
    Rejected,
    /// She did, and has taken it back.
    Revoked,
}

impl QuoteState {
    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }
}

impl std::str::FromStr for QuoteState {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Pending, Self::Accepted, Self::Rejected, Self::Revoked]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}
