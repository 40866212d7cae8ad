//! Requests for a recommendation.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::Topics;
use vouchwell_domain::identifier::RequestId;
use vouchwell_domain::request::RequestAnswer;
use vouchwell_service::request;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Request;
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::person::named;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Asks an acquaintance. There is no field for what she should write.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRequest {
    /// Whom, as name@host.
    acct: String,
    /// For what.
    #[schema(value_type = Vec<String>, example = json!(["bookkeeping"]))]
    topics: Topics,
    message: Option<String>,
}

/// Answers a request.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRequestAnswer {
    /// `write`, `dont_know`, `not_this_work`, `meet_first` or `not_now`.
    #[schema(value_type = String, example = "write")]
    answer: RequestAnswer,
    message: Option<String>,
    /// Whether a no is told; otherwise the asker sees the same as without any answer.
    #[serde(default)]
    tell: bool,
}

/// Asks for a recommendation.
#[utoipa::path(post, path = "/api/v1/vouchwell/requests", request_body = NewRequest,
    responses((status = 200, body = Request), (status = 422, body = Problem)))]
pub(super) async fn ask(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(body): Body<NewRequest>,
) -> Result<Json<Request>, ApiError> {
    let other = named(&application, &body.acct).await?;
    let view = request::ask(&application.context, &member, other, body.topics, body.message).await?;
    Ok(Json(Request::new(&view, &application.site)))
}

/// The caller's requests, asked and received.
#[utoipa::path(get, path = "/api/v1/vouchwell/requests",
    params(PageParameters), responses((status = 200, body = Vec<Request>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Request>, ApiError> {
    let views = request::list(&application.context, &member, parameters.page(20, 40)?).await?;
    let positions = ends(&views, |view| view.request.sequence);
    let requests = views
        .iter()
        .map(|view| Request::new(view, &application.site))
        .collect();
    Ok(Listed::new(
        requests,
        positions,
        "/api/v1/vouchwell/requests",
        &parameters,
        &application.site,
    ))
}

/// Answers a request.
#[utoipa::path(post, path = "/api/v1/vouchwell/requests/{id}/answer", params(("id" = String, Path)),
    request_body = NewRequestAnswer,
    responses((status = 200, body = Request), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn answer(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RequestId>,
    Body(body): Body<NewRequestAnswer>,
) -> Result<Json<Request>, ApiError> {
    let view = request::answer(
        &application.context,
        &member,
        &id,
        body.answer,
        body.message,
        body.tell,
    )
    .await?;
    Ok(Json(Request::new(&view, &application.site)))
}

/// Reminds of a request: once, 14 days after it was asked.
#[utoipa::path(post, path = "/api/v1/vouchwell/requests/{id}/remind", params(("id" = String, Path)),
    responses((status = 200, body = Request), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn remind(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RequestId>,
) -> Result<Json<Request>, ApiError> {
    let view = request::remind(&application.context, &member, &id).await?;
    Ok(Json(Request::new(&view, &application.site)))
}
