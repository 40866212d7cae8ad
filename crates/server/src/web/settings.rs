//! What a member decides: which applications and browsers act for her, and, on pages of their own, all else.

pub mod boundaries;
pub mod deletion;
pub mod email;
pub mod moving;
pub mod overview;
pub mod password;
pub mod preferences;
pub mod profile;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use vouchwell_domain::identifier::ApplicationId;
use vouchwell_domain::session::Session;
use vouchwell_domain::token::{Scopes, SecretDigest};
use vouchwell_evidence::Timestamp;
use vouchwell_service::administration::Moderator;
use vouchwell_service::application::Admitted;
use vouchwell_service::{application, session};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Given};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/settings/applications";

/// An application that was let in, or what was made on the command line.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// Its number; empty for what was made on the command line.
    pub id: String,
    /// What it calls itself.
    pub name: Option<String>,
    /// Where it says it is at home.
    pub website: Option<Link>,
    /// What it may do.
    pub scopes: Scopes,
    /// Since when.
    pub since: Timestamp,
    /// The last day on which it did something.
    pub last_used: Option<Timestamp>,
}

/// A browser in which the member is signed in.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// By which it is known.
    pub id: String,
    /// What the browser says it is.
    pub browser: String,
    /// Since when.
    pub since: Timestamp,
    /// The last day on which it was used.
    pub last_used: Timestamp,
    /// Whether it is the one that shows the page.
    pub is_this: bool,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct SettingsView {
    /// Whose page it is.
    pub person: Person,
    /// Whether she has part in running the instance.
    pub administers: bool,
    /// The applications that she let in.
    pub applications: Vec<ApplicationView>,
    /// Where she is signed in.
    pub sessions: Vec<SessionView>,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a SettingsView,
}

/// The page.
pub fn render(view: &SettingsView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("settings-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("settings-lead"));
    page(&SettingsPage {
        site,
        locale,
        head,
        view,
    })
}

impl SessionView {
    /// What the browser is, as far as it can be told.
    fn named(&self, locale: &Locale) -> Phrase {
        let has = |word: &(&str, &str)| self.browser.contains(word.0);
        match (
            BROWSERS.iter().find(|word| has(word)),
            SYSTEMS.iter().find(|word| has(word)),
        ) {
            (Some((_, browser)), Some((_, system))) => locale
                .say("settings-browser")
                .text("browser", browser)
                .text("system", system),
            _ => locale.say("settings-browser-unknown"),
        }
    }
}

/// Words by which browsers are known; most of them carry the words of those after them as well.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Answers `GET /settings/applications`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let loaded = load(&records, &session, &browser).await;
    response::loaded(loaded, render, &records, &reader)
}

/// Which application is to be ended.
#[derive(Debug, Deserialize)]
pub struct EndedApplication {
    application: String,
}

/// Answers `POST /settings/applications`: ends what an application may do.
pub async fn end_application(State(records): State<Records>, given: Given<EndedApplication>) -> Response {
    let id = match given.typed.application.as_str() {
        "" => None,
        text => match text.parse::<ApplicationId>() {
            Ok(id) => Some(id),
            Err(_) => return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader),
        },
    };
    let ended = application::end(&records.context, given.member(), id).await;
    form::done(ended, PATH, &records, &given.reader)
}

/// Which session is to be ended.
#[derive(Debug, Deserialize)]
pub struct EndedSession {
    session: String,
}

/// Answers `POST /settings/sessions`: signs the member out in a browser.
pub async fn end_session(State(records): State<Records>, given: Given<EndedSession>) -> Response {
    let mut bytes = [0; 32];
    if hex::decode_to_slice(&given.typed.session, &mut bytes).is_err() {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    }
    let ended = SecretDigest::from_bytes(bytes);
    let ended = session::end(&records.context, given.member(), &ended).await;
    form::done(ended, PATH, &records, &given.reader)
}

async fn load(
    records: &Records,
    session: &Session,
    browser: &Browser,
) -> vouchwell_service::Result<SettingsView> {
    let (context, member) = (&records.context, &session.member);
    let admitted = application::admitted(context, member).await?;
    let sessions = session::list(context, member).await?;
    Ok(SettingsView {
        person: Person::of(&member.account, &records.pages.site),
        administers: Moderator::of(member).is_some(),
        applications: admitted.into_iter().map(ApplicationView::of).collect(),
        sessions: sessions
            .into_iter()
            .map(|known| SessionView {
                id: hex::encode(known.digest.as_bytes()),
                is_this: known.digest == session.digest,
                browser: known.browser,
                since: Timestamp::from_datetime(known.created_at),
                last_used: midnight(known.last_used_on),
            })
            .collect(),
        stamp: browser.stamp(records),
    })
}

impl ApplicationView {
    fn of(admitted: Admitted) -> Self {
        let known = admitted.application.as_ref();
        Self {
            id: known.map(|known| known.id.to_string()).unwrap_or_default(),
            name: known.map(|known| known.name.as_str().to_owned()),
            website: known
                .and_then(|known| known.website.as_ref())
                .and_then(|url| Link::elsewhere(url.as_str())),
            scopes: admitted.scopes,
            since: Timestamp::from_datetime(admitted.since),
            last_used: admitted.last_used_on.map(midnight),
        }
    }
}

pub(super) fn midnight(day: NaiveDate) -> Timestamp {
    Timestamp::from_datetime(day.and_time(NaiveTime::MIN).and_utc())
}
