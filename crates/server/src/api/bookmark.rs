//! Bookmarks: Mastodon's calls.

use axum::extract::State;
use vouchwell_service::bookmark;

use super::authentication::SignedIn;
use super::entity::Status;
use super::link::Listed;
use super::parameters::{PageParameters, Parameters};
use super::status_action::status_action;
use super::{ApiError, error::Problem, timeline};
use crate::application::Application;

status_action!(
    /// Keeps a status for the caller. Nobody else learns of it.
    bookmark, "/api/v1/statuses/{id}/bookmark", bookmark::bookmark
);

status_action!(
    /// Keeps a status no longer.
    unbookmark, "/api/v1/statuses/{id}/unbookmark", bookmark::unbookmark
);

/// What the caller keeps.
#[utoipa::path(get, path = "/api/v1/bookmarks",
    params(PageParameters), responses((status = 200, body = Vec<Status>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let page = parameters.page(20, 40)?;
    let placed = bookmark::list(&application.context, &member, page).await?;
    let path = "/api/v1/bookmarks";
    Ok(timeline::listed_by_place(
        &placed,
        path,
        &parameters,
        &application,
    ))
}
