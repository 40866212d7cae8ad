//! The first page of somebody who has just joined: where she is, and what she can do next.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_domain::session::Session;
use vouchwell_service::invitation;

use super::area::Area;
use super::cookie::Cookie;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/welcome";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct WelcomeView {
    /// Who has joined.
    pub person: Person,
    /// Where everybody sees her.
    pub profile: String,
    /// Whether she may invite others.
    pub may_invite: bool,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a WelcomeView,
}

/// The page.
pub fn render(view: &WelcomeView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("welcome-title").text("site", site.host());
    let head = Head::of_member(Area::Waiting, &title, &locale.say("welcome-lead"));
    page(&WelcomePage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /welcome`.
pub async fn show(State(records): State<Records>, SignedIn { reader, session, .. }: SignedIn) -> Response {
    let (member, site) = (&session.member, &records.pages.site);
    let view = WelcomeView {
        person: Person::of(&member.account, site),
        profile: format!("/@{}", member.account.name),
        may_invite: invitation::may_invite(&records.context, member),
    };
    response::private(StatusCode::OK, render(&view, site, &reader.locale), &reader)
}

/// Leads somebody to it in whose name a session has just begun.
pub(super) fn begin(session: &str, records: &Records, reader: &Reader) -> Response {
    let cookie = Cookie::Session.set(&records.pages.site, session, Some(Session::LONGEST));
    response::with_cookie(response::see_other(&reader.locale.path(PATH)), cookie)
}
