//! The caller's filters: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;
use vouchwell_domain::filter::{FilterAction, FilterContext};
use vouchwell_domain::identifier::{FilterId, FilterKeywordId};
use vouchwell_service::filter::{self, FilterChange, KeywordChange};

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{Filter, Nothing};
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the caller says of a filter.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FilterForm {
    title: Option<String>,
    /// `home`, `notifications`, `public`, `thread` and `account`.
    #[schema(value_type = Option<Vec<String>>)]
    context: Option<Vec<FilterContext>>,
    /// `warn`, `hide` or `blur`.
    #[schema(value_type = Option<String>)]
    filter_action: Option<FilterAction>,
    /// Seconds; nothing for never.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<u32>)]
    expires_in: Option<Seconds>,
    #[serde(default)]
    keywords_attributes: Vec<KeywordForm>,
}

/// What the caller says of something that a filter looks for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct KeywordForm {
    /// Of one that is there.
    id: Option<String>,
    keyword: Option<String>,
    whole_word: Option<bool>,
    #[serde(default, rename = "_destroy")]
    destroy: bool,
}

/// A time from now; apps write an empty text or nothing for never.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seconds(Option<u32>);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = match Value::deserialize(deserializer)? {
            Value::Null => return Ok(Self(None)),
            Value::String(text) if text.trim().is_empty() => return Ok(Self(None)),
            Value::String(text) => text.trim().parse().ok(),
            Value::Number(number) => number.as_u64().and_then(|seconds| seconds.try_into().ok()),
            _ => None,
        };
        seconds
            .map(|seconds| Self(Some(seconds)))
            .ok_or_else(|| D::Error::custom("write a number of seconds"))
    }
}

impl Seconds {
    pub(super) fn after(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let seconds = self.0.filter(|seconds| *seconds > 0)?;
        now.checked_add_signed(TimeDelta::seconds(seconds.into()))
    }
}

/// What is said to be nothing is not the same as what is not said.
pub(super) fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Seconds>, D::Error> {
    Seconds::deserialize(deserializer).map(Some)
}

impl KeywordForm {
    pub(super) fn change(self) -> Result<(Option<FilterKeywordId>, KeywordChange), ApiError> {
        let id = self.id.map(|id| id.parse().map_err(|_| ApiError::NotFound));
        let change = KeywordChange {
            keyword: self.keyword,
            whole_word: self.whole_word,
            is_removed: self.destroy,
        };
        Ok((id.transpose()?, change))
    }
}

impl FilterForm {
    fn change(self, now: DateTime<Utc>) -> Result<FilterChange, ApiError> {
        let keywords = self.keywords_attributes.into_iter().map(KeywordForm::change);
        Ok(FilterChange {
            title: self.title,
            contexts: self.context,
            action: self.filter_action,
            expires_at: self.expires_in.map(|seconds| seconds.after(now)),
            keywords: keywords.collect::<Result<_, _>>()?,
        })
    }
}

/// The caller's filters.
#[utoipa::path(get, path = "/api/v2/filters", responses((status = 200, body = Vec<Filter>)))]
pub(super) async fn all(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Vec<Filter>>, ApiError> {
    let filters = filter::all(&application.context, &member).await?;
    Ok(Json(filters.iter().map(Filter::new).collect()))
}

/// Makes a filter.
#[utoipa::path(post, path = "/api/v2/filters", request_body = FilterForm,
    responses((status = 200, body = Filter), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<FilterForm>,
) -> Result<Json<Filter>, ApiError> {
    let change = form.change(application.context.now())?;
    let filter = filter::create(&application.context, &member, change).await?;
    Ok(Json(Filter::new(&filter)))
}

/// One of them.
#[utoipa::path(get, path = "/api/v2/filters/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Filter), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
) -> Result<Json<Filter>, ApiError> {
    let filter = filter::show(&application.context, &member, id).await?;
    Ok(Json(Filter::new(&filter)))
}

/// Changes a filter.
#[utoipa::path(put, path = "/api/v2/filters/{id}", params(("id" = String, Path)), request_body = FilterForm,
    responses((status = 200, body = Filter), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
    Body(form): Body<FilterForm>,
) -> Result<Json<Filter>, ApiError> {
    let change = form.change(application.context.now())?;
    let filter = filter::change(&application.context, &member, id, change).await?;
    Ok(Json(Filter::new(&filter)))
}

/// Removes a filter.
#[utoipa::path(delete, path = "/api/v2/filters/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FilterId>,
) -> Result<Json<Nothing>, ApiError> {
    filter::remove(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}
