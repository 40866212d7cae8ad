//! Follows.

use vouchwell_evidence::Language;

use crate::identifier::{AccountId, ObjectUri};
use crate::mute::Mute;

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

/// How a follow is shown to the member who follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowOptions {
    /// Whether boosts are shown.
    pub reblogs: bool,
    /// Whether she is told of each post.
    pub notify: bool,
    /// The languages of the posts that are shown; none means all.
    pub languages: Vec<Language>,
}

impl Default for FollowOptions {
    fn default() -> Self {
        Self {
            reblogs: true,
            notify: false,
            languages: Vec::new(),
        }
    }
}

/// What one member and another account are to each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// How the follow is shown, if there is one or she has asked to.
    pub options: Option<FollowOptions>,
    /// The member mutes the account.
    pub mute: Option<Mute>,
    /// The member wants to hear nobody of the account's server.
    pub domain_blocking: bool,
    /// The member shows the account on her profile.
    pub featured: bool,
    /// What the member has noted about the account for herself.
    pub note: String,
}
