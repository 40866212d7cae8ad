//! Notifications: Mastodon's call.

use axum::extract::State;
use vouchwell_service::notification;

use super::ApiError;
use super::authentication::SignedIn;
use super::entity::Notification;
use super::link::{Listed, ends};
use super::parameters::Parameters;
use crate::application::Application;

/// What the caller was told.
#[utoipa::path(get, path = "/api/v1/notifications", responses((status = 200, body = Vec<Notification>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Notification>, ApiError> {
    let views = notification::list(&application.context, &member, parameters.page(40, 80)?).await?;
    let positions = ends(&views, |view| view.notification.id.number());
    let notifications = views
        .iter()
        .map(|view| Notification::new(view, &application.site))
        .collect();
    Ok(Listed::new(
        notifications,
        positions,
        "/api/v1/notifications",
        &parameters,
        &application.site,
    ))
}
