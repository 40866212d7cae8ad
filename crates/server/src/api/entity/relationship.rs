//! What the caller and an account are to each other, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::follow;
use vouchwell_domain::identifier::AccountId;

/// What the caller and an account are to each other.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Relationship {
    id: String,
    following: bool,
    showing_reblogs: bool,
    notifying: bool,
    languages: Option<Vec<String>>,
    followed_by: bool,
    blocking: bool,
    blocked_by: bool,
    muting: bool,
    muting_notifications: bool,
    muting_expires_at: Option<String>,
    requested: bool,
    requested_by: bool,
    domain_blocking: bool,
    endorsed: bool,
    note: &'static str,
}

impl Relationship {
    /// As it is stored.
    pub fn new(id: AccountId, relationship: follow::Relationship) -> Self {
        Self {
            id: id.to_string(),
            following: relationship.following,
            showing_reblogs: relationship.following,
            notifying: false,
            languages: None,
            followed_by: relationship.followed_by,
            blocking: relationship.blocking,
            blocked_by: relationship.blocked_by,
            muting: false,
            muting_notifications: false,
            muting_expires_at: None,
            requested: relationship.requested,
            requested_by: relationship.requested_by,
            domain_blocking: false,
            endorsed: false,
            note: "",
        }
    }
}
