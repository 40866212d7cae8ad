//! Bookmarks: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::bookmark;

use super::authentication::SignedIn;
use super::entity::Status;
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::Parameters;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Keeps a status for the caller. Nobody else learns of it.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/bookmark",
    params(("id" = String, Path)), responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn bookmark(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = bookmark::bookmark(&application.context, &member, id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// Keeps a status no longer.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/unbookmark",
    params(("id" = String, Path)), responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn unbookmark(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = bookmark::unbookmark(&application.context, &member, id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// What the caller keeps.
#[utoipa::path(get, path = "/api/v1/bookmarks", responses((status = 200, body = Vec<Status>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let page = parameters.page(20, 40)?;
    let placed = bookmark::list(&application.context, &member, page).await?;
    let statuses = placed
        .iter()
        .map(|placed| Status::new(&placed.item, &application.site))
        .collect();
    Ok(Listed::new(
        statuses,
        ends(&placed, |placed| placed.position),
        "/api/v1/bookmarks",
        &parameters,
        &application.site,
    ))
}
