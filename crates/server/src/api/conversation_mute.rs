//! Muting conversations: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::conversation_mute;

use super::authentication::SignedIn;
use super::entity::Status;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Tells the caller no more of the conversation of a status.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/mute", params(("id" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn mute(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = conversation_mute::mute(&application.context, &member, id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// Tells the caller of the conversation of a status again.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/unmute", params(("id" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn unmute(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = conversation_mute::unmute(&application.context, &member, id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}
