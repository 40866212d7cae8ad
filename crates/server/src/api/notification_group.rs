//! Notifications that are shown together: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::notification::{GroupKey, NotificationKind};
use vouchwell_service::notification;

use super::authentication::SignedIn;
use super::entity::{Account, Expansion, GroupedNotifications, Nothing, UnreadCount};
use super::identifier::Id;
use super::link::{Linked, Listed};
use super::notification::selection;
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem, people};
use crate::application::Application;

/// What the caller was told, the like of it together.
#[utoipa::path(get, path = "/api/v2/notifications",
    params(PageParameters, ("types[]" = Vec<String>, Query), ("exclude_types[]" = Vec<String>, Query),
        ("account_id" = Option<String>, Query), ("include_filtered" = Option<bool>, Query),
        ("grouped_types[]" = Vec<String>, Query), ("expand_accounts" = Option<String>, Query)),
    responses((status = 200, body = GroupedNotifications), (status = 422, body = Problem)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Linked<GroupedNotifications>, ApiError> {
    let (selection, page) = (selection(&parameters)?, parameters.page(40, 80)?);
    let expansion = expansion(&parameters)?;
    let grouped = grouped(&parameters);
    let found = notification::groups(&application.context, &member, &selection, &grouped, page).await?;
    let newest = found.groups.iter().map(|group| group.newest.number()).max();
    let oldest = found.groups.iter().map(|group| group.oldest.number()).min();
    Ok(Linked::new(
        GroupedNotifications::new(&found, expansion, &application.site),
        newest.zip(oldest),
        "/api/v2/notifications",
        &parameters,
        &application.site,
    ))
}

/// How many groups of things the caller was told since she last read.
#[utoipa::path(get, path = "/api/v2/notifications/unread_count",
    params(("types[]" = Vec<String>, Query), ("exclude_types[]" = Vec<String>, Query),
        ("account_id" = Option<String>, Query), ("grouped_types[]" = Vec<String>, Query),
        ("limit" = Option<u32>, Query)),
    responses((status = 200, body = UnreadCount)))]
pub(super) async fn unread_count(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<UnreadCount>, ApiError> {
    let (selection, limit) = (selection(&parameters)?, parameters.limit(100, 1000)?);
    let grouped = grouped(&parameters);
    let count =
        notification::unread_groups(&application.context, &member, &selection, &grouped, limit).await?;
    Ok(Json(UnreadCount { count }))
}

/// Which kinds are to be shown together: all that can be, unless the call names some.
fn grouped(parameters: &Parameters) -> Vec<NotificationKind> {
    let named: Vec<&str> = parameters.list("grouped_types").collect();
    let is_grouped =
        |kind: &NotificationKind| kind.is_grouped() && (named.is_empty() || named.contains(&kind.as_str()));
    NotificationKind::ALL.into_iter().filter(is_grouped).collect()
}

fn expansion(parameters: &Parameters) -> Result<Expansion, ApiError> {
    match parameters.get("expand_accounts") {
        None | Some("full") => Ok(Expansion::Full),
        Some("partial_avatars") => Ok(Expansion::PartialAvatars),
        Some(_) => Err(ApiError::invalid(
            "`expand_accounts` does not fit: write full or partial_avatars",
        )),
    }
}

/// One group.
#[utoipa::path(get, path = "/api/v2/notifications/{id}", params(("id" = String, Path)),
    responses((status = 200, body = GroupedNotifications), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(key): Id<GroupKey>,
) -> Result<Json<GroupedNotifications>, ApiError> {
    let found = notification::group(&application.context, &member, key).await?;
    Ok(Json(GroupedNotifications::new(
        &found,
        Expansion::Full,
        &application.site,
    )))
}

/// Who is in a group.
#[utoipa::path(get, path = "/api/v2/notifications/{id}/accounts",
    params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn accounts(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(key): Id<GroupKey>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let page = parameters.page(40, 80)?;
    let placed = notification::group_members(&application.context, &member, key, page).await?;
    let path = format!("/api/v2/notifications/{key}/accounts");
    Ok(people::listed_by_place(&placed, &path, &parameters, &application))
}

/// The caller is done with a group.
#[utoipa::path(post, path = "/api/v2/notifications/{id}/dismiss", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn dismiss(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(key): Id<GroupKey>,
) -> Result<Json<Nothing>, ApiError> {
    notification::dismiss_group(&application.context, &member, key).await?;
    Ok(Json(Nothing {}))
}
