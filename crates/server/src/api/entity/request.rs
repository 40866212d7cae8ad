//! A request for a recommendation as one of the two sees it.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::{Timestamp, Topics};
use vouchwell_domain::request::ShownRequestState;
use vouchwell_service::request::RequestView;

use super::account::Account;
use super::time::moment;
use crate::web::site::Site;

/// A request for a recommendation as one of the two sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Request {
    id: String,
    /// `open`, `closed` or `answered`.
    #[schema(value_type = String)]
    state: ShownRequestState,
    account: Account,
    #[schema(value_type = Vec<String>)]
    topics: Topics,
    /// What the asker wrote.
    message: Option<String>,
    /// What the answerer wrote.
    reply: Option<String>,
    /// Whether the caller asked.
    mine: bool,
    #[schema(value_type = String)]
    closes_at: Timestamp,
    /// When the asker reminded.
    reminded_at: Option<String>,
}

impl Request {
    /// As its owner sees it.
    pub fn new(view: &RequestView, site: &Site) -> Self {
        let request = &view.request;
        Self {
            id: request.id.to_string(),
            state: view.state,
            account: Account::new(&view.other, site),
            topics: request.topics.clone(),
            message: request.message.clone(),
            reply: request.reply.clone(),
            mine: request.is_asked_by_owner(),
            closes_at: request.closes_at,
            reminded_at: request.reminded_at.map(moment),
        }
    }
}
