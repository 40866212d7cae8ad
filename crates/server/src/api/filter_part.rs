//! What the caller's filters look for, one by one: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::{FilterId, FilterKeywordId, FilterStatusId, StatusId};
use vouchwell_service::filter;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{FilterKeyword, FilterStatus, Nothing};
use super::filter::KeywordForm;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// The post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FilterStatusForm {
    status_id: String,
}

/// What a filter looks for.
#[utoipa::path(get, path = "/api/v2/filters/{id}/keywords", params(("id" = String, Path)),
    responses((status = 200, body = Vec<FilterKeyword>), (status = 404, body = Problem)))]
pub(super) async fn keywords(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
) -> Result<Json<Vec<FilterKeyword>>, ApiError> {
    let filter = filter::show(&application.context, &member, id).await?;
    Ok(Json(filter.keywords.iter().map(FilterKeyword::new).collect()))
}

/// Lets a filter look for something more.
#[utoipa::path(post, path = "/api/v2/filters/{id}/keywords", params(("id" = String, Path)),
    request_body = KeywordForm,
    responses((status = 200, body = FilterKeyword), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add_keyword(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
    Body(form): Body<KeywordForm>,
) -> Result<Json<FilterKeyword>, ApiError> {
    let (_, change) = form.change()?;
    let keyword = filter::add_keyword(&application.context, &member, id, change).await?;
    Ok(Json(FilterKeyword::new(&keyword)))
}

/// Something that a filter looks for.
#[utoipa::path(get, path = "/api/v2/filters/keywords/{id}", params(("id" = String, Path)),
    responses((status = 200, body = FilterKeyword), (status = 404, body = Problem)))]
pub(super) async fn keyword(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<FilterKeyword>, ApiError> {
    let (_, keyword) = filter::keyword(&application.context, &member, id).await?;
    Ok(Json(FilterKeyword::new(&keyword)))
}

/// Lets a filter look for something else instead.
#[utoipa::path(put, path = "/api/v2/filters/keywords/{id}", params(("id" = String, Path)),
    request_body = KeywordForm,
    responses((status = 200, body = FilterKeyword), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change_keyword(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterKeywordId>,
    Body(form): Body<KeywordForm>,
) -> Result<Json<FilterKeyword>, ApiError> {
    let (_, change) = form.change()?;
    let keyword = filter::change_keyword(&application.context, &member, id, change).await?;
    Ok(Json(FilterKeyword::new(&keyword)))
}

/// Lets a filter look for something no more.
#[utoipa::path(delete, path = "/api/v2/filters/keywords/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove_keyword(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<Nothing>, ApiError> {
    filter::remove_keyword(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}

/// Posts that a filter finds whatever they say.
#[utoipa::path(get, path = "/api/v2/filters/{id}/statuses", params(("id" = String, Path)),
    responses((status = 200, body = Vec<FilterStatus>), (status = 404, body = Problem)))]
pub(super) async fn statuses(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
) -> Result<Json<Vec<FilterStatus>>, ApiError> {
    let filter = filter::show(&application.context, &member, id).await?;
    Ok(Json(filter.statuses.iter().map(FilterStatus::new).collect()))
}

/// Lets a filter find a post whatever it says.
#[utoipa::path(post, path = "/api/v2/filters/{id}/statuses", params(("id" = String, Path)),
    request_body = FilterStatusForm,
    responses((status = 200, body = FilterStatus), (status = 404, body = Problem)))]
pub(super) async fn add_status(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
    Body(form): Body<FilterStatusForm>,
) -> Result<Json<FilterStatus>, ApiError> {
    let named: StatusId = form.status_id.parse().map_err(|_| ApiError::NotFound)?;
    let status = filter::add_status(&application.context, &member, id, named).await?;
    Ok(Json(FilterStatus::new(&status)))
}

/// A post that a filter finds whatever it says.
#[utoipa::path(get, path = "/api/v2/filters/statuses/{id}", params(("id" = String, Path)),
    responses((status = 200, body = FilterStatus), (status = 404, body = Problem)))]
pub(super) async fn status(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterStatusId>,
) -> Result<Json<FilterStatus>, ApiError> {
    let status = filter::filter_status(&application.context, &member, id).await?;
    Ok(Json(FilterStatus::new(&status)))
}

/// Lets a filter find a post no more for itself.
#[utoipa::path(delete, path = "/api/v2/filters/statuses/{id}", params(("id" = String, Path)),
    responses((status = 200, body = FilterStatus), (status = 404, body = Problem)))]
pub(super) async fn remove_status(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterStatusId>,
) -> Result<Json<FilterStatus>, ApiError> {
    let status = filter::remove_status(&application.context, &member, id).await?;
    Ok(Json(FilterStatus::new(&status)))
}
