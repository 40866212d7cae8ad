//! The instance in Mastodon's shape, version 2.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::media;
use vouchwell_domain::poll;
use vouchwell_service::context::Registration;
use vouchwell_service::{featured_tag, pin};

use super::rule::Rule;
use crate::web::asset;
use crate::web::language::Language;
use crate::web::site::Site;

/// Clients compare the part before the plus sign with Mastodon's versions.
const MASTODON: &str = "4.6.0";

/// What every instance says of itself.
pub(super) const DESCRIPTION: &str = "Recommendations of people that anybody can check.";

/// The instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Instance {
    domain: String,
    title: String,
    version: String,
    source_url: String,
    description: &'static str,
    usage: Usage,
    thumbnail: Thumbnail,
    icon: [String; 0],
    languages: Vec<&'static str>,
    configuration: Configuration,
    registrations: Registrations,
    api_versions: ApiVersions,
    contact: Contact,
    rules: Vec<Rule>,
}

/// How much the instance is used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Usage {
    users: Users,
}

/// How many members use it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Users {
    /// Those who were here or wrote something in the last 30 days.
    active_month: i64,
}

/// A picture of the instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Thumbnail {
    url: String,
}

/// What clients have to know before they post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Configuration {
    urls: Urls,
    vapid: Vapid,
    accounts: AccountLimits,
    statuses: StatusLimits,
    media_attachments: MediaLimits,
    polls: PollLimits,
    translation: Translation,
    timelines_access: TimelinesAccess,
    limited_federation: bool,
}

/// Who may read timelines that are not of a member.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelinesAccess {
    live_feeds: TimelineAccess,
    hashtag_feeds: TimelineAccess,
    trending_link_feeds: TimelineAccess,
}

/// Who may read one: `public` is everybody, `disabled` is nobody.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct TimelineAccess {
    local: &'static str,
    remote: &'static str,
}

impl TimelineAccess {
    const fn both(who: &'static str) -> Self {
        Self {
            local: who,
            remote: who,
        }
    }
}

/// Further addresses.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Urls {
    streaming: String,
}

/// The key by which receivers of push messages know the instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Vapid {
    public_key: String,
}

/// Limits of accounts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountLimits {
    max_featured_tags: usize,
    max_pinned_statuses: usize,
}

/// Limits of statuses.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusLimits {
    max_characters: u32,
    max_media_attachments: usize,
    characters_reserved_per_url: u32,
}

/// Limits of media. Films and sounds are not taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MediaLimits {
    supported_mime_types: [&'static str; 4],
    description_limit: usize,
    image_size_limit: usize,
    image_matrix_limit: u64,
    video_size_limit: u32,
    video_frame_rate_limit: u32,
    video_matrix_limit: u32,
}

/// Limits of polls.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PollLimits {
    max_options: usize,
    max_characters_per_option: usize,
    min_expiration: u32,
    max_expiration: u32,
}

/// Whether texts are translated.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Translation {
    enabled: bool,
}

/// Who may join.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Registrations {
    enabled: bool,
    approval_required: bool,
    message: Option<String>,
}

/// Which version of Mastodon's API is kept, as far as it is kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiVersions {
    mastodon: u32,
}

/// How to reach the operator.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Contact {
    email: String,
    account: Option<String>,
}

/// Where whoever runs the instance is written to; empty if that is not said.
pub(super) fn email(site: &Site) -> String {
    site.contact.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Mastodon's version with ours behind it.
pub(super) fn version(site: &Site) -> String {
    format!("{MASTODON}+vouchwell-{}", site.version)
}

pub(super) fn streaming(site: &Site) -> String {
    let scheme = if site.url.scheme() == "https" { "wss" } else { "ws" };
    format!("{scheme}://{}", site.host())
}

impl Configuration {
    pub(super) fn new(site: &Site) -> Self {
        Self {
            urls: Urls {
                streaming: streaming(site),
            },
            vapid: Vapid {
                public_key: site.push_key.clone(),
            },
            accounts: AccountLimits {
                max_featured_tags: featured_tag::MOST,
                max_pinned_statuses: pin::MOST,
            },
            statuses: StatusLimits {
                max_characters: 5_000,
                max_media_attachments: media::MEDIA,
                characters_reserved_per_url: 23,
            },
            media_attachments: MediaLimits {
                supported_mime_types: ["image/jpeg", "image/png", "image/gif", "image/webp"],
                description_limit: media::DESCRIPTION,
                image_size_limit: media::LARGEST_FILE,
                image_matrix_limit: media::MOST_POINTS,
                video_size_limit: 0,
                video_frame_rate_limit: 0,
                video_matrix_limit: 0,
            },
            polls: PollLimits {
                max_options: poll::OPTIONS,
                max_characters_per_option: poll::OPTION_LENGTH,
                min_expiration: poll::SHORTEST,
                max_expiration: poll::LONGEST,
            },
            translation: Translation { enabled: false },
            timelines_access: TimelinesAccess {
                live_feeds: TimelineAccess::both("public"),
                hashtag_feeds: TimelineAccess::both("public"),
                trending_link_feeds: TimelineAccess::both("disabled"),
            },
            limited_federation: false,
        }
    }
}

impl Instance {
    /// As it is now.
    pub fn new(site: &Site, active_month: i64) -> Self {
        Self {
            domain: site.host(),
            title: site.host(),
            version: version(site),
            source_url: site.source.to_string(),
            description: DESCRIPTION,
            usage: Usage {
                users: Users { active_month },
            },
            thumbnail: Thumbnail {
                url: site.absolute(asset::path("images/preview.png")),
            },
            icon: [],
            languages: Language::ALL.map(Language::tag).to_vec(),
            configuration: Configuration::new(site),
            registrations: Registrations {
                enabled: site.registration == Registration::Open,
                approval_required: false,
                message: None,
            },
            api_versions: ApiVersions { mastodon: 10 },
            contact: Contact {
                email: email(site),
                account: None,
            },
            rules: Rule::all(site),
        }
    }
}
