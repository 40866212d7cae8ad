//! Favourites: Mastodon's calls.

use axum::extract::State;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::favourite;

use super::authentication::{SignedIn, Visitor};
use super::entity::{Account, Status};
use super::identifier::Id;
use super::link::Listed;
use super::parameters::{PageParameters, Parameters};
use super::status_action::status_action;
use super::{ApiError, error::Problem, people, timeline};
use crate::application::Application;

status_action!(
    /// Likes a status.
    favourite, "/api/v1/statuses/{id}/favourite", favourite::favourite
);

status_action!(
    /// Likes a status no longer.
    unfavourite, "/api/v1/statuses/{id}/unfavourite", favourite::unfavourite
);

/// Who likes a status.
#[utoipa::path(get, path = "/api/v1/statuses/{id}/favourited_by",
    params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn accounts(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let page = parameters.page(40, 80)?;
    let placed = favourite::accounts(&application.context, reader.as_deref(), id, page).await?;
    let path = format!("/api/v1/statuses/{id}/favourited_by");
    Ok(people::listed_by_place(&placed, &path, &parameters, &application))
}

/// What the caller likes.
#[utoipa::path(get, path = "/api/v1/favourites",
    params(PageParameters), responses((status = 200, body = Vec<Status>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let page = parameters.page(20, 40)?;
    let placed = favourite::list(&application.context, &member, page).await?;
    let path = "/api/v1/favourites";
    Ok(timeline::listed_by_place(
        &placed,
        path,
        &parameters,
        &application,
    ))
}
