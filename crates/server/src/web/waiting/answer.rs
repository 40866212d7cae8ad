//! What a member answers to what waits for her.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::{AcquaintanceId, RecommendationId, RequestId};
use vouchwell_domain::request::RequestAnswer;
use vouchwell_evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_service::acquaintance::{self, OfferAnswer};
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::request;

use super::PATH;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Stamped};
use crate::web::reader::Reader;
use crate::web::router::Records;

/// An answer as it comes from a form.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    stamp: String,
    id: String,
    answer: String,
    #[serde(default)]
    relationship: String,
    #[serde(default)]
    known_since: String,
    #[serde(default)]
    message: String,
    /// The digest of the text that she was shown.
    #[serde(default)]
    text: String,
    /// Ticked, if the other is to hear of a no.
    tell: Option<String>,
}

impl Stamped for Typed {
    fn stamp(&self) -> &str {
        &self.stamp
    }
}

impl Typed {
    fn message(&self) -> Option<String> {
        let message = self.message.replace('\0', "");
        let message = message.trim();
        (!message.is_empty()).then(|| message.to_owned())
    }

    fn about_knowing(&self) -> Option<(AcquaintanceId, OfferAnswer)> {
        let answer = match self.answer.as_str() {
            "yes" => OfferAnswer::Yes(AttestationTerms {
                relationship: relationship(&self.relationship)?,
                known_since: self.known_since.trim().parse::<KnownSince>().ok()?,
                evidence: EvidenceKind::Declared,
            }),
            "no" => OfferAnswer::No {
                told: self.tell.as_ref().map(|_| self.message()),
            },
            "meet_first" => OfferAnswer::MeetFirst {
                message: self.message(),
            },
            _ => return None,
        };
        Some((self.id.parse().ok()?, answer))
    }

    fn to_request(&self) -> Option<(RequestId, RequestAnswer)> {
        Some((self.id.parse().ok()?, self.answer.parse().ok()?))
    }

    fn to_text(&self) -> Option<(RecommendationId, TextAnswer)> {
        let answer = match self.answer.as_str() {
            "accept" => TextAnswer::AcceptShown(self.text.parse().ok()?),
            "correct" => TextAnswer::Correct {
                message: self.message().unwrap_or_default(),
            },
            "lapse" => TextAnswer::Lapse,
            _ => return None,
        };
        Some((self.id.parse().ok()?, answer))
    }
}

fn relationship(code: &str) -> Option<Relationship> {
    Relationship::ALL
        .iter()
        .copied()
        .find(|known| known.code() == code)
}

/// Answers `POST /waiting/acquaintances`.
pub(crate) async fn know(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let (session, typed) = match form::given(&records, &reader, &browser, PATH, typed) {
        Ok(given) => given,
        Err(response) => return *response,
    };
    let Some((id, answer)) = typed.about_knowing() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let answered = acquaintance::answer(&records.context, &session.member, &id, answer).await;
    form::done(answered, PATH, &records, &reader)
}

/// Answers `POST /waiting/requests`.
pub(crate) async fn request(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let (session, typed) = match form::given(&records, &reader, &browser, PATH, typed) {
        Ok(given) => given,
        Err(response) => return *response,
    };
    let Some((id, answer)) = typed.to_request() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let (message, tell) = (typed.message(), typed.tell.is_some());
    let answered = request::answer(&records.context, &session.member, &id, answer, message, tell).await;
    form::done(answered, PATH, &records, &reader)
}

/// Answers `POST /waiting/recommendations`.
pub(crate) async fn text(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let (session, typed) = match form::given(&records, &reader, &browser, PATH, typed) {
        Ok(given) => given,
        Err(response) => return *response,
    };
    let Some((id, answer)) = typed.to_text() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let answered = recommendation::answer(&records.context, &session.member, &id, answer).await;
    form::done(answered, PATH, &records, &reader)
}
