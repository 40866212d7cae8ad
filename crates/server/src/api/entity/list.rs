//! A list in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::list;

/// A list of people whom the caller follows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct List {
    id: String,
    title: String,
    replies_policy: &'static str,
    exclusive: bool,
}

impl List {
    /// As its member sees it.
    pub fn new(list: list::List) -> Self {
        Self {
            id: list.id.to_string(),
            title: list.title,
            replies_policy: list.replies.as_str(),
            exclusive: list.exclusive,
        }
    }
}
