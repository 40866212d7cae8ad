//! One's own profile in Mastodon's shape, as it was typed.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::featured_tag;
use vouchwell_service::profile::OwnProfile;

use super::account::Field;
use super::credential_account::{attribution_domains, typed_fields};
use super::tag::FeaturedTag;
use crate::web::site::Site;

/// What one can change of one's profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Profile {
    id: String,
    display_name: String,
    /// Plain text.
    note: String,
    fields: Vec<Field>,
    avatar: Option<String>,
    avatar_static: Option<String>,
    avatar_description: String,
    header: Option<String>,
    header_static: Option<String>,
    header_description: String,
    locked: bool,
    bot: bool,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    show_media: bool,
    show_media_replies: bool,
    show_featured: bool,
    attribution_domains: Vec<String>,
    featured_tags: Vec<FeaturedTag>,
}

impl Profile {
    /// The profile of a member for herself.
    pub fn new(own: &OwnProfile, tags: Vec<featured_tag::FeaturedTag>, site: &Site) -> Self {
        let account = &own.view.account;
        let profile = &account.profile;
        let avatar = profile.avatar.as_ref().map(ToString::to_string);
        let header = profile.header.as_ref().map(ToString::to_string);
        let tags = tags.into_iter().map(|tag| FeaturedTag::new(tag, site));
        Self {
            id: account.id.to_string(),
            display_name: profile.display_name.clone(),
            note: own.source.note.clone(),
            fields: typed_fields(own),
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: profile.avatar_description.as_str().to_owned(),
            header_static: header.clone(),
            header,
            header_description: profile.header_description.as_str().to_owned(),
            locked: profile.locked,
            bot: account.is_bot(),
            hide_collections: profile.hides_collections,
            discoverable: profile.discoverable,
            indexable: profile.indexable,
            show_media: profile.tabs.media,
            show_media_replies: profile.tabs.media_replies,
            show_featured: profile.tabs.featured,
            attribution_domains: attribution_domains(own),
            featured_tags: tags.collect(),
        }
    }
}
