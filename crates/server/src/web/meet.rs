//! Meeting in person: a member shows a code, or types the one that the other shows.

mod confirm;

use askama::Template;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use vouchwell_evidence::Timestamp;
use vouchwell_service::meeting::{self, ShownCode};

pub use confirm::{ConfirmView, render as render_confirm};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Complaints, Given, Pressed};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::qr_code::Drawing;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::security;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/meet";

/// A code as it is shown.
#[derive(Debug, Clone)]
pub struct Code {
    /// Where it leads.
    pub link: String,
    /// The same as six groups of digits.
    pub digits: String,
    /// Until when it is good.
    pub until: Timestamp,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct MeetView {
    /// The code that the member shows.
    pub code: Option<Code>,
    /// What was typed of the other's code.
    pub typed: String,
    /// Who shows it, as it was typed.
    pub acct: String,
    /// What is wrong with it.
    pub complaints: Complaints,
    /// What the address of the page asks, besides the language.
    pub query: String,
    /// How the member is named on other servers.
    pub handle: String,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "meet.html")]
struct MeetPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a MeetView,
    picture: Option<Drawing>,
}

/// The pages of meeting.
pub(super) fn routes() -> Router<Records> {
    Router::new()
        .route(PATH, get(show).post(show_code))
        .route("/meet/code", post(confirm::look_up))
        .route("/meet/confirm", post(confirm::confirm))
}

/// The page.
pub fn render(view: &MeetView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("meet-title"), locale.say("meet-lead"));
    page(&MeetPage {
        site,
        locale,
        head: Head::of_member(Area::Acquaintances, &title, &lead).asked_with(view.query.clone()),
        view,
        picture: view.code.as_ref().and_then(|code| Drawing::of(&code.link)),
    })
}

impl Code {
    fn of(shown: &ShownCode) -> Code {
        Code {
            link: shown.link.url().to_string(),
            digits: shown.link.token().groups(),
            until: Timestamp::from_datetime(shown.expires_at),
        }
    }
}

/// The link of a code that somebody opened, to be filled in.
#[derive(Debug, Default, Deserialize)]
pub struct Opened {
    #[serde(default)]
    code: String,
}

/// Answers `GET /meet`.
pub async fn show(
    State(records): State<Records>,
    SignedIn { reader, browser, .. }: SignedIn,
    opened: Result<Query<Opened>, QueryRejection>,
) -> Response {
    let Ok(Query(Opened { code })) = opened else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let typed = confirm::Typed {
        code,
        ..confirm::Typed::default()
    };
    answer(&records, &reader, &browser, None, typed, Complaints::default())
}

/// What asks for the page with a code filled in.
fn question(code: &str) -> String {
    if code.is_empty() {
        return String::new();
    }
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", code)
        .finish()
}

/// Answers `POST /meet`: shows a new code.
pub(super) async fn show_code(State(records): State<Records>, given: Given<Pressed>) -> Response {
    match meeting::show(&records.context, given.member()).await {
        Ok(shown) => answer(
            &records,
            &given.reader,
            &given.browser,
            Some(Code::of(&shown)),
            confirm::Typed::default(),
            Complaints::default(),
        ),
        Err(error) => failure::answer(error.into(), &records.pages, &given.reader),
    }
}

/// The page, with what was typed and what is wrong with it.
fn answer(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    code: Option<Code>,
    typed: confirm::Typed,
    complaints: Complaints,
) -> Response {
    let site = &records.pages.site;
    let name = browser
        .session
        .as_ref()
        .map(|session| session.member.account.name.clone());
    let status = form::status(&complaints);
    let view = MeetView {
        query: question(&typed.code),
        code,
        typed: typed.code,
        acct: typed.acct,
        complaints,
        handle: format!("@{}@{}", name.unwrap_or_default(), site.host()),
        stamp: browser.stamp(records),
    };
    security::with_camera(response::private(
        status,
        render(&view, site, &reader.locale),
        reader,
    ))
}
