//! Notifications that are held back, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::notification::RequestView;

use super::account::Account;
use super::status::Status;
use super::time::moment;
use crate::web::site::Site;

/// What is held back of one account, whose id is that of the request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotificationRequest {
    id: String,
    created_at: String,
    updated_at: String,
    /// A text, as Mastodon writes it.
    notifications_count: String,
    account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_status: Option<Status>,
}

impl NotificationRequest {
    /// As this instance shows it.
    pub fn new(view: &RequestView, site: &Site) -> Self {
        let request = &view.request;
        Self {
            id: request.from.to_string(),
            created_at: moment(request.created_at),
            updated_at: moment(request.updated_at),
            notifications_count: request.count.to_string(),
            account: Account::new(&view.from, site),
            last_status: view.last_status.as_ref().map(|status| Status::new(status, site)),
        }
    }
}
