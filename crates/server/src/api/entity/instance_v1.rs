//! The instance in Mastodon's shape, version 1.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::context::Registration;
use vouchwell_storage::instance::InstanceCounts;

use super::instance::{Configuration, DESCRIPTION, email, streaming, version};
use super::rule::Rule;
use crate::web::asset;
use crate::web::language::Language;
use crate::web::site::Site;

/// The instance, in the older shape.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstanceV1 {
    /// Host and port alone: clients take it for the second half of handles.
    uri: String,
    title: String,
    short_description: &'static str,
    description: &'static str,
    email: String,
    version: String,
    urls: StreamingApi,
    stats: Stats,
    thumbnail: String,
    languages: Vec<&'static str>,
    registrations: bool,
    approval_required: bool,
    invites_enabled: bool,
    configuration: Configuration,
    contact_account: Option<String>,
    rules: Vec<Rule>,
}

/// Where the streaming API is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StreamingApi {
    streaming_api: String,
}

/// What is counted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stats {
    user_count: i64,
    status_count: i64,
    domain_count: i64,
}

impl InstanceV1 {
    /// As it is now.
    pub fn new(site: &Site, counts: InstanceCounts) -> Self {
        Self {
            uri: site.host(),
            title: site.host(),
            short_description: DESCRIPTION,
            description: DESCRIPTION,
            email: email(site),
            version: version(site),
            urls: StreamingApi {
                streaming_api: streaming(site),
            },
            stats: Stats {
                user_count: counts.members,
                status_count: counts.statuses,
                domain_count: counts.hosts,
            },
            thumbnail: site.absolute(asset::path("images/preview.png")),
            languages: Language::ALL.map(Language::tag).to_vec(),
            registrations: site.registration == Registration::Open,
            approval_required: false,
            invites_enabled: site.registration != Registration::Closed,
            configuration: Configuration::new(site),
            contact_account: None,
            rules: Rule::all(site),
        }
    }
}
