//! A text as its two people see it: how far it is, and what each of them can do.

pub mod end;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as Shown};
use vouchwell_domain::version::Words;
use vouchwell_evidence::Timestamp;
use vouchwell_service::error::Refusal;
use vouchwell_service::recommendation::{self, RecommendationView};
use vouchwell_service::{Context, Error};

use super::area::Area;
use super::browser::Browser;
use super::difference::Changes;
use super::failure::{self, Failure};
use super::form::{self, Given, Pressed};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// A text on its way.
#[derive(Debug, Clone)]
pub struct Progress {
    /// How far it is.
    pub state: Shown,
    /// What it says.
    pub words: Words,
    /// Until when it can be answered.
    pub until: Option<Timestamp>,
    /// When it becomes public, while it is held.
    pub publish_at: Option<Timestamp>,
    /// Whether the member can still pull it back.
    pub may_pull: bool,
    /// Whether its subject has said yes for good, and it waits for the time of its author.
    pub waits_for_author: bool,
    /// What the subject asked to be corrected.
    pub correction: Option<String>,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct TextView {
    /// Its id.
    pub id: String,
    /// Which of the two the member is.
    pub party: Party,
    /// Who wrote it.
    pub author: Person,
    /// Whom it is about.
    pub subject: Person,
    /// The text that is public, if one is.
    pub public: Option<Words>,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// The text on its way: the first one, or a new one beside the public one.
    pub progress: Option<Progress>,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "text.html")]
struct TextPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a TextView,
    changes: Option<Changes>,
}

/// The pages of texts for their two people.
pub(super) fn routes() -> Router<Records> {
    Router::new()
        .route("/texts/{id}", get(show))
        .route("/texts/{id}/offer", post(send))
        .route("/texts/{id}/pull", post(pull))
        .route("/texts/{id}/end", get(end::show).post(end::end))
}

/// The page.
pub fn render(view: &TextView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say(view.title()).name("name", &view.other().name);
    let changes = match (&view.public, &view.progress) {
        (Some(old), Some(new)) => Some(Changes::between(old, &new.words)),
        _ => None,
    };
    page(&TextPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &locale.say("recommendations-lead")),
        view,
        changes,
    })
}

/// Where a text is for its two people.
pub(super) fn path(id: &RecommendationId) -> String {
    format!("/texts/{id}")
}

/// What a list says of a text in a state.
pub(super) fn sentence(state: Shown) -> &'static str {
    match state {
        Shown::Draft => "text-is-draft",
        Shown::Offered => "text-is-offered",
        Shown::Accepted => "text-is-held",
        Shown::Public => "text-is-public",
        Shown::Withdrawn => "text-is-withdrawn",
        Shown::Lapsed => "text-is-lapsed",
    }
}

impl TextView {
    fn of(view: &RecommendationView, member: &Member, stamp: String, site: &Site) -> Option<TextView> {
        let recommendation = &view.recommendation;
        let offer = recommendation
            .progress
            .as_ref()
            .and_then(|version| version.offer());
        let until = offer.map(|offer| offer.ends_at);
        let is_public = view.state == Shown::Public;
        let party = recommendation.party(member.account.id)?;
        let is_pullable = recommendation
            .progress
            .as_ref()
            .is_some_and(|version| version.pullable().is_ok());
        let is_held = |state| state == Shown::Accepted;
        let may_pull = |state| is_held(state) && (party == Party::Author || is_pullable);
        let time = |moment: Option<chrono::DateTime<chrono::Utc>>| moment.map(Timestamp::from_datetime);
        let progress = match (&view.revision, &view.words) {
            (Some(revision), _) => Some(Progress {
                state: revision.state,
                words: revision.words.clone(),
                until,
                publish_at: time(revision.publish_at),
                may_pull: may_pull(revision.state),
                waits_for_author: is_held(revision.state) && !is_pullable,
                correction: revision.message.clone(),
            }),
            (None, Some(words)) if !is_public => Some(Progress {
                state: view.state,
                words: words.clone(),
                until,
                publish_at: time(view.publish_at),
                may_pull: may_pull(view.state),
                waits_for_author: is_held(view.state) && !is_pullable,
                correction: view.message.clone(),
            }),
            _ => None,
        };
        Some(TextView {
            id: recommendation.id.to_string(),
            party,
            author: Person::of(&view.author.account, site),
            subject: Person::of(&view.subject.account, site),
            public: view.words.clone().filter(|_| is_public),
            is_withdrawn: view.state == Shown::Withdrawn,
            progress,
            stamp,
        })
    }

    fn other(&self) -> &Person {
        match self.party {
            Party::Author => &self.subject,
            Party::Subject => &self.author,
        }
    }

    fn title(&self) -> &'static str {
        match self.party {
            Party::Author => "text-about",
            Party::Subject => "text-by",
        }
    }

    fn is_author(&self) -> bool {
        self.party == Party::Author
    }

    /// What is said of the text on its way.
    fn state(&self, progress: &Progress, locale: &Locale) -> Phrase {
        let id = match (progress.state, self.party) {
            (Shown::Draft, _) => "text-draft",
            (Shown::Offered, Party::Author) => "text-offered-by-you",
            (Shown::Offered, Party::Subject) => "text-offered-to-you",
            (Shown::Accepted, Party::Author) => "text-held-by-them",
            (Shown::Accepted, Party::Subject) => "text-held-by-you",
            (Shown::Lapsed, Party::Author) => "text-lapsed-with-them",
            (Shown::Lapsed, Party::Subject) => "text-lapsed-with-you",
            (Shown::Public | Shown::Withdrawn, _) => sentence(progress.state),
        };
        let sentence = locale.say(id).name("name", &self.other().name);
        match &progress.until {
            Some(until) => sentence.phrase("date", locale.date(until)),
            None => sentence,
        }
    }

    fn is_in(&self, state: Shown) -> bool {
        self.progress
            .as_ref()
            .is_some_and(|progress| progress.state == state)
    }

    fn is_held(&self) -> bool {
        self.is_in(Shown::Accepted)
    }

    /// What is said of pulling back, and of why one of the two cannot any more.
    fn pulling(&self, progress: &Progress) -> &'static str {
        match (progress.waits_for_author, self.party) {
            (false, _) => "text-pull-lead",
            (true, Party::Author) => "text-pull-alone",
            (true, Party::Subject) => "text-pull-over",
        }
    }

    fn may_answer(&self) -> bool {
        !self.is_author() && self.is_in(Shown::Offered)
    }

    fn may_offer(&self) -> bool {
        self.is_author() && (self.is_in(Shown::Draft) || self.is_in(Shown::Lapsed))
    }

    /// What changing the text is called for its author.
    fn edit(&self) -> Option<&'static str> {
        if !self.is_author() || self.is_withdrawn || self.is_held() {
            return None;
        }
        Some(match (&self.progress, &self.public) {
            (None, _) => "text-revise",
            (Some(progress), _) if progress.state == Shown::Offered => "text-take-back-and-edit",
            (Some(_), _) => "text-edit",
        })
    }

    /// What ending it is called.
    fn end(&self) -> Option<&'static str> {
        match (self.party, &self.public) {
            _ if self.is_withdrawn => None,
            (Party::Author, Some(_)) => Some("text-withdraw"),
            (Party::Subject, Some(_)) => Some("text-hide"),
            (Party::Author, None) if !self.is_held() => Some("text-delete"),
            (_, None) => None,
        }
    }

    fn permalink(&self) -> String {
        format!("/recommendations/{}", self.id)
    }

    fn part(&self, part: &str) -> String {
        format!("/texts/{}/{part}", self.id)
    }

    fn edit_path(&self) -> String {
        format!("{}/{}", super::compose::PATH, self.id)
    }
}

/// Answers `GET /texts/{id}`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    match load(&records, &session.member, &browser, &id).await {
        Ok(view) => {
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, &reader)
        }
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

async fn load(records: &Records, member: &Member, browser: &Browser, id: &str) -> Result<TextView, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let found = recommendation::show(&records.context, member, &id).await?;
    TextView::of(&found, member, browser.stamp(records), &records.pages.site).ok_or(Failure::NotFound)
}

/// Puts a text before its subject; if it lies there already, it was sent before.
pub(super) async fn offer(
    records: &Records,
    member: &Member,
    id: &RecommendationId,
) -> vouchwell_service::Result<()> {
    let context = &records.context;
    match recommendation::offer(context, member, id).await {
        Err(Error::Refused(Refusal::NotADraft)) if is_offered(context, member, id).await? => Ok(()),
        offered => offered.map(|_| ()),
    }
}

async fn is_offered(
    context: &Context,
    member: &Member,
    id: &RecommendationId,
) -> vouchwell_service::Result<bool> {
    let view = recommendation::show(context, member, id).await?;
    let state = view.revision.map_or(view.state, |revision| revision.state);
    Ok(state == Shown::Offered)
}

/// Answers `POST /texts/{id}/offer`.
pub(super) async fn send(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Pressed>,
) -> Response {
    let Ok(text) = id.parse() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let offered = offer(&records, given.member(), &text).await;
    form::done(offered, &path(&text), &records, &given.reader)
}

/// Answers `POST /texts/{id}/pull`.
pub(super) async fn pull(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Pressed>,
) -> Response {
    let Ok(text) = id.parse() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let pulled = recommendation::pull(&records.context, given.member(), &text).await;
    form::done(pulled.map(|_| ()), &path(&text), &records, &given.reader)
}
