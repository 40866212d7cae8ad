//! A conversation in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::conversation::ConversationView;

use super::account::Account;
use super::status::Status;
use crate::web::site::Site;

/// Direct statuses of one thread among the same people.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Conversation {
    id: String,
    unread: bool,
    accounts: Vec<Account>,
    last_status: Status,
}

impl Conversation {
    /// As the caller has it.
    pub fn new(view: &ConversationView, site: &Site) -> Self {
        let accounts = view.accounts.iter().map(|account| Account::new(account, site));
        Self {
            id: view.conversation.id.to_string(),
            unread: view.conversation.unread,
            accounts: accounts.collect(),
            last_status: Status::new(&view.last_status, site),
        }
    }
}
