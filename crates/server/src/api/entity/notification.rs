//! A notification in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::notification::NotificationView;

use super::account::Account;
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
}

impl Notification {
    /// As this instance shows it.
    pub fn new(view: &NotificationView, site: &Site) -> Self {
        let notification = &view.notification;
        Self {
            id: notification.id.to_string(),
            kind: notification.kind.as_str(),
            created_at: moment(notification.created_at),
            group_key: format!("ungrouped-{}", notification.id),
            account: Account::new(&view.from, site),
            status: view.status.as_ref().map(|status| Status::new(status, site)),
        }
    }
}
