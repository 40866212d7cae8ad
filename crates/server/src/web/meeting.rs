//! The page behind a code that somebody shows in person, for whoever opens it in a browser.
//!
//! It is made from the address alone: it neither tells whose the code is nor whether it is good, so that it
//! helps nobody who tries codes. The reader's own server asks for that.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vouchwell_domain::meeting::{MeetingLink, MeetingToken};

use super::failure::{self, Failure};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::reader::Reader;
use super::response;
use super::router::Pages;
use super::site::Site;

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    link: String,
    digits: String,
    go_on: String,
}

/// The page.
pub fn render(link: &MeetingLink, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(&locale.say("meeting-title"), &locale.say("meeting-lead"));
    let address = link.url();
    let code: String = url::form_urlencoded::byte_serialize(address.as_str().as_bytes()).collect();
    page(&MeetingPage {
        site,
        locale,
        head,
        link: address.to_string(),
        digits: link.token().groups(),
        go_on: format!("{}?code={code}", super::meet::PATH),
    })
}

/// Answers `GET /meet/{token}`.
pub async fn show(State(pages): State<Pages>, reader: Reader, Path(token): Path<String>) -> Response {
    let Ok(token) = token.parse::<MeetingToken>() else {
        return failure::answer(Failure::NotFound, &pages, &reader);
    };
    let link = MeetingLink::beside(&pages.site.url, token);
    response::found(render(&link, &pages.site, &reader.locale), &reader)
}
