//! One status: Mastodon's call.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::timeline;

use super::authentication::Visitor;
use super::entity::Status;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// One status, if the caller may see it.
#[utoipa::path(get, path = "/api/v1/statuses/{id}",
    params(("id" = String, Path)), responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
) -> Result<Json<Status>, ApiError> {
    let view = timeline::status(&application.context, reader.as_deref(), id).await?;
    Ok(Json(Status::new(&view, &application.site)))
}
