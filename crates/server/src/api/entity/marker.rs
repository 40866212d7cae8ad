//! How far the caller has read, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::marker;

use super::time::moment;

/// How far the caller has read a timeline.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Marker {
    last_read_id: String,
    version: i64,
    updated_at: String,
}

impl Marker {
    /// As it is kept.
    pub fn new(marker: marker::Marker) -> Self {
        Self {
            last_read_id: marker.last_read,
            version: marker.version,
            updated_at: moment(marker.updated_at),
        }
    }
}
