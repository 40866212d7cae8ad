//! The page about the instance: promises, limits, software, and what a signature proves.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vouchwell_evidence::Verdict;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::reader::Reader;
use super::response;
use super::router::Pages;
use super::site::Site;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
}

/// The page about the instance.
pub fn render(site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("about-title").text("site", site.host());
    let head = Head::at(Link::here("/about"), &title, locale.say("about-lead").plain());
    page(&AboutPage { site, locale, head })
}

/// Answers `GET /about`.
pub async fn show(State(pages): State<Pages>, reader: Reader) -> Response {
    response::found(render(&pages.site, &reader.locale), &reader)
}
