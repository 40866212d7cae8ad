//! Shows what is written, keeps it as a draft, and offers it.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as Shown};
use vouchwell_domain::version::Words;
use vouchwell_evidence::Relationship;
use vouchwell_service::recommendation::{self, RecommendationView};
use vouchwell_service::{Error, acquaintance};

use super::pick::{self, PickView};
use super::{ComposeView, Preview, Sketch, Standing, TypedWords, render};
use crate::web::acquaintances::new::About;
use crate::web::desk::Desk;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::named::named;
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::texts;

/// What is to be done with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wish {
    Preview,
    Save,
    Offer,
}

/// What was typed.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Typed {
    /// Whom it is about, while there is no text yet.
    #[serde(default)]
    acct: String,
    /// The id of the text that is begun.
    #[serde(default)]
    id: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    limitations: String,
    #[serde(default)]
    topics: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    disclosures: Vec<String>,
    nothing: Option<String>,
    wish: Wish,
}

impl Typed {
    fn words(&self) -> TypedWords {
        TypedWords {
            text: self.text.clone(),
            seen: self.seen.clone(),
            limitations: self.limitations.clone(),
            topics: self.topics.clone(),
            language: self.language.clone(),
            disclosures: self.disclosures.clone(),
            discloses_nothing: self.nothing.is_some(),
        }
    }
}

/// What is written on.
struct Subject {
    id: RecommendationId,
    account: Account,
    standing: Standing,
    correction: Option<String>,
    /// The words that there are.
    words: Option<Words>,
    /// Whether nothing was said yet of what has to be disclosed.
    is_undisclosed: bool,
}

impl Subject {
    /// A text that there is, by its author.
    fn of(member: &Member, view: RecommendationView, is_undisclosed: bool) -> Result<Subject, Failure> {
        let is_author = view.recommendation.party(member.account.id) == Some(Party::Author);
        if !is_author || view.state == Shown::Withdrawn {
            return Err(Failure::NotFound);
        }
        let (state, words, correction) = match view.revision {
            Some(revision) => (revision.state, Some(revision.words), revision.message),
            None => (view.state, view.words, view.message),
        };
        Ok(Subject {
            id: view.recommendation.id,
            account: view.subject.account,
            standing: match state {
                Shown::Draft | Shown::Lapsed | Shown::Withdrawn => Standing::Draft,
                Shown::Offered | Shown::Accepted => Standing::Offered,
                Shown::Public => Standing::Public,
            },
            correction,
            words,
            is_undisclosed,
        })
    }
}

/// Answers `GET /compose`: whom to write about, or a new text.
pub(super) async fn show_new(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    asked_for: Result<Query<About>, QueryRejection>,
) -> Response {
    let Ok(Query(About { acct })) = asked_for else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let desk = Desk::of(&records, &reader, &browser, &session);
    let mut complaints = Complaints::default();
    if !acct.trim().is_empty() {
        match named(&records, desk.member, &acct).await {
            Ok(account) => {
                let id = RecommendationId::random(&*records.context.entropy);
                let typed = TypedWords {
                    language: reader.locale.language().tag().to_owned(),
                    ..TypedWords::default()
                };
                return desk
                    .form(Subject::new(id, account), typed, Complaints::default(), None)
                    .await;
            }
            Err(unnamed) => match unnamed.sentence(&reader.locale) {
                Ok(sentence) => complaints.add("acct", sentence),
                Err(failure) => return failure::answer(failure, &records.pages, &reader),
            },
        }
    }
    match pick::people(&records, desk.member).await {
        Ok(people) => {
            let status = form::status(&complaints);
            let view = PickView { people, complaints };
            let rendered = pick::render(&view, &records.pages.site, &reader.locale);
            response::private(status, rendered, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Answers `GET /compose/{id}`: a text to be changed.
pub(super) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::of(&records, &reader, &browser, &session);
    match desk.existing(&id).await {
        Ok(subject) => {
            let mut typed = subject.words.as_ref().map(TypedWords::of).unwrap_or_default();
            typed.discloses_nothing &= !subject.is_undisclosed;
            desk.form(subject, typed, Complaints::default(), None).await
        }
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

/// Answers `POST /compose`: begins a text, or shows what it will be.
pub(super) async fn save_new(State(records): State<Records>, given: Given<Typed>) -> Response {
    let desk = Desk::given(&records, &given);
    let Ok(id) = given.typed.id.parse::<RecommendationId>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, desk.reader);
    };
    match named(&records, desk.member, &given.typed.acct).await {
        Ok(account) => desk.take(Subject::new(id, account), &given.typed).await,
        Err(unnamed) => match unnamed.sentence(&desk.reader.locale) {
            Ok(_) => failure::answer(Failure::NotFound, &records.pages, desk.reader),
            Err(failure) => failure::answer(failure, &records.pages, desk.reader),
        },
    }
}

/// Answers `POST /compose/{id}`: changes a text, or shows what it will be.
pub(super) async fn save(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Typed>,
) -> Response {
    let desk = Desk::given(&records, &given);
    match desk.existing(&id).await {
        Ok(subject) => desk.take(subject, &given.typed).await,
        Err(failure) => failure::answer(failure, &records.pages, desk.reader),
    }
}

impl Subject {
    fn new(id: RecommendationId, account: Account) -> Subject {
        Subject {
            id,
            account,
            standing: Standing::New,
            correction: None,
            words: None,
            is_undisclosed: false,
        }
    }
}

impl Desk<'_> {
    async fn existing(&self, id: &str) -> Result<Subject, Failure> {
        let id = id.parse().map_err(|_| Failure::NotFound)?;
        let view = recommendation::show(&self.records.context, self.member, &id).await?;
        let is_undisclosed = recommendation::is_undisclosed(&self.records.context, &id).await?;
        Subject::of(self.member, view, is_undisclosed)
    }

    async fn take(&self, subject: Subject, typed: &Typed) -> Response {
        let locale = &self.reader.locale;
        let mut complaints = Complaints::default();
        let sketch = typed.words().read(&mut complaints, locale);
        if typed.wish == Wish::Preview {
            // Nothing is wrong with looking at a text before it is complete.
            return self
                .form_with(StatusCode::OK, subject, typed.words(), complaints, sketch)
                .await;
        }
        let Some(words) = sketch.as_ref().and_then(Sketch::complete) else {
            return self.form(subject, typed.words(), complaints, sketch).await;
        };
        let text = texts::path(&subject.id);
        if let Err(error) = self.keep(&subject, words.clone()).await {
            return match failure::sentence(error, locale) {
                Ok(sentence) => {
                    complaints.add("all", sentence);
                    self.form(subject, typed.words(), complaints, sketch).await
                }
                Err(failure) => failure::answer(failure, &self.records.pages, self.reader),
            };
        }
        if typed.wish == Wish::Offer {
            let offered = texts::offer(self.records, self.member, &subject.id).await;
            return form::done(offered, &text, self.records, self.reader);
        }
        response::see_other(&locale.path(&text))
    }

    /// Keeps the words as a draft. What stands already is left where it is.
    async fn keep(&self, subject: &Subject, words: Words) -> vouchwell_service::Result<()> {
        let (context, member) = (&self.records.context, self.member);
        let is_kept = subject.standing != Standing::Public
            && !subject.is_undisclosed
            && subject.words.as_ref() == Some(&words);
        if subject.standing == Standing::New {
            let subject = (subject.id.clone(), subject.account.id);
            let begun =
                recommendation::write_once(context, member, subject.0, subject.1, words.clone()).await?;
            // Somebody went back and wrote on in the form by which the text was begun.
            let stands = match begun.revision {
                Some(revision) => Some(revision.words),
                None => begun.words,
            };
            if stands.as_ref() != Some(&words) {
                recommendation::edit(context, member, &begun.recommendation.id, words).await?;
            }
        } else if !is_kept {
            recommendation::edit(context, member, &subject.id, words).await?;
        }
        Ok(())
    }

    async fn form(
        &self,
        subject: Subject,
        typed: TypedWords,
        complaints: Complaints,
        sketch: Option<Sketch>,
    ) -> Response {
        let status = form::status(&complaints);
        self.form_with(status, subject, typed, complaints, sketch).await
    }

    async fn form_with(
        &self,
        status: StatusCode,
        subject: Subject,
        typed: TypedWords,
        complaints: Complaints,
        sketch: Option<Sketch>,
    ) -> Response {
        match self.view(subject, typed, complaints, sketch).await {
            Ok(view) => {
                let rendered = render(&view, &self.records.pages.site, &self.reader.locale);
                response::private(status, rendered, self.reader)
            }
            Err(error) => failure::answer(error.into(), &self.records.pages, self.reader),
        }
    }

    async fn view(
        &self,
        subject: Subject,
        typed: TypedWords,
        complaints: Complaints,
        sketch: Option<Sketch>,
    ) -> Result<ComposeView, Error> {
        let (context, site) = (&self.records.context, &self.records.pages.site);
        let known = acquaintance::with(context, self.member, subject.account.id).await?;
        let relationship: Option<Relationship> = known
            .filter(|known| known.state == ShownState::Mutual)
            .and_then(|known| known.mine)
            .map(|said| said.relationship);
        Ok(ComposeView {
            author: Person::of(&self.member.account, site),
            subject: Person::of(&subject.account, site),
            standing: subject.standing,
            is_acquainted: relationship.is_some(),
            correction: subject.correction,
            preview: sketch
                .or_else(|| subject.words.filter(|_| complaints.is_empty()).map(Sketch::of))
                .map(|words| Preview::of(context, &subject.id, words, relationship)),
            id: subject.id.to_string(),
            typed,
            complaints,
            stamp: self.browser.stamp(self.records),
        })
    }
}
