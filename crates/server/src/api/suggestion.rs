//! Whom the caller may want to follow: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::suggestion;

use super::authentication::SignedIn;
use super::entity::{Account, Nothing};
use super::identifier::Id;
use super::parameters::Parameters;
use super::people::shown;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Somebody the caller may want to follow, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Suggestion {
    source: &'static str,
    sources: [&'static str; 1],
    account: Account,
}

/// People who are publicly recommended by those whom the caller follows.
#[utoipa::path(get, path = "/api/v2/suggestions", responses((status = 200, body = Vec<Suggestion>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Vec<Suggestion>>, ApiError> {
    let limit = parameters.limit(40, 80)?;
    let views = suggestion::list(&application.context, &member, limit).await?;
    let suggested = shown(&views, &application).into_iter().map(|account| Suggestion {
        source: "past_interactions",
        sources: ["friends_of_friends"],
        account,
    });
    Ok(Json(suggested.collect()))
}

/// As the newer call, without the reasons.
#[utoipa::path(get, path = "/api/v1/suggestions", responses((status = 200, body = Vec<Account>)))]
pub(super) async fn list_v1(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Vec<Account>>, ApiError> {
    let limit = parameters.limit(40, 80)?;
    let views = suggestion::list(&application.context, &member, limit).await?;
    Ok(Json(shown(&views, &application)))
}

/// Suggests somebody to the caller no more.
#[utoipa::path(delete, path = "/api/v1/suggestions/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn dismiss(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
) -> Result<Json<Nothing>, ApiError> {
    suggestion::dismiss(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}
