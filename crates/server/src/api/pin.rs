//! Pins: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::pin;

use super::authentication::SignedIn;
use super::entity::Status;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Shows a status of the caller first on her profile.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/pin", params(("id" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn pin(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = pin::pin(&application.context, &member, id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// Shows a status of the caller where it belongs by its date alone.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/unpin", params(("id" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn unpin(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = pin::unpin(&application.context, &member, id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}
