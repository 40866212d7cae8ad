//! Conversations: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::ConversationId;
use vouchwell_service::conversation;

use super::authentication::SignedIn;
use super::entity::{Conversation, Nothing};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// The caller's conversations.
#[utoipa::path(get, path = "/api/v1/conversations",
    params(PageParameters), responses((status = 200, body = Vec<Conversation>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Conversation>, ApiError> {
    let views = conversation::list(&application.context, &member, parameters.page(20, 40)?).await?;
    let shown = views
        .iter()
        .map(|view| Conversation::new(view, &application.site));
    Ok(Listed::new(
        shown.collect(),
        ends(&views, |view| view.last_status.status.id.number()),
        "/api/v1/conversations",
        &parameters,
        &application.site,
    ))
}

/// The caller has read a conversation.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/read", params(("id" = String, Path)),
    responses((status = 200, body = Conversation), (status = 404, body = Problem)))]
pub(super) async fn read(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<Conversation>, ApiError> {
    let view = conversation::read(&application.context, &member, id).await?;
    Ok(Json(Conversation::new(&view, &application.site)))
}

/// Forgets a conversation, but not what was said in it.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<Nothing>, ApiError> {
    conversation::remove(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}
