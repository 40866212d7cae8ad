//! Follows that ended because the instance blocked a server, in Mastodon's shape.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::NotificationId;
use vouchwell_domain::severance::Severance;

use super::time::moment;

/// Follows of the caller that ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelationshipSeveranceEvent {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// Whether it is not known any more who they were with.
    purged: bool,
    target_name: String,
    followers_count: i64,
    following_count: i64,
    created_at: String,
}

impl RelationshipSeveranceEvent {
    /// As this instance shows it. Who they were with is not kept.
    pub fn new(told_by: NotificationId, at: DateTime<Utc>, severance: &Severance) -> Self {
        Self {
            id: told_by.to_string(),
            kind: "domain_block",
            purged: true,
            target_name: severance.host.to_string(),
            followers_count: severance.followers,
            following_count: severance.following,
            created_at: moment(at),
        }
    }
}
