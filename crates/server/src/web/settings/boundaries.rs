//! What a member lets others ask of her, and who may learn whom she knows.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::acquaintance::AcquaintanceVisibility;
use vouchwell_domain::boundary::{Boundaries, OffersFrom};
use vouchwell_service::boundary;

use super::overview;
use crate::web::acquaintances::VISIBILITIES;
use crate::web::area::Area;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings/asking";

/// Who may ask, with the sentences that name them.
const FROM: [(OffersFrom, &str); 3] = [
    (OffersFrom::Everybody, "boundaries-everybody"),
    (OffersFrom::Followed, "boundaries-followed"),
    (OffersFrom::Met, "boundaries-met"),
];

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct BoundariesView {
    /// What she has chosen.
    pub chosen: Boundaries,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_boundaries.html")]
struct BoundariesPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a BoundariesView,
}

/// The page.
pub fn render(view: &BoundariesView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("boundaries-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("overview-boundaries"));
    page(&BoundariesPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /settings/asking`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let chosen = boundary::of(&records.context, &session.member).await;
    let view = chosen.map(|chosen| BoundariesView {
        chosen,
        stamp: browser.stamp(&records),
    });
    response::loaded(view, render, &records, &reader)
}

/// What she has chosen.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Typed {
    offers_from: String,
    requests: String,
    visibility: String,
}

impl Typed {
    fn read(&self) -> Option<Boundaries> {
        Some(Boundaries {
            visibility: self.visibility.parse::<AcquaintanceVisibility>().ok()?,
            offers_from: self.offers_from.parse().ok()?,
            takes_requests: match self.requests.as_str() {
                "yes" => true,
                "no" => false,
                _ => return None,
            },
        })
    }
}

/// Answers `POST /settings/asking`.
pub(in crate::web) async fn save(State(records): State<Records>, given: Given<Typed>) -> Response {
    let Some(chosen) = given.typed.read() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let saved = boundary::choose(&records.context, given.member(), &chosen).await;
    form::done(saved, PATH, &records, &given.reader)
}
