//! What the subject of an offered text does about it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_service::recommendation::{self, TextAnswer};

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Recommendation;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Answers an offered text.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewTextAnswer {
    answer: TextAnswerWord,
    /// With `correct`: what to correct.
    message: Option<String>,
}

/// The answers.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextAnswerWord {
    /// Exactly this.
    Accept,
    /// Not like this.
    Correct,
    /// Nothing; nobody is told.
    Lapse,
}

/// Answers an offered text.
#[utoipa::path(post, path = "/api/v1/vouchwell/recommendations/{id}/answer", params(("id" = String, Path)),
    request_body = NewTextAnswer,
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn answer(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
    Body(body): Body<NewTextAnswer>,
) -> Result<Json<Recommendation>, ApiError> {
    let answer = match body.answer {
        TextAnswerWord::Accept => TextAnswer::Accept,
        TextAnswerWord::Lapse => TextAnswer::Lapse,
        TextAnswerWord::Correct => TextAnswer::Correct {
            message: body
                .message
                .filter(|message| !message.trim().is_empty())
                .ok_or_else(|| ApiError::invalid("with `correct`, say in `message` what to correct"))?,
        },
    };
    let view = recommendation::answer(&application.context, &member, &id, answer).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// Takes an acceptance back within the hold, as either party; without a trace.
#[utoipa::path(post, path = "/api/v1/vouchwell/recommendations/{id}/pull", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn pull(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
) -> Result<Json<Recommendation>, ApiError> {
    let view = recommendation::pull(&application.context, &member, &id).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}
