//! The front page: what this place is for.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::reader::Reader;
use super::response;
use super::router::Pages;
use super::site::Site;
use super::structured::DataBlock;

#[derive(Template)]
#[template(path = "landing.html")]
struct LandingPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
}

/// The front page.
pub fn render(site: &Site, locale: &Locale) -> Rendered {
    let head = Head {
        structured: Some(DataBlock::new(serde_json::json!({
            "@type": "WebSite",
            "name": site.host(),
            "url": site.absolute("/"),
            "inLanguage": Language::ALL.map(Language::tag),
        }))),
        ..Head::at(
            Link::here("/"),
            &locale.say("landing-title"),
            locale.say("landing-lead").plain(),
        )
    };
    page(&LandingPage { site, locale, head })
}

/// Answers `GET /`.
pub async fn show(State(pages): State<Pages>, reader: Reader) -> Response {
    response::found(render(&pages.site, &reader.locale), &reader)
}
