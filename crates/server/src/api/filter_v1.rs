//! The caller's filters as the older calls know them: each keyword is one, under its own id. Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::filter::{Filter, FilterAction, FilterContext};
use vouchwell_domain::identifier::FilterKeywordId;
use vouchwell_service::filter::{self, FilterChange, KeywordChange};

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{FilterV1, Nothing};
use super::filter::{Seconds, said};
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the caller says of a filter.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FilterV1Form {
    phrase: Option<String>,
    #[schema(value_type = Option<Vec<String>>)]
    context: Option<Vec<FilterContext>>,
    /// Whether what it finds is not shown at all.
    irreversible: Option<bool>,
    whole_word: Option<bool>,
    /// Seconds; nothing for never.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<u32>)]
    expires_in: Option<Seconds>,
}

impl FilterV1Form {
    fn change(self, id: Option<FilterKeywordId>, application: &Application) -> FilterChange {
        let keyword = KeywordChange {
            keyword: self.phrase.clone(),
            whole_word: self.whole_word,
            is_removed: false,
        };
        let action = |hides| {
            if hides {
                FilterAction::Hide
            } else {
                FilterAction::Warn
            }
        };
        FilterChange {
            title: self.phrase,
            contexts: self.context,
            action: self.irreversible.map(action),
            expires_at: self
                .expires_in
                .map(|seconds| seconds.after(application.context.now())),
            keywords: vec![(id, keyword)],
        }
    }
}

/// The caller's filters.
#[utoipa::path(get, path = "/api/v1/filters", responses((status = 200, body = Vec<FilterV1>)))]
pub(super) async fn all(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Vec<FilterV1>>, ApiError> {
    let filters = filter::all(&application.context, &member).await?;
    let of_one = |filter: &Filter| {
        let keywords = filter.keywords.iter();
        keywords
            .map(|keyword| FilterV1::new(filter, keyword))
            .collect::<Vec<_>>()
    };
    Ok(Json(filters.iter().flat_map(of_one).collect()))
}

/// Makes a filter.
#[utoipa::path(post, path = "/api/v1/filters", request_body = FilterV1Form,
    responses((status = 200, body = FilterV1), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<FilterV1Form>,
) -> Result<Json<FilterV1>, ApiError> {
    let change = form.change(None, &application);
    let filter = filter::create(&application.context, &member, change).await?;
    let keyword = filter.keywords.first().ok_or(ApiError::Internal)?;
    Ok(Json(FilterV1::new(&filter, keyword)))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/filters/{id}", params(("id" = String, Path)),
    responses((status = 200, body = FilterV1), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<FilterV1>, ApiError> {
    let (filter, keyword) = filter::keyword(&application.context, &member, id).await?;
    Ok(Json(FilterV1::new(&filter, &keyword)))
}

/// Changes a filter. One that was made with several keywords cannot be changed as a whole by this call.
#[utoipa::path(put, path = "/api/v1/filters/{id}", params(("id" = String, Path)), request_body = FilterV1Form,
    responses((status = 200, body = FilterV1), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterKeywordId>,
    Body(form): Body<FilterV1Form>,
) -> Result<Json<FilterV1>, ApiError> {
    let (kept, _) = filter::keyword(&application.context, &member, id).await?;
    let mut change = form.change(Some(id), &application);
    if kept.keywords.len() > 1 {
        let is_whole = change
            .contexts
            .as_ref()
            .is_some_and(|contexts| *contexts != kept.contexts)
            || change.action.is_some_and(|action| action != kept.action)
            || change.expires_at.is_some_and(|end| end != kept.expires_at);
        if is_whole {
            return Err(ApiError::invalid(
                "this filter looks for several things: change it with an app that knows the newer filters",
            ));
        }
        change.title = None;
    }
    filter::change(&application.context, &member, kept.id, change).await?;
    let (filter, keyword) = filter::keyword(&application.context, &member, id).await?;
    Ok(Json(FilterV1::new(&filter, &keyword)))
}

/// Removes a filter, or of one with several keywords this one.
#[utoipa::path(delete, path = "/api/v1/filters/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<Nothing>, ApiError> {
    let (kept, _) = filter::keyword(&application.context, &member, id).await?;
    if kept.keywords.len() > 1 {
        filter::remove_keyword(&application.context, &member, id).await?;
    } else {
        filter::remove(&application.context, &member, kept.id).await?;
    }
    Ok(Json(Nothing {}))
}
