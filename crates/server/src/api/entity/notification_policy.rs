//! Of whom the caller wants to be told, in Mastodon's shapes.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::notification::Treatment;
use vouchwell_service::notification::PolicyView;

/// What becomes of notifications of some people: `accept`, `filter` or `drop`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotificationPolicy {
    for_not_following: &'static str,
    for_not_followers: &'static str,
    for_new_accounts: &'static str,
    for_private_mentions: &'static str,
    for_limited_accounts: &'static str,
    summary: Summary,
}

/// The same in the older shape, which knows only whether they are held back.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct NotificationPolicyV1 {
    filter_not_following: bool,
    filter_not_followers: bool,
    filter_new_accounts: bool,
    filter_private_mentions: bool,
    summary: Summary,
}

/// What is held back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    pending_requests_count: i64,
    pending_notifications_count: i64,
}

impl From<PolicyView> for Summary {
    fn from(view: PolicyView) -> Self {
        Self {
            pending_requests_count: view.requests,
            pending_notifications_count: view.notifications,
        }
    }
}

impl From<PolicyView> for NotificationPolicy {
    fn from(view: PolicyView) -> Self {
        let policy = view.policy;
        Self {
            for_not_following: policy.not_following.as_str(),
            for_not_followers: policy.not_followers.as_str(),
            for_new_accounts: policy.new_accounts.as_str(),
            for_private_mentions: policy.private_mentions.as_str(),
            for_limited_accounts: policy.limited_accounts.as_str(),
            summary: view.into(),
        }
    }
}

impl From<PolicyView> for NotificationPolicyV1 {
    fn from(view: PolicyView) -> Self {
        let policy = view.policy;
        Self {
            filter_not_following: policy.not_following != Treatment::Accept,
            filter_not_followers: policy.not_followers != Treatment::Accept,
            filter_new_accounts: policy.new_accounts != Treatment::Accept,
            filter_private_mentions: policy.private_mentions != Treatment::Accept,
            summary: view.into(),
        }
    }
}
