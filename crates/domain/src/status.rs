//! Statuses: posts, and the form in which recommendations reach other apps.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, InvalidIdentifier, ObjectUri, RecommendationId, StatusId};

/// Who may read a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody, in public timelines too.
    Public,
    /// Everybody who has the link.
    Unlisted,
    /// Followers.
    Private,
    /// Those mentioned.
    Direct,
}

impl Visibility {
    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// Whether followers may read it for being followers.
    pub const fn reaches_followers(self) -> bool {
        !matches!(self, Self::Direct)
    }

    /// Whether everybody may read it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

impl std::str::FromStr for Visibility {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Public, Self::Unlisted, Self::Private, Self::Direct]
            .into_iter()
            .find(|visibility| visibility.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// What a status answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InReplyTo {
    /// The id of the Note.
    pub uri: ObjectUri,
    /// Who wrote it, if that is or was known here.
    pub account: Option<AccountId>,
    /// The status, if it is here.
    pub status: Option<StatusId>,
}

impl InReplyTo {
    /// The answer to a status that is here.
    pub fn of(answered: &Status) -> Self {
        Self {
            uri: answered.uri.clone(),
            account: Some(answered.account),
            status: Some(answered.id),
        }
    }

    /// The answer to something that is not here.
    pub const fn unknown(uri: ObjectUri) -> Self {
        Self {
            uri,
            account: None,
            status: None,
        }
    }
}

/// A status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The id in the client API.
    pub id: StatusId,
    /// The id of the Note.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// Who wrote it.
    pub account: AccountId,
    /// Cleaned HTML.
    pub content: String,
    /// The content warning, plain text; empty for none.
    pub spoiler: String,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// BCP 47.
    pub language: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it answers.
    pub in_reply_to: Option<InReplyTo>,
    /// Hashtags, without #.
    pub tags: Vec<String>,
    /// Who is mentioned.
    pub mentions: Vec<AccountId>,
    /// The recommendation it carries.
    pub recommendation: Option<RecommendationId>,
    /// What it boosts; a boost has no words of its own.
    pub reblog_of: Option<StatusId>,
    /// When it was published.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub edited_at: Option<DateTime<Utc>>,
}

impl Status {
    /// Whether an account may boost it: everybody if everybody may read it, its author if it is for her
    /// followers.
    pub fn can_be_boosted_by(&self, account: AccountId) -> bool {
        match self.visibility {
            Visibility::Public | Visibility::Unlisted => true,
            Visibility::Private => self.account == account,
            Visibility::Direct => false,
        }
    }
}

/// What a member has done with a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Involvement {
    /// She likes it.
    pub favourited: bool,
    /// She boosts it.
    pub reblogged: bool,
    /// She keeps it for herself.
    pub bookmarked: bool,
    /// It is hers, and she shows it first.
    pub pinned: bool,
    /// She wants to hear no more of its conversation.
    pub muted: bool,
}
