//! Notifications.

mod group;
mod policy;

use chrono::{DateTime, Utc};

pub use group::{GroupKey, InvalidGroupKey};
pub use policy::{NotificationPolicy, Standing, Treatment};

use crate::identifier::{AccountId, InvalidIdentifier, NotificationId, StatusId};

/// Why a member is told something, in Mastodon's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationKind {
    /// A status mentions the member; a published recommendation does.
    Mention,
    /// Somebody follows.
    Follow,
    /// Somebody asks to follow.
    FollowRequest,
    /// Somebody likes a status of the member.
    Favourite,
    /// Somebody boosts a status of the member.
    Reblog,
    /// Somebody whose every post the member wants to be told of has posted.
    Status,
    /// A poll has ended that the member began or voted in.
    Poll,
    /// What the member boosts says something else now.
    Update,
    /// Follows of the member ended because the instance blocked a server.
    SeveredRelationships,
}

impl NotificationKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Mention,
        Self::Follow,
        Self::FollowRequest,
        Self::Favourite,
        Self::Reblog,
        Self::Status,
        Self::Poll,
        Self::Update,
        Self::SeveredRelationships,
    ];

    /// Whether many people do it with one thing, so that apps show them together.
    pub const fn is_grouped(self) -> bool {
        matches!(self, Self::Favourite | Self::Reblog | Self::Follow)
    }

    /// Whether a member is told of it whoever it is by: she waits for it, or it is about what is hers.
    pub const fn is_always_told(self) -> bool {
        matches!(self, Self::Poll | Self::SeveredRelationships)
    }

    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::Favourite => "favourite",
            Self::Reblog => "reblog",
            Self::Status => "status",
            Self::Poll => "poll",
            Self::Update => "update",
            Self::SeveredRelationships => "severed_relationships",
        }
    }
}

impl std::str::FromStr for NotificationKind {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// Something a member is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The id in the client API.
    pub id: NotificationId,
    /// Why.
    pub kind: NotificationKind,
    /// By whom.
    pub from: AccountId,
    /// About which status.
    pub status: Option<StatusId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Whether the member's policy holds it back, so that it stands among the requests.
    pub filtered: bool,
}

impl Notification {
    /// With which others apps show it together.
    pub fn group(&self) -> GroupKey {
        GroupKey::of(self)
    }
}
