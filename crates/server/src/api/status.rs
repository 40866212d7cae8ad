//! Statuses: Mastodon's calls to read them.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::timeline;

use super::authentication::Visitor;
use super::entity::Status;
use super::identifier::Id;
use super::parameters::Parameters;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// The most statuses that are read by their ids.
const MOST: usize = 40;

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

/// Several statuses by their ids; what the caller may not see is left out.
#[utoipa::path(get, path = "/api/v1/statuses", params(("id[]" = Vec<String>, Query)),
    responses((status = 200, body = Vec<Status>)))]
pub(super) async fn several(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    parameters: Parameters,
) -> Result<Json<Vec<Status>>, ApiError> {
    let ids = parameters.list("id").filter_map(|id| id.parse().ok());
    let ids: Vec<StatusId> = ids.take(MOST).collect();
    let views = timeline::statuses(&application.context, reader.as_deref(), &ids).await?;
    Ok(Json(
        views
            .iter()
            .map(|view| Status::new(view, &application.site))
            .collect(),
    ))
}
