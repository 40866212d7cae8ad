//! What a member answers to what waits for her.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::identifier::{AcquaintanceId, RecommendationId, RequestId};
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::ShownRecommendationState;
use vouchwell_domain::request::RequestAnswer;
use vouchwell_domain::version::VersionError;
use vouchwell_evidence::EvidenceKind;
use vouchwell_service::Error;
use vouchwell_service::acquaintance::{self, OfferAnswer};
use vouchwell_service::error::Refusal;
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::{Context, request};

use super::{PATH, Untaken, Wanted, load, render};
use crate::web::acquaintances::one::about;
use crate::web::compose;
use crate::web::failure::{self, Failure};
use crate::web::form::{Complaints, Given, lines};
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::terms::TypedTerms;
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

/// What reading an answer needs, and what is found wrong with it.
struct Reading<'a> {
    now: DateTime<Utc>,
    locale: &'a Locale,
    complaints: Complaints,
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
                let is_yes = matches!(answer, OfferAnswer::Yes(_));
                match acquaintance::answer(context, member, &id, answer).await {
                    // By a second click they know each other already.
                    Err(Error::Refused(Refusal::NothingToAnswer))
                        if is_yes && is_mutual(context, member, &id).await? => {}
                    answered => drop(answered?),
                }
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
                match recommendation::answer(context, member, &id, answer).await {
                    Err(Error::Refused(Refusal::Version(VersionError::NotOffered)))
                        if is_accepted && is_held(context, member, &id).await? => {}
                    answered => drop(answered?),
                }
                if is_accepted {
                    return Ok(texts::path(&id));
                }
            }
        }
        Ok(PATH.to_owned())
    }
}

async fn is_mutual(
    context: &Context,
    member: &Member,
    id: &AcquaintanceId,
) -> vouchwell_service::Result<bool> {
    let known = acquaintance::show(context, member, id).await?;
    Ok(known.state == ShownState::Mutual)
}

/// Whether a text was accepted, as by a first click.
async fn is_held(
    context: &Context,
    member: &Member,
    id: &RecommendationId,
) -> vouchwell_service::Result<bool> {
    let view = recommendation::show(context, member, id).await?;
    let state = view.revision.map_or(view.state, |revision| revision.state);
    Ok(state == ShownRecommendationState::Accepted)
}

impl Typed {
    fn message(&self) -> Option<String> {
        Some(lines(&self.message)).filter(|message| !message.is_empty())
    }

    fn about_knowing(&self, reading: &mut Reading<'_>) -> Option<Answer> {
        let answer = match self.answer.as_str() {
            "yes" => {
                let since = self.known_since.trim();
                let (year, month) = since.split_once('-').unwrap_or((since, ""));
                let terms = TypedTerms {
                    relationship: self.relationship.clone(),
                    year: year.to_owned(),
                    month: month.to_owned(),
                };
                let (relationship, known_since) =
                    terms.read(reading.now, &mut reading.complaints, reading.locale)?;
                OfferAnswer::Yes(AttestationTerms {
                    relationship,
                    known_since,
                    evidence: match self.met {
                        Some(_) => EvidenceKind::CodesExchanged,
                        None => EvidenceKind::Declared,
                    },
                })
            }
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

    fn to_request(&self, _: &mut Reading<'_>) -> Option<Answer> {
        let (id, answer) = (self.id.parse().ok()?, self.answer.parse().ok()?);
        Some(Answer::Request(id, answer, self.message(), self.tell.is_some()))
    }

    fn to_text(&self, reading: &mut Reading<'_>) -> Option<Answer> {
        let answer = match self.answer.as_str() {
            "accept" => TextAnswer::AcceptShown(self.text.parse().ok()?),
            "correct" => match self.message() {
                Some(message) => TextAnswer::Correct { message },
                None => {
                    let sentence = reading.locale.say("waiting-correction-missing");
                    reading.complaints.add("message", sentence);
                    return None;
                }
            },
            "lapse" => TextAnswer::Lapse,
            _ => return None,
        };
        Some(Answer::Text(self.id.parse().ok()?, answer))
    }
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

async fn take(
    records: &Records,
    given: Given<Typed>,
    read: fn(&Typed, &mut Reading<'_>) -> Option<Answer>,
) -> Response {
    let locale = &given.reader.locale;
    let mut reading = Reading {
        now: records.context.now(),
        locale,
        complaints: Complaints::default(),
    };
    let message = given.typed.message();
    if message.is_some_and(|message| message.chars().count() > MESSAGE_LENGTH) {
        let sentence = locale.refusal(&Refusal::MessageTooLong);
        reading.complaints.add("message", sentence);
    }
    let refused = match read(&given.typed, &mut reading) {
        Some(answer) if reading.complaints.is_empty() => match answer.give(records, given.member()).await {
            Ok(next) => return response::see_other(&locale.path(&next)),
            Err(Error::Refused(refusal)) => {
                reading.complaints.add("all", locale.refusal(&refusal));
                Some(refusal)
            }
            Err(error) => return failure::answer(error.into(), &records.pages, &given.reader),
        },
        None if reading.complaints.is_empty() => {
            return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
        }
        _ => None,
    };
    match (again(records, &given, reading.complaints).await, refused) {
        (Ok(Some(page)), _) => page,
        (_, Some(refusal)) => failure::refused(&refusal, PATH, &records.pages, &given.reader),
        (Ok(None), None) => failure::answer(Failure::NotFound, &records.pages, &given.reader),
        (Err(error), None) => failure::answer(error.into(), &records.pages, &given.reader),
    }
}

/// The page once more, with what she typed and what is wrong with it; nothing, if that does not wait on it any more.
async fn again(
    records: &Records,
    given: &Given<Typed>,
    complaints: Complaints,
) -> vouchwell_service::Result<Option<Response>> {
    let typed = &given.typed;
    let wanted = Wanted::beginning_with(&typed.id);
    let mut view = load(records, given.member(), &given.browser, &wanted).await?;
    if !view.shows(&typed.id) {
        return Ok(None);
    }
    view.untaken = Some(Untaken {
        id: typed.id.clone(),
        relationship: typed.relationship.clone(),
        known_since: typed.known_since.clone(),
        message: typed.message.clone(),
        is_unmet: typed.met.is_none(),
        is_told: typed.tell.is_some(),
        complaints,
    });
    let page = render(&view, &records.pages.site, &given.reader.locale);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Some(response::private(status, page, &given.reader)))
}
