//! Posts that wait for their time: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use vouchwell_domain::clock::to_microseconds;
use vouchwell_domain::identifier::ScheduledId;
use vouchwell_service::scheduled;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::ScheduledStatus;
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Another time for a post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewTime {
    /// ISO 8601, at least five minutes from now.
    scheduled_at: String,
}

/// A time as clients write it; without an offset it is in UTC.
pub(super) fn time(text: &str) -> Result<DateTime<Utc>, ApiError> {
    let with_offset = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc));
    let bare = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.and_utc());
    let time = with_offset.or_else(|_| bare());
    let time =
        time.map_err(|_| ApiError::invalid("`scheduled_at` does not fit: write 2026-05-01T12:00:00Z"))?;
    // Later times are written in another way, which databases do not order.
    if time.year() > 9_999 {
        return Err(ApiError::invalid("`scheduled_at` is too far ahead"));
    }
    Ok(to_microseconds(time))
}

/// The caller's posts that wait.
#[utoipa::path(get, path = "/api/v1/scheduled_statuses",
    params(PageParameters), responses((status = 200, body = Vec<ScheduledStatus>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<ScheduledStatus>, ApiError> {
    let views = scheduled::list(&application.context, &member, parameters.page(20, 40)?).await?;
    let shown = views
        .iter()
        .map(|view| ScheduledStatus::new(view, &application.site));
    Ok(Listed::new(
        shown.collect(),
        ends(&views, |view| view.scheduled.id.number()),
        "/api/v1/scheduled_statuses",
        &parameters,
        &application.site,
    ))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/scheduled_statuses/{id}", params(("id" = String, Path)),
    responses((status = 200, body = ScheduledStatus), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ScheduledId>,
) -> Result<Json<ScheduledStatus>, ApiError> {
    let view = scheduled::one(&application.context, &member, id).await?;
    Ok(Json(ScheduledStatus::new(&view, &application.site)))
}

/// Puts one of them to another time.
#[utoipa::path(put, path = "/api/v1/scheduled_statuses/{id}", request_body = NewTime, params(("id" = String, Path)),
    responses((status = 200, body = ScheduledStatus), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn put_off(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ScheduledId>,
    Body(new): Body<NewTime>,
) -> Result<Json<ScheduledStatus>, ApiError> {
    let view = scheduled::put_off(&application.context, &member, id, time(&new.scheduled_at)?).await?;
    Ok(Json(ScheduledStatus::new(&view, &application.site)))
}

/// Takes one of them back.
#[utoipa::path(delete, path = "/api/v1/scheduled_statuses/{id}", params(("id" = String, Path)),
    responses((status = 200), (status = 404, body = Problem)))]
pub(super) async fn cancel(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ScheduledId>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    scheduled::cancel(&application.context, &member, id).await?;
    Ok(Json(Map::new()))
}
