//! Follows.

use crate::identifier::{AccountId, ObjectUri};

/// How far a follow is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowState {
    /// Asked for; the followed account has not answered.
    Requested,
    /// In force.
    Accepted,
}

impl FollowState {
    /// The word used by storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Accepted => "accepted",
        }
    }
}

/// One account follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// Who follows.
    pub follower: AccountId,
    /// Who is followed.
    pub followed: AccountId,
    /// The id of the Follow activity.
    pub uri: ObjectUri,
    /// How far it is.
    pub state: FollowState,
}

/// What one member and another account are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relationship {
    /// The member follows the account.
    pub following: bool,
    /// The member has asked to.
    pub requested: bool,
    /// The account follows the member.
    pub followed_by: bool,
    /// The account has asked to.
    pub requested_by: bool,
    /// The member blocks the account.
    pub blocking: bool,
    /// The account, one of this instance, blocks the member.
    pub blocked_by: bool,
}
