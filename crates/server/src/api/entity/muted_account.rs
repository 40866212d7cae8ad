//! Somebody the caller mutes, in Mastodon's shape.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::account::AccountView;

use super::account::Account;
use super::time::moment;
use crate::web::site::Site;

/// Somebody the caller mutes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MutedAccount {
    #[serde(flatten)]
    account: Account,
    mute_expires_at: Option<String>,
}

impl MutedAccount {
    /// An account and when its mute ends.
    pub fn new(view: &AccountView, expires_at: Option<DateTime<Utc>>, site: &Site) -> Self {
        Self {
            account: Account::new(view, site),
            mute_expires_at: expires_at.map(moment),
        }
    }
}
