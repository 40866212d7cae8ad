//! Timelines: Mastodon's calls.

use axum::extract::State;
use vouchwell_service::timeline::{self, Source, StatusView};

use super::ApiError;
use super::authentication::{SignedIn, Visitor};
use super::entity::Status;
use super::link::{Listed, ends};
use super::parameters::Parameters;
use crate::application::Application;

/// What the caller follows.
#[utoipa::path(get, path = "/api/v1/timelines/home", responses((status = 200, body = Vec<Status>)))]
pub(super) async fn home(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let views = timeline::home(&application.context, &member, parameters.page(20, 40)?).await?;
    Ok(listed(
        &views,
        "/api/v1/timelines/home",
        &parameters,
        &application,
    ))
}

/// What everybody may read.
#[utoipa::path(get, path = "/api/v1/timelines/public",
    params(("local" = Option<bool>, Query), ("remote" = Option<bool>, Query)),
    responses((status = 200, body = Vec<Status>)))]
pub(super) async fn public(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let source = match (parameters.flag("local"), parameters.flag("remote")) {
        (true, false) => Source::Here,
        (false, true) => Source::Elsewhere,
        _ => Source::Everywhere,
    };
    let page = parameters.page(20, 40)?;
    let views = timeline::public(&application.context, reader.as_deref(), source, page).await?;
    Ok(listed(
        &views,
        "/api/v1/timelines/public",
        &parameters,
        &application,
    ))
}

fn listed(
    views: &[StatusView],
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Listed<Status> {
    let positions = ends(views, |view| view.status.id.number());
    let statuses = views
        .iter()
        .map(|view| Status::new(view, &application.site))
        .collect();
    Listed::new(statuses, positions, path, parameters, &application.site)
}
