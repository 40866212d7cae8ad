//! Hashtags that are followed or shown, in Mastodon's shapes.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::featured_tag;
use vouchwell_service::followed_tag::TagView;

use super::time::date;
use crate::web::site::Site;

/// A hashtag, and what the caller has to do with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FollowedTag {
    id: String,
    name: String,
    url: String,
    history: [String; 0],
    following: bool,
    featuring: bool,
}

impl FollowedTag {
    /// As the caller sees it. The name is the id: there are no others.
    pub fn new(view: TagView, site: &Site) -> Self {
        Self {
            id: view.tag.clone(),
            url: address(&view.tag, site),
            name: view.tag,
            history: [],
            following: view.following,
            featuring: view.featuring,
        }
    }
}

/// A hashtag on a profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeaturedTag {
    id: String,
    name: String,
    url: String,
    /// A text, as Mastodon writes it.
    statuses_count: String,
    last_status_at: Option<String>,
}

impl FeaturedTag {
    /// As a profile shows it.
    pub fn new(featured: featured_tag::FeaturedTag, site: &Site) -> Self {
        Self {
            id: featured.id.to_string(),
            url: address(&featured.tag, site),
            name: featured.tag,
            statuses_count: featured.statuses.to_string(),
            last_status_at: featured.last_status_at.map(date),
        }
    }
}

/// The page of a hashtag.
pub(super) fn address(tag: &str, site: &Site) -> String {
    let mut url = site.url.clone();
    url.set_path(&format!("/tags/{tag}"));
    url.to_string()
}
