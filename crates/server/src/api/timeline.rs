//! Timelines: Mastodon's calls.

use axum::extract::State;
use vouchwell_domain::identifier::ListId;
use vouchwell_domain::page::Placed;
use vouchwell_service::timeline::{self, Public, Source, StatusView, Tagged};

use super::authentication::{SignedIn, Visitor};
use super::entity::Status;
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Hashtags of one kind that a call may name besides that of its path; more have no effect, as in Mastodon.
const MOST_TAGS: usize = 4;

/// What the caller follows.
#[utoipa::path(get, path = "/api/v1/timelines/home",
    params(PageParameters), responses((status = 200, body = Vec<Status>)))]
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

/// What those wrote who are on a list of the caller.
#[utoipa::path(get, path = "/api/v1/timelines/list/{id}", params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Status>), (status = 404, body = Problem)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let views = timeline::list(&application.context, &member, id, parameters.page(20, 40)?).await?;
    let path = format!("/api/v1/timelines/list/{id}");
    Ok(listed(&views, &path, &parameters, &application))
}

/// What everybody may read.
#[utoipa::path(get, path = "/api/v1/timelines/public",
    params(PageParameters, ("local" = Option<bool>, Query), ("remote" = Option<bool>, Query),
        ("only_media" = Option<bool>, Query)),
    responses((status = 200, body = Vec<Status>)))]
pub(super) async fn public(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let wanted = Public {
        source: source(&parameters)?,
        with_media: parameters.flag("only_media")?,
    };
    let page = parameters.page(20, 40)?;
    let views = timeline::public(&application.context, reader.as_deref(), wanted, page).await?;
    Ok(listed(
        &views,
        "/api/v1/timelines/public",
        &parameters,
        &application,
    ))
}

/// What everybody may read and has a hashtag.
#[utoipa::path(get, path = "/api/v1/timelines/tag/{id}",
    params(PageParameters,
        ("id" = String, Path), ("any[]" = Vec<String>, Query), ("all[]" = Vec<String>, Query),
        ("none[]" = Vec<String>, Query), ("local" = Option<bool>, Query), ("remote" = Option<bool>, Query),
        ("only_media" = Option<bool>, Query)),
    responses((status = 200, body = Vec<Status>)))]
pub(super) async fn tag(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(hashtag): Id<String>,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let tags = |name| parameters.list(name).take(MOST_TAGS).map(normalized).collect();
    let mut any: Vec<String> = tags("any");
    any.push(normalized(&hashtag));
    let tagged = Tagged {
        any,
        all: tags("all"),
        none: tags("none"),
        with_media: parameters.flag("only_media")?,
    };
    let (source, page) = (source(&parameters)?, parameters.page(20, 40)?);
    let views = timeline::tagged(&application.context, reader.as_deref(), &tagged, source, page).await?;
    let mut address = application.site.url.clone();
    if let Ok(mut segments) = address.path_segments_mut() {
        segments
            .clear()
            .extend(["api", "v1", "timelines", "tag", &hashtag]);
    }
    Ok(listed(&views, address.path(), &parameters, &application))
}

fn normalized(hashtag: &str) -> String {
    hashtag.trim_start_matches('#').to_lowercase()
}

fn source(parameters: &Parameters) -> Result<Source, ApiError> {
    Ok(match (parameters.flag("local")?, parameters.flag("remote")?) {
        (true, false) => Source::Here,
        (false, true) => Source::Elsewhere,
        _ => Source::Everywhere,
    })
}

/// A part of a list of statuses, of which the ids are the positions.
pub(super) fn listed(
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

/// A part of a list that has positions of its own.
pub(super) fn listed_by_place(
    placed: &[Placed<StatusView>],
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Listed<Status> {
    let statuses = placed
        .iter()
        .map(|placed| Status::new(&placed.item, &application.site))
        .collect();
    let positions = ends(placed, |placed| placed.position);
    Listed::new(statuses, positions, path, parameters, &application.site)
}
