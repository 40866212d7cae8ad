//! Boosts: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::status::Visibility;
use vouchwell_service::reblog;

use super::authentication::{SignedIn, Visitor};
use super::body::Body;
use super::entity::{Account, Status};
use super::identifier::Id;
use super::link::Listed;
use super::parameters::{PageParameters, Parameters};
use super::status_action::status_action;
use super::{ApiError, error::Problem, people};
use crate::application::Application;

/// How a status is boosted.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewReblog {
    /// `public`, `unlisted` or `private`; what is for followers is boosted for followers.
    #[schema(value_type = Option<String>)]
    visibility: Option<Visibility>,
}

/// Boosts a status, and answers the boost.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/reblog", request_body = NewReblog,
    params(("id" = String, Path)), responses((status = 200, body = Status),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn reblog(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
    Body(new): Body<NewReblog>,
) -> Result<Json<Status>, ApiError> {
    let view = reblog::reblog(&application.context, &member, id, new.visibility).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

status_action!(
    /// Boosts a status no longer, and answers the status.
    unreblog, "/api/v1/statuses/{id}/unreblog", reblog::unreblog
);

/// Who boosts a status.
#[utoipa::path(get, path = "/api/v1/statuses/{id}/reblogged_by",
    params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn accounts(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let page = parameters.page(40, 80)?;
    let placed = reblog::accounts(&application.context, reader.as_deref(), id, page).await?;
    let path = format!("/api/v1/statuses/{id}/reblogged_by");
    Ok(people::listed_by_place(&placed, &path, &parameters, &application))
}
