//! How far the caller has read: Mastodon's calls.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::Value;
use utoipa::ToSchema;
use vouchwell_domain::marker::{self as domain, MarkedTimeline};
use vouchwell_service::marker;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Marker;
use super::parameters::Parameters;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the caller has read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MarkerForm {
    home: Option<ReadForm>,
    notifications: Option<ReadForm>,
}

/// The last thing of a timeline that was read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReadForm {
    #[schema(value_type = String)]
    last_read_id: ReadId,
}

/// An id, or its number, which Mastodon.py writes.
#[derive(Debug)]
struct ReadId(String);

impl<'de> Deserialize<'de> for ReadId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(id) => Ok(Self(id)),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("write an id")),
        }
    }
}

type Markers = BTreeMap<&'static str, Marker>;

/// How far the caller has read the timelines that are asked for; those that she has not begun stand at the start,
/// because some apps take the answer for granted.
#[utoipa::path(get, path = "/api/v1/markers", params(("timeline[]" = Vec<String>, Query)),
    responses((status = 200, body = Markers)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Markers>, ApiError> {
    let mut kept = marker::list(&application.context, &member).await?;
    let asked: Vec<MarkedTimeline> = parameters
        .list("timeline")
        .filter_map(|timeline| timeline.parse().ok())
        .collect();
    let beginning = || domain::Marker {
        last_read: "0".to_owned(),
        version: 0,
        updated_at: member.created_at,
    };
    let markers = asked.into_iter().map(|timeline| {
        let marker = kept.remove(&timeline).unwrap_or_else(beginning);
        (timeline.as_str(), Marker::new(marker))
    });
    Ok(Json(markers.collect()))
}

/// Says how far the caller has read.
#[utoipa::path(post, path = "/api/v1/markers", request_body = MarkerForm,
    responses((status = 200, body = Markers), (status = 422, body = Problem)))]
pub(super) async fn save(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<MarkerForm>,
) -> Result<Json<Markers>, ApiError> {
    let read: Vec<(MarkedTimeline, String)> = [
        (MarkedTimeline::Home, form.home),
        (MarkedTimeline::Notifications, form.notifications),
    ]
    .into_iter()
    .filter_map(|(timeline, read)| Some((timeline, read?.last_read_id.0)))
    .collect();
    let is_id = |id: &str| (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    if !read.iter().all(|(_, id)| is_id(id)) {
        return Err(ApiError::invalid(
            "`last_read_id` does not fit: write an id that the API gave",
        ));
    }
    let kept = marker::save(&application.context, &member, &read).await?;
    let markers = kept
        .into_iter()
        .map(|(timeline, marker)| (timeline.as_str(), Marker::new(marker)));
    Ok(Json(markers.collect()))
}
