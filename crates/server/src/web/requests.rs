//! Whom a member has asked for a recommendation, and who has asked her.

pub mod new;

use askama::Template;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::RequestId;
use vouchwell_domain::limit::OPEN_REQUESTS;
use vouchwell_domain::member::Member;
use vouchwell_domain::request::{Request, RequestAnswer, ShownRequestState, Side};
use vouchwell_evidence::{Timestamp, Topics};
use vouchwell_service::Error;
use vouchwell_service::error::Refusal;
use vouchwell_service::request::{self, RequestView};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Given, Pressed};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::position::Position;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/requests";
/// How many a page lists.
const LENGTH: u32 = 40;

/// The pages about requests.
pub(super) fn routes() -> Router<Records> {
    Router::new()
        .route(PATH, get(show))
        .route(new::PATH, get(new::show).post(new::ask))
        .route("/requests/{id}/remind", post(remind))
}

/// Whether a member may remind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// Now.
    Now,
    /// From this time on, if it is open then.
    From(Timestamp),
    /// She has.
    Done,
}

/// A request of the member's own.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its id for its owner.
    pub id: String,
    /// Who was asked.
    pub person: Person,
    /// For what.
    pub topics: Topics,
    /// What she said with it.
    pub message: Option<String>,
    /// How far it is.
    pub state: ShownRequestState,
    /// What was answered.
    pub reply: Option<String>,
    /// When she asked.
    pub asked: Timestamp,
    /// When it closes by itself.
    pub closes: Timestamp,
    /// Whether she may remind.
    pub reminder: Reminder,
}

/// A request to the member.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its id for its owner.
    pub id: String,
    /// Who asks.
    pub person: Person,
    /// For what.
    pub topics: Topics,
    /// How far it is.
    pub state: ShownRequestState,
    /// What she answered.
    pub answer: Option<RequestAnswer>,
    /// When it was asked.
    pub asked: Timestamp,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct RequestsView {
    /// How many of her own are open.
    pub open: i64,
    /// Her own, newest first.
    pub asked: Vec<Asked>,
    /// Those to her.
    pub received: Vec<Received>,
    /// The path of the next page.
    pub older: Option<String>,
    /// What the address of the page asks, besides the language.
    pub query: String,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a RequestsView,
}

/// The page.
pub fn render(view: &RequestsView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("requests-title"), locale.say("requests-lead"));
    page(&RequestsPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &lead).asked_with(view.query.clone()),
        view,
    })
}

impl Locale {
    /// How many of the requests that a member may have open are.
    pub(super) fn open_requests(&self, open: &i64) -> Phrase {
        self.say("requests-open")
            .text("open", self.number(open))
            .text("most", self.number(OPEN_REQUESTS))
    }
}

impl RequestsView {
    fn may_ask(&self) -> bool {
        self.open < OPEN_REQUESTS
    }
}

impl Asked {
    fn of(view: &RequestView, now: DateTime<Utc>, site: &Site) -> Option<Asked> {
        let request = &view.request;
        request.is_asked_by_owner().then(|| Asked {
            id: request.id.to_string(),
            person: Person::of(&view.other.account, site),
            topics: request.topics.clone(),
            message: request.message.clone(),
            state: view.state,
            reply: request.reply.clone(),
            asked: Timestamp::from_datetime(request.created_at),
            closes: request.closes_at,
            reminder: Reminder::of(request, now),
        })
    }

    fn is_open(&self) -> bool {
        self.state == ShownRequestState::Open
    }

    /// How far it is, and since or until when.
    fn state(&self, locale: &Locale) -> Phrase {
        let id = match self.state {
            ShownRequestState::Open => "requests-is-open",
            ShownRequestState::Closed => "requests-is-closed",
            ShownRequestState::Answered => "requests-is-answered",
        };
        locale
            .say(id)
            .name("name", &self.person.name)
            .phrase("date", locale.date(&self.asked))
            .phrase("until", locale.date(&self.closes))
    }

    /// Where she reminds of it.
    fn reminder_path(&self) -> String {
        format!("{PATH}/{}/remind", self.id)
    }
}

impl Reminder {
    fn of(request: &Request, now: DateTime<Utc>) -> Reminder {
        match request.may_be_reminded_from() {
            None => Reminder::Done,
            Some(from) if from <= now => Reminder::Now,
            Some(from) => Reminder::From(Timestamp::from_datetime(from)),
        }
    }
}

impl Received {
    fn of(view: &RequestView, site: &Site) -> Option<Received> {
        let Side::Asked { answer, .. } = &view.request.side else {
            return None;
        };
        Some(Received {
            id: view.request.id.to_string(),
            person: Person::of(&view.other.account, site),
            topics: view.request.topics.clone(),
            state: view.state,
            answer: *answer,
            asked: Timestamp::from_datetime(view.request.created_at),
        })
    }

    fn is_open(&self) -> bool {
        self.state == ShownRequestState::Open
    }
}

/// Answers `GET /requests`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    position: Result<Query<Position>, QueryRejection>,
) -> Response {
    let Ok(Query(position)) = position else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let loaded = load(&records, &session.member, &browser, position).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    position: Position,
) -> vouchwell_service::Result<RequestsView> {
    let (context, site) = (&records.context, &records.pages.site);
    let found = request::list(context, member, position.page(LENGTH)).await?;
    let is_full = u32::try_from(found.len()).is_ok_and(|length| length == LENGTH);
    let last = found.last().filter(|_| is_full).map(|last| last.request.sequence);
    let now = context.now();
    Ok(RequestsView {
        open: request::count_open(context, member).await?,
        asked: found
            .iter()
            .filter_map(|view| Asked::of(view, now, site))
            .collect(),
        received: found.iter().filter_map(|view| Received::of(view, site)).collect(),
        query: position.query(),
        older: last.map(|last| format!("{PATH}?before={last}")),
        stamp: browser.stamp(records),
    })
}

/// Answers `POST /requests/{id}/remind`.
pub(super) async fn remind(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Pressed>,
) -> Response {
    let Ok(id) = id.parse() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let reminded = match request::remind(&records.context, given.member(), &id).await {
        Err(Error::Refused(Refusal::NoReminder)) if is_reminded(&records, given.member(), &id).await => {
            Ok(())
        }
        reminded => reminded.map(|_| ()),
    };
    form::done(reminded, PATH, &records, &given.reader)
}

/// Whether the member has reminded of it, as by a first click.
async fn is_reminded(records: &Records, member: &Member, id: &RequestId) -> bool {
    let found = request::show(&records.context, member, id).await;
    found.is_ok_and(|found| {
        let request = found.request;
        request.is_asked_by_owner() && request.may_be_reminded_from().is_none()
    })
}
