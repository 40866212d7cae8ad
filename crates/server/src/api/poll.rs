//! Polls: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::poll::NewPoll;
use vouchwell_service::poll;

use super::authentication::{SignedIn, Visitor};
use super::body::Body;
use super::entity::Poll;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// A poll of a new post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PollForm {
    /// 2 to 4 answers to choose from, each of at most 50 characters.
    #[serde(default)]
    options: Vec<String>,
    /// How many seconds it is open: five minutes to a month.
    expires_in: u32,
    /// Whether one may choose several.
    #[serde(default)]
    multiple: bool,
    /// Whether nobody sees how many chose what before its end.
    #[serde(default)]
    hide_totals: bool,
}

impl TryFrom<PollForm> for NewPoll {
    type Error = ApiError;

    fn try_from(form: PollForm) -> Result<Self, ApiError> {
        Self::new(&form.options, form.multiple, form.hide_totals, form.expires_in).map_err(ApiError::invalid)
    }
}

/// What somebody chooses.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Vote {
    /// The positions of the answers, beginning with 0.
    #[serde(default)]
    choices: Vec<usize>,
}

/// A poll, if the caller may see it.
#[utoipa::path(get, path = "/api/v1/polls/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Poll), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<StatusId>,
) -> Result<Json<Poll>, ApiError> {
    let view = poll::show(&application.context, reader.as_deref(), id).await?;
    Ok(Json(Poll::from(&view)))
}

/// Chooses, once and for good.
#[utoipa::path(post, path = "/api/v1/polls/{id}/votes", request_body = Vote, params(("id" = String, Path)),
    responses((status = 200, body = Poll), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn vote(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
    Body(vote): Body<Vote>,
) -> Result<Json<Poll>, ApiError> {
    let view = poll::vote(&application.context, &member, id, &vote.choices).await?;
    Ok(Json(Poll::from(&view)))
}
