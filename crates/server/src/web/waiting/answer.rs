//! What a member answers to what waits for her.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::{AcquaintanceId, RecommendationId, RequestId};
use vouchwell_domain::member::Member;
use vouchwell_domain::request::RequestAnswer;
use vouchwell_evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_service::acquaintance::{self, OfferAnswer};
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::request;

use super::PATH;
use crate::web::acquaintances::one::about;
use crate::web::compose;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given};
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::texts;

/// An answer as it comes from a form.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
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
    /// Ticked, if they met and exchanged codes.
    met: Option<String>,
    /// Ticked, if the other is to hear of a no.
    tell: Option<String>,
}

/// An answer that was understood.
enum Answer {
    Acquaintance(AcquaintanceId, OfferAnswer),
    Request(RequestId, RequestAnswer, Option<String>, bool),
    Text(RecommendationId, TextAnswer),
}

impl Answer {
    /// Gives it, and says where the member goes on.
    async fn give(self, records: &Records, member: &Member) -> vouchwell_service::Result<String> {
        let context = &records.context;
        match self {
            Self::Acquaintance(id, answer) => {
                acquaintance::answer(context, member, &id, answer).await?;
            }
            Self::Request(id, answer, message, tell) => {
                let asked = request::answer(context, member, &id, answer, message, tell).await?;
                if answer == RequestAnswer::Write {
                    let asker = Person::of(&asked.other.account, &records.pages.site);
                    return Ok(about(compose::PATH, &asker));
                }
            }
            Self::Text(id, answer) => {
                let is_accepted = matches!(answer, TextAnswer::AcceptShown(_));
                recommendation::answer(context, member, &id, answer).await?;
                if is_accepted {
                    return Ok(texts::path(&id));
                }
            }
        }
        Ok(PATH.to_owned())
    }
}

impl Typed {
    fn message(&self) -> Option<String> {
        let message = self.message.replace('\0', "");
        let message = message.trim();
        (!message.is_empty()).then(|| message.to_owned())
    }

    fn about_knowing(&self) -> Option<Answer> {
        let answer = match self.answer.as_str() {
            "yes" => OfferAnswer::Yes(AttestationTerms {
                relationship: relationship(&self.relationship)?,
                known_since: self.known_since.trim().parse::<KnownSince>().ok()?,
                evidence: match self.met {
                    Some(_) => EvidenceKind::CodesExchanged,
                    None => EvidenceKind::Declared,
                },
            }),
            "no" => OfferAnswer::No {
                told: self.tell.as_ref().map(|_| self.message()),
            },
            "meet_first" => OfferAnswer::MeetFirst {
                message: self.message(),
            },
            _ => return None,
        };
        Some(Answer::Acquaintance(self.id.parse().ok()?, answer))
    }

    fn to_request(&self) -> Option<Answer> {
        let (id, answer) = (self.id.parse().ok()?, self.answer.parse().ok()?);
        Some(Answer::Request(id, answer, self.message(), self.tell.is_some()))
    }

    fn to_text(&self) -> Option<Answer> {
        let answer = match self.answer.as_str() {
            "accept" => TextAnswer::AcceptShown(self.text.parse().ok()?),
            "correct" => TextAnswer::Correct {
                message: self.message().unwrap_or_default(),
            },
            "lapse" => TextAnswer::Lapse,
            _ => return None,
        };
        Some(Answer::Text(self.id.parse().ok()?, answer))
    }
}

fn relationship(code: &str) -> Option<Relationship> {
    Relationship::ALL
        .iter()
        .copied()
        .find(|known| known.code() == code)
}

/// Answers `POST /waiting/acquaintances`.
pub(crate) async fn know(State(records): State<Records>, given: Given<Typed>) -> Response {
    take(&records, given, Typed::about_knowing).await
}

/// Answers `POST /waiting/requests`.
pub(crate) async fn request(State(records): State<Records>, given: Given<Typed>) -> Response {
    take(&records, given, Typed::to_request).await
}

/// Answers `POST /waiting/recommendations`.
pub(crate) async fn text(State(records): State<Records>, given: Given<Typed>) -> Response {
    take(&records, given, Typed::to_text).await
}

async fn take(records: &Records, given: Given<Typed>, read: fn(&Typed) -> Option<Answer>) -> Response {
    let Some(answer) = read(&given.typed) else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    match answer.give(records, given.member()).await {
        Ok(next) => response::see_other(&given.reader.locale.path(&next)),
        Err(error) => form::done(Err(error), PATH, records, &given.reader),
    }
}
