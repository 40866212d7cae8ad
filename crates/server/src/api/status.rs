//! Statuses: Mastodon's calls to read them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_service::{quote, status, timeline};

use super::authentication::{SignedIn, Visitor};
use super::body::Body;
use super::entity::{Context, Status, StatusEdit, StatusSource};
use super::identifier::{Id, QuoteId};
use super::link::Listed;
use super::parameters::{PageParameters, Parameters};
use super::timeline::listed;
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

/// What a status answers, and what answers it.
#[utoipa::path(get, path = "/api/v1/statuses/{id}/context", params(("id" = String, Path)),
    responses((status = 200, body = Context), (status = 404, body = Problem)))]
pub(super) async fn context(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
) -> Result<Json<Context>, ApiError> {
    let thread = status::thread(&application.context, reader.as_deref(), id).await?;
    Ok(Json(Context::new(&thread, &application.site)))
}

/// What a status says, and what it said before it was edited, oldest first.
#[utoipa::path(get, path = "/api/v1/statuses/{id}/history", params(("id" = String, Path)),
    responses((status = 200, body = Vec<StatusEdit>), (status = 404, body = Problem)))]
pub(super) async fn history(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
) -> Result<Json<Vec<StatusEdit>>, ApiError> {
    let (author, versions) = status::history(&application.context, reader.as_deref(), id).await?;
    let edits = versions.into_iter();
    Ok(Json(
        edits
            .map(|version| StatusEdit::new(&author, version, &application.site))
            .collect(),
    ))
}

/// What the caller typed for a post of hers, to be edited.
#[utoipa::path(get, path = "/api/v1/statuses/{id}/source", params(("id" = String, Path)),
    responses((status = 200, body = StatusSource), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn source(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<Json<StatusSource>, ApiError> {
    let source = status::source(&application.context, &member, id).await?;
    Ok(Json(StatusSource::new(id, source)))
}

/// What quotes a status with its author's approval.
#[utoipa::path(get, path = "/api/v1/statuses/{id}/quotes", params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Status>), (status = 404, body = Problem)))]
pub(super) async fn quotes(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let page = parameters.page(20, 40)?;
    let views = quote::list(&application.context, reader.as_deref(), id, page).await?;
    let path = format!("/api/v1/statuses/{id}/quotes");
    Ok(listed(&views, &path, &parameters, &application))
}

/// Who may quote a post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct InteractionPolicy {
    /// `public`, `followers` or `nobody`.
    #[schema(value_type = String)]
    quote_approval_policy: QuotePolicy,
}

/// Says who may quote a post of the caller.
#[utoipa::path(put, path = "/api/v1/statuses/{id}/interaction_policy", request_body = InteractionPolicy,
    params(("id" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn interaction_policy(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
    Body(wanted): Body<InteractionPolicy>,
) -> Result<Json<Status>, ApiError> {
    let policy = wanted.quote_approval_policy;
    let view = quote::set_policy(&application.context, &member, id, policy).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// Takes the leave to quote a post of the caller back, and answers what quoted it.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/quotes/{quote}/revoke",
    params(("id" = String, Path), ("quote" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem)))]
pub(super) async fn revoke_quote(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
    QuoteId(quoting): QuoteId,
) -> Result<Json<Status>, ApiError> {
    let view = quote::take_back(&application.context, &member, id, quoting).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// Nothing is translated here, which is answered as Mastodon does.
#[utoipa::path(post, path = "/api/v1/statuses/{id}/translate", params(("id" = String, Path)),
    responses((status = 404, body = Problem)))]
pub(super) async fn translate(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
) -> Result<(), ApiError> {
    timeline::status(&application.context, Some(&member), id).await?;
    Err(ApiError::NoTranslation)
}
