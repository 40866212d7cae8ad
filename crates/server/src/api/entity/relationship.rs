//! What the caller and an account are to each other, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::follow;
use vouchwell_domain::identifier::AccountId;

use super::time::moment;

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
    note: String,
}

impl Relationship {
    /// As it is stored.
    pub fn new(id: AccountId, relationship: follow::Relationship) -> Self {
        let options = relationship.options.unwrap_or_default();
        let languages = options
            .languages
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        let mute = relationship.mute;
        Self {
            id: id.to_string(),
            following: relationship.following,
            showing_reblogs: relationship.following && options.reblogs,
            notifying: relationship.following && options.notify,
            languages: Some(languages).filter(|languages| !languages.is_empty()),
            followed_by: relationship.followed_by,
            blocking: relationship.blocking,
            blocked_by: relationship.blocked_by,
            muting: mute.is_some(),
            muting_notifications: mute.is_some_and(|mute| mute.notifications),
            muting_expires_at: mute.and_then(|mute| mute.expires_at).map(moment),
            requested: relationship.requested,
            requested_by: relationship.requested_by,
            domain_blocking: relationship.domain_blocking,
            endorsed: relationship.featured,
            note: relationship.note,
        }
    }
}
