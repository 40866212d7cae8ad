//! Notifications that are held back: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::notification;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{Nothing, NotificationRequest};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// The most requests that are answered at once.
const MOST: usize = 80;

/// What is held back, by account.
#[utoipa::path(get, path = "/api/v1/notifications/requests",
    params(PageParameters), responses((status = 200, body = Vec<NotificationRequest>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<NotificationRequest>, ApiError> {
    let views = notification::requests(&application.context, &member, parameters.page(40, 80)?).await?;
    let shown = views
        .iter()
        .map(|view| NotificationRequest::new(view, &application.site));
    Ok(Listed::new(
        shown.collect(),
        ends(&views, |view| view.request.from.number()),
        "/api/v1/notifications/requests",
        &parameters,
        &application.site,
    ))
}

/// What is held back of one account.
#[utoipa::path(get, path = "/api/v1/notifications/requests/{id}", params(("id" = String, Path)),
    responses((status = 200, body = NotificationRequest), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
) -> Result<Json<NotificationRequest>, ApiError> {
    let view = notification::request(&application.context, &member, id).await?;
    Ok(Json(NotificationRequest::new(&view, &application.site)))
}

/// Lets a request in, and what the account does later.
#[utoipa::path(post, path = "/api/v1/notifications/requests/{id}/accept", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn accept(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
) -> Result<Json<Nothing>, ApiError> {
    notification::request(&application.context, &member, id).await?;
    notification::accept_requests(&application.context, &member, &[id]).await?;
    Ok(Json(Nothing {}))
}

/// Forgets what a request holds back.
#[utoipa::path(post, path = "/api/v1/notifications/requests/{id}/dismiss", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn dismiss(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
) -> Result<Json<Nothing>, ApiError> {
    notification::request(&application.context, &member, id).await?;
    notification::dismiss_requests(&application.context, &member, &[id]).await?;
    Ok(Json(Nothing {}))
}

/// Which requests are answered.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestsForm {
    #[serde(default)]
    id: Vec<String>,
}

impl RequestsForm {
    fn accounts(&self) -> Vec<AccountId> {
        self.id
            .iter()
            .filter_map(|id| id.parse().ok())
            .take(MOST)
            .collect()
    }
}

/// Lets several requests in.
#[utoipa::path(post, path = "/api/v1/notifications/requests/accept", request_body = RequestsForm,
    responses((status = 200, body = Nothing)))]
pub(super) async fn accept_several(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<RequestsForm>,
) -> Result<Json<Nothing>, ApiError> {
    notification::accept_requests(&application.context, &member, &form.accounts()).await?;
    Ok(Json(Nothing {}))
}

/// Forgets what several requests hold back.
#[utoipa::path(post, path = "/api/v1/notifications/requests/dismiss", request_body = RequestsForm,
    responses((status = 200, body = Nothing)))]
pub(super) async fn dismiss_several(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<RequestsForm>,
) -> Result<Json<Nothing>, ApiError> {
    notification::dismiss_requests(&application.context, &member, &form.accounts()).await?;
    Ok(Json(Nothing {}))
}

/// Whether what was accepted stands in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Merged {
    merged: bool,
}

/// What is accepted stands in the list at once.
#[utoipa::path(get, path = "/api/v1/notifications/requests/merged", responses((status = 200, body = Merged)))]
pub(super) async fn merged() -> Json<Merged> {
    Json(Merged { merged: true })
}
