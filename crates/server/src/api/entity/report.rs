//! A report to the moderators in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::report::ReportView;

use super::account::Account;
use super::time::moment;
use crate::api::report::Category;
use crate::web::site::Site;

/// A report that the caller made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Report {
    id: String,
    action_taken: bool,
    action_taken_at: Option<String>,
    category: Category,
    comment: String,
    forwarded: bool,
    created_at: String,
    status_ids: Vec<String>,
    rule_ids: [String; 0],
    collection_ids: [String; 0],
    target_account: Account,
}

impl Report {
    /// As it was made.
    pub fn new(view: &ReportView, (category, comment): (Category, String), site: &Site) -> Self {
        Self {
            id: view.report.id.to_string(),
            action_taken: false,
            action_taken_at: None,
            category,
            comment,
            forwarded: view.forwarded,
            created_at: moment(view.report.created_at),
            status_ids: view.statuses.iter().map(ToString::to_string).collect(),
            rule_ids: [],
            collection_ids: [],
            target_account: Account::new(&view.account, site),
        }
    }
}
