//! Acquaintances: who knows whom, as both say.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_domain::evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::meeting::MeetingCode;
use vouchwell_service::acquaintance::{self, AcquaintanceView};
use vouchwell_service::evidence::AttestationTerms;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::Acquaintance;
use super::identifier::Id;
use super::link::{Listed, ends};
use super::meeting::scanned;
use super::parameters::{PageParameters, Parameters};
use super::person::named;
use super::selection::select;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Says that the caller knows somebody.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAttestation {
    /// Whom, as name@host. With the link of a code it may be left out.
    acct: Option<String>,
    /// How, such as `worksWith`.
    #[schema(value_type = String, example = "worksWith")]
    relationship: Relationship,
    /// Since when, YYYY or YYYY-MM.
    #[schema(value_type = String, example = "2021-03")]
    known_since: KnownSince,
    /// `declared`, or `codes-exchanged` with a code.
    #[schema(value_type = Option<String>)]
    evidence: Option<EvidenceKind>,
    /// The code that the other shows in person: its link, or its digits.
    #[schema(value_type = Option<String>)]
    meeting: Option<MeetingCode>,
}

/// Changes who may learn of an acquaintance.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AcquaintanceChange {
    /// `acquaintances`, `public` or `private`. A private one carries no recommendation.
    #[schema(value_type = String, example = "acquaintances")]
    visibility: AcquaintanceVisibility,
}

/// Says that the caller knows somebody, or answers that somebody says so, or says anew what both have said.
#[utoipa::path(post, path = "/api/v1/vouchwell/acquaintances", request_body = NewAttestation,
    responses((status = 200, body = Acquaintance), (status = 422, body = Problem)))]
pub(super) async fn attest(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(body): Body<NewAttestation>,
) -> Result<Json<Acquaintance>, ApiError> {
    let usual = match body.meeting {
        Some(_) => EvidenceKind::CodesExchanged,
        None => EvidenceKind::Declared,
    };
    let terms = AttestationTerms {
        relationship: body.relationship,
        known_since: body.known_since,
        evidence: body.evidence.unwrap_or(usual),
    };
    let (other, code) = match (&body.meeting, &body.acct) {
        (Some(code), acct) => {
            let (holder, code) = scanned(&application, &member, code, acct.as_deref()).await?;
            (holder.id, Some(code))
        }
        (None, Some(acct)) => (named(&application, acct).await?, None),
        (None, None) => return Err(ApiError::invalid("`acct` is missing: say whom you know")),
    };
    let view = acquaintance::attest(&application.context, &member, other, &terms, code.as_ref()).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
}

/// The caller's acquaintances, offered ones included.
#[utoipa::path(get, path = "/api/v1/vouchwell/acquaintances",
    params(PageParameters, ("state" = Option<String>, Query)),
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

/// Changes who may learn of it.
#[utoipa::path(put, path = "/api/v1/vouchwell/acquaintances/{id}", params(("id" = String, Path)),
    request_body = AcquaintanceChange,
    responses((status = 200, body = Acquaintance), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AcquaintanceId>,
    Body(body): Body<AcquaintanceChange>,
) -> Result<Json<Acquaintance>, ApiError> {
    let view = acquaintance::set_visibility(&application.context, &member, &id, body.visibility).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
}

/// Takes the caller's offer to renew an acquaintance back.
#[utoipa::path(delete, path = "/api/v1/vouchwell/acquaintances/{id}/renewal", params(("id" = String, Path)),
    responses((status = 200, body = Acquaintance), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn take_back_renewal(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AcquaintanceId>,
) -> Result<Json<Acquaintance>, ApiError> {
    let view = acquaintance::take_back_renewal(&application.context, &member, &id).await?;
    Ok(Json(Acquaintance::new(&view, &application.site)))
}
