//! Servers of which the caller wants to hear nobody: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::account::Host;
use vouchwell_service::domain_block;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Nothing;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// The server.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DomainForm {
    /// Such as `mail.example`.
    #[schema(value_type = String, example = "mail.example")]
    domain: Host,
}

/// The servers of which the caller wants to hear nobody.
#[utoipa::path(get, path = "/api/v1/domain_blocks",
    params(PageParameters), responses((status = 200, body = Vec<String>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Host>, ApiError> {
    let hosts = domain_block::list(&application.context, &member, parameters.page(100, 200)?).await?;
    let positions = ends(&hosts, |placed| placed.position);
    let shown = hosts.into_iter().map(|placed| placed.item).collect();
    let path = "/api/v1/domain_blocks";
    Ok(Listed::of_accounts(
        shown,
        positions,
        path,
        &parameters,
        &application.site,
    ))
}

/// Wants to hear nobody of a server. It is not told, but that follows end.
#[utoipa::path(post, path = "/api/v1/domain_blocks", request_body = DomainForm,
    responses((status = 200, body = Nothing), (status = 422, body = Problem)))]
pub(super) async fn block(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<DomainForm>,
) -> Result<Json<Nothing>, ApiError> {
    domain_block::block(&application.context, &member, &form.domain).await?;
    Ok(Json(Nothing {}))
}

/// Wants to hear a server again.
#[utoipa::path(delete, path = "/api/v1/domain_blocks", request_body = DomainForm,
    responses((status = 200, body = Nothing), (status = 422, body = Problem)))]
pub(super) async fn unblock(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<DomainForm>,
) -> Result<Json<Nothing>, ApiError> {
    domain_block::unblock(&application.context, &member, &form.domain).await?;
    Ok(Json(Nothing {}))
}
