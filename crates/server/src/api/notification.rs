//! Notifications: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::NotificationId;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_service::notification::{self, Selection};

use super::authentication::SignedIn;
use super::entity::{Nothing, Notification, UnreadCount};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the caller was told.
#[utoipa::path(get, path = "/api/v1/notifications",
    params(PageParameters, ("types[]" = Vec<String>, Query), ("exclude_types[]" = Vec<String>, Query),
        ("account_id" = Option<String>, Query), ("include_filtered" = Option<bool>, Query)),
    responses((status = 200, body = Vec<Notification>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Notification>, ApiError> {
    let (selection, page) = (selection(&parameters)?, parameters.page(40, 80)?);
    let views = notification::list(&application.context, &member, &selection, page).await?;
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

/// How many things the caller was told since she last read.
#[utoipa::path(get, path = "/api/v1/notifications/unread_count",
    params(("types[]" = Vec<String>, Query), ("exclude_types[]" = Vec<String>, Query),
        ("account_id" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = UnreadCount)))]
pub(super) async fn unread_count(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<UnreadCount>, ApiError> {
    let (selection, limit) = (selection(&parameters)?, parameters.limit(100, 1000)?);
    let count = notification::unread(&application.context, &member, &selection, limit).await?;
    Ok(Json(UnreadCount { count }))
}

/// Which notifications a call asks for. Kinds that are not known here select nothing.
pub(super) fn selection(parameters: &Parameters) -> Result<Selection, ApiError> {
    let wanted: Vec<&str> = parameters.list("types").collect();
    let excluded: Vec<&str> = parameters.list("exclude_types").collect();
    let is_wanted = |kind: &NotificationKind| {
        (wanted.is_empty() || wanted.contains(&kind.as_str())) && !excluded.contains(&kind.as_str())
    };
    Ok(Selection {
        kinds: NotificationKind::ALL.into_iter().filter(is_wanted).collect(),
        from: parameters.parse("account_id", "an id that the API gave")?,
        with_filtered: parameters.flag("include_filtered")?,
    })
}

/// Something that the caller was told.
#[utoipa::path(get, path = "/api/v1/notifications/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Notification), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<NotificationId>,
) -> Result<Json<Notification>, ApiError> {
    let view = notification::one(&application.context, &member, id).await?;
    Ok(Json(Notification::new(&view, &application.site)))
}

/// The caller is done with something that she was told.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/dismiss", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn dismiss(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<NotificationId>,
) -> Result<Json<Nothing>, ApiError> {
    notification::dismiss(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}

/// The caller is done with all that she was told.
#[utoipa::path(post, path = "/api/v1/notifications/clear", responses((status = 200, body = Nothing)))]
pub(super) async fn clear(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Nothing>, ApiError> {
    notification::clear(&application.context, &member).await?;
    Ok(Json(Nothing {}))
}
