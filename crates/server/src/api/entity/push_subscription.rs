//! A push subscription in Mastodon's shape.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::push::{Alerts, PushSubscription as Kept};

use crate::web::site::Site;

/// Where an app takes messages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PushSubscription {
    /// A number, as in Mastodon's answers; apps read it as such.
    id: i64,
    endpoint: String,
    standard: bool,
    /// Every kind, and whether messages are sent of it.
    alerts: BTreeMap<&'static str, bool>,
    policy: &'static str,
    /// By which the receiver knows this instance.
    server_key: String,
}

impl PushSubscription {
    /// As it is kept.
    pub fn new(kept: &Kept, site: &Site) -> Self {
        let wanted = &kept.wanted;
        let alerts = Alerts::KNOWN.into_iter();
        Self {
            id: kept.id.number(),
            endpoint: wanted.endpoint.to_string(),
            standard: wanted.standard,
            alerts: alerts.map(|kind| (kind, wanted.alerts.have(kind))).collect(),
            policy: wanted.policy.as_str(),
            server_key: site.push_key.clone(),
        }
    }
}
