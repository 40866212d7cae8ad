//! Notifications in Mastodon's shape.

use std::collections::HashSet;

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::account::AccountView;
use vouchwell_service::notification::{Group, Groups, NotificationView};

use super::account::Account;
use super::relationship_severance_event::RelationshipSeveranceEvent;
use super::status::Status;
use super::time::moment;
use crate::web::site::Site;

/// Something the caller is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Notification {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: String,
    group_key: String,
    account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<RelationshipSeveranceEvent>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    filtered: bool,
}

impl Notification {
    /// As this instance shows it.
    pub fn new(view: &NotificationView, site: &Site) -> Self {
        let notification = &view.notification;
        Self {
            id: notification.id.to_string(),
            kind: notification.kind.as_str(),
            created_at: moment(notification.created_at),
            group_key: notification.group().to_string(),
            account: Account::new(&view.from, site),
            status: view.status.as_ref().map(|status| Status::new(status, site)),
            event: view.severance.as_ref().map(|severance| {
                RelationshipSeveranceEvent::new(notification.id, notification.created_at, severance)
            }),
            filtered: notification.filtered,
        }
    }
}

/// Notifications that are shown together.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotificationGroup {
    group_key: String,
    notifications_count: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    /// A number, unlike all other ids: so it is in Mastodon.
    most_recent_notification_id: i64,
    page_min_id: String,
    page_max_id: String,
    latest_page_notification_at: String,
    sample_account_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<RelationshipSeveranceEvent>,
}

impl From<&Group> for NotificationGroup {
    fn from(group: &Group) -> Self {
        Self {
            group_key: group.key.to_string(),
            notifications_count: group.count,
            kind: group.kind.as_str(),
            most_recent_notification_id: group.newest.number(),
            page_min_id: group.oldest.to_string(),
            page_max_id: group.newest.to_string(),
            latest_page_notification_at: moment(group.newest_at),
            sample_account_ids: group.samples.iter().map(ToString::to_string).collect(),
            status_id: group.status.map(|status| status.to_string()),
            event: group
                .severance
                .as_ref()
                .map(|severance| RelationshipSeveranceEvent::new(group.newest, group.newest_at, severance)),
        }
    }
}

/// As much of an account as a picture needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartialAccount {
    pub(super) id: String,
    pub(super) acct: String,
    pub(super) url: String,
    pub(super) avatar: String,
    pub(super) avatar_static: String,
    pub(super) locked: bool,
    pub(super) bot: bool,
}

/// How much is shown of the accounts that groups name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expansion {
    /// All.
    Full,
    /// All of the first of each group, of the others what a picture needs.
    PartialAvatars,
}

/// Groups with the accounts and statuses that they name, each once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GroupedNotifications {
    accounts: Vec<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_accounts: Option<Vec<PartialAccount>>,
    statuses: Vec<Status>,
    notification_groups: Vec<NotificationGroup>,
}

impl GroupedNotifications {
    /// As this instance shows them.
    pub fn new(found: &Groups, expansion: Expansion, site: &Site) -> Self {
        let first: HashSet<AccountId> = found
            .groups
            .iter()
            .filter_map(|group| group.samples.first().copied())
            .collect();
        let is_whole = |view: &&AccountView| expansion == Expansion::Full || first.contains(&view.account.id);
        let (whole, partial): (Vec<_>, Vec<_>) = found.accounts.iter().partition(is_whole);
        let account = |view| Account::new(view, site);
        Self {
            accounts: whole.into_iter().map(account).collect(),
            partial_accounts: (expansion == Expansion::PartialAvatars)
                .then(|| partial.into_iter().map(|view| account(view).partial()).collect()),
            statuses: found
                .statuses
                .iter()
                .map(|status| Status::new(status, site))
                .collect(),
            notification_groups: found.groups.iter().map(NotificationGroup::from).collect(),
        }
    }
}

/// How many things the caller has not read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnreadCount {
    pub(in crate::api) count: usize,
}
