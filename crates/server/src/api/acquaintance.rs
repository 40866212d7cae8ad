//! Acquaintances: who knows whom, as both say.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_service::acquaintance::{self, AcquaintanceView, OfferAnswer};
use vouchwell_service::evidence::AttestationTerms;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Acquaintance;
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::Parameters;
use super::person::named;
use super::selection::select;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Says that the caller knows somebody.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAttestation {
    /// Whom, as name@host.
    acct: String,
    /// How, such as `worksWith`.
    #[schema(value_type = String)]
    relationship: Relationship,
    /// Since when, YYYY or YYYY-MM.
    #[schema(value_type = String)]
    known_since: KnownSince,
    /// `declared`; codes are exchanged by meeting.
    #[schema(value_type = Option<String>)]
    evidence: Option<EvidenceKind>,
}

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

/// Says that the caller knows somebody, or answers that somebody says so.
#[utoipa::path(post, path = "/api/v1/vouchwell/acquaintances", request_body = NewAttestation,
    responses((status = 200, body = Acquaintance), (status = 422, body = Problem)))]
pub(super) async fn attest(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(body): Body<NewAttestation>,
) -> Result<Json<Acquaintance>, ApiError> {
    let terms = terms(body.relationship, body.known_since, body.evidence)?;
    let other = named(&application, &body.acct).await?;
    let view = acquaintance::attest(&application.context, &member, other, &terms).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
}

/// The caller's acquaintances, offered ones included.
#[utoipa::path(get, path = "/api/v1/vouchwell/acquaintances", params(("state" = Option<String>, Query)),
    responses((status = 200, body = Vec<Acquaintance>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Acquaintance>, ApiError> {
    let state: Option<ShownState> = parameters.parse("state", "offered, asked, mutual, closed or ended")?;
    let position = |view: &AcquaintanceView| view.acquaintance.sequence;
    let is_wanted = |view: &AcquaintanceView| state.is_none_or(|state| view.state == state);
    let read = |page| acquaintance::list(&application.context, &member, page);
    let views = select(parameters.page(20, 40)?, position, is_wanted, read).await?;
    let positions = ends(&views, position);
    let acquaintances = views
        .iter()
        .map(|view| Acquaintance::new(view, &application.site))
        .collect();
    let path = "/api/v1/vouchwell/acquaintances";
    Ok(Listed::new(
        acquaintances,
        positions,
        path,
        &parameters,
        &application.site,
    ))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/vouchwell/acquaintances/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Acquaintance), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AcquaintanceId>,
) -> Result<Json<Acquaintance>, ApiError> {
    let view = acquaintance::show(&application.context, &member, &id).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
}

/// Takes an offer back, or ends an acquaintance.
#[utoipa::path(delete, path = "/api/v1/vouchwell/acquaintances/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Acquaintance), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn end(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AcquaintanceId>,
) -> Result<Json<Acquaintance>, ApiError> {
    let view = acquaintance::end(&application.context, &member, &id).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
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
            OfferAnswer::Yes(terms(relationship, known_since, None)?)
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

fn terms(
    relationship: Relationship,
    known_since: KnownSince,
    evidence: Option<EvidenceKind>,
) -> Result<AttestationTerms, ApiError> {
    match evidence {
        None | Some(EvidenceKind::Declared) => Ok(AttestationTerms {
            relationship,
            known_since,
            evidence: EvidenceKind::Declared,
        }),
        Some(EvidenceKind::CodesExchanged) => Err(ApiError::invalid(
            "codes are exchanged by meeting in person; until then `evidence` is `declared`",
        )),
    }
}
