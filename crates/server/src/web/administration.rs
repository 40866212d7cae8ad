//! The pages of those who run the instance. For everybody else there is nothing at these addresses.

pub mod audit;
pub mod domain;
pub mod import;
pub mod note;
pub mod person;
pub mod queue;
pub mod report;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::page::Page;
use vouchwell_service::administration::{Administrator, Moderator};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::head::Head;
use super::locale::Locale;
use super::phrase::Phrase;
use super::reader::Reader;
use super::response;
use super::router::Records;

/// The first of the pages.
pub(super) const PATH: &str = "/admin";
/// How much a page lists.
const LISTED: u32 = 50;

/// A place within the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// People.
    People,
    /// Reports.
    Reports,
    /// Other servers.
    Domains,
    /// The queue.
    Queue,
    /// The audit log.
    Audit,
}

impl Place {
    const ALL: [Place; 5] = [
        Place::People,
        Place::Reports,
        Place::Domains,
        Place::Queue,
        Place::Audit,
    ];

    fn path(self) -> &'static str {
        match self {
            Place::People => person::PATH,
            Place::Reports => report::PATH,
            Place::Domains => domain::PATH,
            Place::Queue => queue::PATH,
            Place::Audit => audit::PATH,
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Place::People => "administration-people",
            Place::Reports => "administration-reports",
            Place::Domains => "administration-domains",
            Place::Queue => "administration-queue",
            Place::Audit => "administration-audit",
        }
    }

    fn title(self, locale: &Locale) -> Phrase {
        locale.say(self.sentence())
    }
}

/// The places that a member may enter, and in which of them she is.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// Where she is.
    pub here: Place,
    /// Whether she runs the instance; a moderator handles reports alone.
    pub administers: bool,
}

impl Places {
    fn shown(&self) -> impl Iterator<Item = Place> {
        let administers = self.administers;
        let places = Place::ALL.into_iter();
        places.filter(move |place| administers || *place == Place::Reports)
    }

    fn is_here(&self, place: &Place) -> bool {
        self.here == *place
    }

    fn head(&self, locale: &Locale) -> Head {
        let title = self.here.title(locale);
        Head::of_member(Area::Settings, &title, &locale.say("administration-lead"))
    }
}

/// Answers `GET /admin`: leads to the first page that the member may see.
pub async fn show(State(records): State<Records>, reader: Reader, browser: Browser) -> Response {
    match (administrator(&browser), moderator(&browser)) {
        (Some(_), _) => response::see_other(&reader.locale.path(person::PATH)),
        (None, Some(_)) => response::see_other(&reader.locale.path(report::PATH)),
        (None, None) => nothing(&records, &reader),
    }
}

/// What comes after what a page lists.
#[derive(Debug, Default, Deserialize)]
pub struct Older {
    #[serde(default)]
    before: String,
}

/// The part of a list that begins after a position, or the first one; what cannot be read is no position.
fn part(before: &str) -> Page {
    Page::older_than(before.parse().ok(), LISTED)
}

/// Whoever is signed in, if she runs the instance.
fn administrator(browser: &Browser) -> Option<Administrator<'_>> {
    Administrator::of(&browser.session.as_ref()?.member)
}

/// Whoever is signed in, if she handles reports.
fn moderator(browser: &Browser) -> Option<Moderator<'_>> {
    Moderator::of(&browser.session.as_ref()?.member)
}

/// The answer to everybody else.
fn nothing(records: &Records, reader: &Reader) -> Response {
    failure::answer(Failure::NotFound, &records.pages, reader)
}
