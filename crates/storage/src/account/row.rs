//! The row of an account.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::account::{
    Account, AttributionDomains, Endpoints, Home, Profile, ProfileField, ProfileTabs, RequestKey,
};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::media::Description;

use crate::error::{parse, parse_optional};
use crate::{Error, Result};

#[derive(FromRow)]
pub(crate) struct Row {
    id: i64,
    uri: String,
    name: String,
    host: Option<String>,
    kind: String,
    display_name: String,
    summary: String,
    url: String,
    avatar: Option<String>,
    header: Option<String>,
    fields: Json<Vec<ProfileField>>,
    place: Option<String>,
    also_known_as: Json<Vec<ActorUri>>,
    locked: bool,
    inbox: String,
    shared_inbox: Option<String>,
    followers: Option<String>,
    request_key_id: Option<String>,
    request_key: Option<String>,
    evidence_key: Option<String>,
    understands_recommendations: bool,
    created_at: DateTime<Utc>,
    first_seen_at: DateTime<Utc>,
    fetched_at: DateTime<Utc>,
    refresh_failed_at: Option<DateTime<Utc>>,
    gone_at: Option<DateTime<Utc>>,
    discoverable: bool,
    indexable: bool,
    hides_collections: bool,
    avatar_description: String,
    header_description: String,
    shows_media: bool,
    shows_media_replies: bool,
    shows_featured: bool,
    attribution_domains: Json<AttributionDomains>,
}

impl TryFrom<Row> for Account {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: AccountId::from_number(row.id),
            uri: parse(&row.uri, "actor")?,
            name: row.name,
            home: parse_optional(row.host.as_ref(), "host")?.map_or(Home::Here, Home::Elsewhere),
            kind: parse(&row.kind, "kind of account")?,
            profile: Profile {
                display_name: row.display_name,
                summary: row.summary,
                url: parse(&row.url, "profile address")?,
                avatar: parse_optional(row.avatar.as_ref(), "picture address")?,
                avatar_description: Description::cut(&row.avatar_description),
                header: parse_optional(row.header.as_ref(), "banner address")?,
                header_description: Description::cut(&row.header_description),
                fields: row.fields.0,
                place: parse_optional(row.place.as_ref(), "place")?,
                also_known_as: row.also_known_as.0,
                locked: row.locked,
                discoverable: row.discoverable,
                indexable: row.indexable,
                hides_collections: row.hides_collections,
                tabs: ProfileTabs {
                    media: row.shows_media,
                    media_replies: row.shows_media_replies,
                    featured: row.shows_featured,
                },
                attribution_domains: row.attribution_domains.0,
            },
            endpoints: Endpoints {
                inbox: parse(&row.inbox, "inbox")?,
                shared_inbox: parse_optional(row.shared_inbox.as_ref(), "shared inbox")?,
                followers: parse_optional(row.followers.as_ref(), "followers collection")?,
            },
            request_key: row
                .request_key_id
                .zip(row.request_key)
                .map(|(id, pem)| RequestKey { id, pem }),
            evidence_key: parse_optional(row.evidence_key.as_ref(), "key")?,
            understands_recommendations: row.understands_recommendations,
            created_at: row.created_at,
            first_seen_at: row.first_seen_at,
            fetched_at: row.fetched_at,
            refresh_failed_at: row.refresh_failed_at,
            gone_at: row.gone_at,
        })
    }
}
