//! What members answer to somebody who says that he knows them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_service::acquaintance::{self, OfferAnswer};
use vouchwell_service::evidence::AttestationTerms;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Acquaintance;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Answers an offer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AcquaintanceAnswer {
    answer: AcquaintanceAnswerWord,
    /// With `yes`: how the caller knows the other.
    #[schema(value_type = Option<String>)]
    relationship: Option<Relationship>,
    /// With `yes`: since when.
    #[schema(value_type = Option<String>)]
    known_since: Option<KnownSince>,
    /// With `yes`: `declared`, or `codes-exchanged` where the other has scanned a code of the caller's.
    #[schema(value_type = Option<String>)]
    evidence: Option<EvidenceKind>,
    /// With `meet_first`, or with `no` if it is told.
    message: Option<String>,
    /// With `no`: whether the other is told at all.
    #[serde(default)]
    tell: bool,
}

/// The answers.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcquaintanceAnswerWord {
    /// We know each other.
    Yes,
    /// We do not, or not yet. Nobody is told unless `tell`.
    No,
    /// Let's meet first.
    MeetFirst,
}

/// Answers an offer.
#[utoipa::path(post, path = "/api/v1/vouchwell/acquaintances/{id}/answer", params(("id" = String, Path)),
    request_body = AcquaintanceAnswer,
    responses((status = 200, body = Acquaintance), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn answer(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AcquaintanceId>,
    Body(body): Body<AcquaintanceAnswer>,
) -> Result<Json<Acquaintance>, ApiError> {
    let answer = match body.answer {
        AcquaintanceAnswerWord::Yes => {
            let (Some(relationship), Some(known_since)) = (body.relationship, body.known_since) else {
                return Err(ApiError::invalid(
                    "with `yes`, say also `relationship` and `known_since`",
                ));
            };
            OfferAnswer::Yes(AttestationTerms {
                relationship,
                known_since,
                evidence: body.evidence.unwrap_or(EvidenceKind::Declared),
            })
        }
        AcquaintanceAnswerWord::No => OfferAnswer::No {
            told: body.tell.then_some(body.message),
        },
        AcquaintanceAnswerWord::MeetFirst => OfferAnswer::MeetFirst {
            message: body.message,
        },
    };
    let view = acquaintance::answer(&application.context, &member, &id, answer).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
}
