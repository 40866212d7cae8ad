//! Filters in Mastodon's shapes.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::filter::{self, FilterAction, FilterContext};

use super::time::moment;

/// A filter of the caller.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Filter {
    id: String,
    title: String,
    #[schema(value_type = Vec<String>)]
    context: Vec<FilterContext>,
    expires_at: Option<String>,
    #[schema(value_type = String)]
    filter_action: FilterAction,
    keywords: Vec<FilterKeyword>,
    statuses: Vec<FilterStatus>,
}

/// Something that a filter looks for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilterKeyword {
    id: String,
    keyword: String,
    whole_word: bool,
}

/// A post that a filter finds whatever it says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilterStatus {
    id: String,
    status_id: String,
}

/// What a filter has found in a post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilterResult {
    filter: Filter,
    keyword_matches: Vec<String>,
    status_matches: Vec<String>,
}

/// A keyword as the older calls show it: as a filter of its own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilterV1 {
    id: String,
    phrase: String,
    #[schema(value_type = Vec<String>)]
    context: Vec<FilterContext>,
    whole_word: bool,
    expires_at: Option<String>,
    irreversible: bool,
}

impl Filter {
    /// As its member sees it.
    pub fn new(filter: &filter::Filter) -> Self {
        Self {
            id: filter.id.to_string(),
            title: filter.title.clone(),
            context: filter.contexts.clone(),
            expires_at: filter.expires_at.map(moment),
            filter_action: filter.action,
            keywords: filter.keywords.iter().map(FilterKeyword::new).collect(),
            statuses: filter.statuses.iter().map(FilterStatus::new).collect(),
        }
    }
}

impl FilterKeyword {
    /// As its member sees it.
    pub fn new(keyword: &filter::FilterKeyword) -> Self {
        Self {
            id: keyword.id.to_string(),
            keyword: keyword.keyword.clone(),
            whole_word: keyword.whole_word,
        }
    }
}

impl FilterStatus {
    /// As its member sees it.
    pub fn new(status: &filter::FilterStatus) -> Self {
        Self {
            id: status.id.to_string(),
            status_id: status.status.to_string(),
        }
    }
}

impl FilterResult {
    /// As the reader of the post sees it.
    pub fn new(filtered: &filter::Filtered) -> Self {
        Self {
            filter: Filter::new(&filtered.filter),
            keyword_matches: filtered.keywords.clone(),
            status_matches: filtered.statuses.iter().map(ToString::to_string).collect(),
        }
    }
}

impl FilterV1 {
    /// A keyword of a filter.
    pub fn new(filter: &filter::Filter, keyword: &filter::FilterKeyword) -> Self {
        Self {
            id: keyword.id.to_string(),
            phrase: keyword.keyword.clone(),
            context: filter.contexts.clone(),
            whole_word: keyword.whole_word,
            expires_at: filter.expires_at.map(moment),
            irreversible: filter.action == FilterAction::Hide,
        }
    }
}
