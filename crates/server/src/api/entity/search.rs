//! What was found, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;

use super::account::Account;
use super::status::Status;
use super::tag::FollowedTag;

/// What was found.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Search {
    pub(in crate::api) accounts: Vec<Account>,
    pub(in crate::api) statuses: Vec<Status>,
    pub(in crate::api) hashtags: Vec<FollowedTag>,
    pub(in crate::api) collections: [String; 0],
}
