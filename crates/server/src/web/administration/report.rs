//! Reports, and how they were dealt with.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::audit::NOTE_LENGTH;
use vouchwell_domain::identifier::ReportId;
use vouchwell_domain::status::Status;
use vouchwell_evidence::Timestamp;
use vouchwell_service::administration::Moderator;
use vouchwell_service::administration::report::{self, ListedReport, ReportView as Kept};

use super::note::Note;
use super::{LISTED, Older, Place, Places, administrator, moderator, nothing, part};
use crate::web::browser::Browser;
use crate::web::failure;
use crate::web::form::{self, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::link::Link;
use crate::web::locale::Locale;
use crate::web::passage::{Passage, passages};
use crate::web::person::Person;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// Where the list is.
pub(in crate::web) const PATH: &str = "/admin/reports";

/// A report in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its page.
    pub page: String,
    /// Whom it is about, as far as they are known.
    pub about: Vec<Person>,
    /// What the reporter wrote.
    pub content: String,
    /// When it came.
    pub came: Timestamp,
    /// Who dealt with it, when, and what was written with that.
    pub resolved: Option<(String, Timestamp, String)>,
}

/// What the list has to say.
#[derive(Debug, Clone)]
pub struct ReportsView {
    /// Whether the reader runs the instance.
    pub administers: bool,
    /// The reports, newest first.
    pub reports: Vec<Listed>,
    /// Where the rest is.
    pub older: Option<String>,
}

/// A status that a report names.
#[derive(Debug, Clone)]
pub struct Reported {
    /// Its language.
    pub language: Option<String>,
    /// Its words.
    pub passages: Vec<Passage>,
    /// When it was written.
    pub written: Timestamp,
    /// Where it is.
    pub link: Option<Link>,
}

/// What the page about a report has to say.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// Whether the reader runs the instance.
    pub administers: bool,
    /// The report.
    pub listed: Listed,
    /// Who reports.
    pub reporter: Option<Person>,
    /// What it names.
    pub statuses: Vec<Reported>,
    /// Addresses that it names and that are not known here.
    pub unknown: Vec<String>,
    /// What is said to how it was dealt with.
    pub note: Note,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "administration/reports.html")]
struct ReportsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a ReportsView,
}

#[derive(Template)]
#[template(path = "administration/report.html")]
struct ReportPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a ReportView,
}

const fn places(administers: bool) -> Places {
    Places {
        here: Place::Reports,
        administers,
    }
}

/// The list.
pub fn render_list(view: &ReportsView, site: &Site, locale: &Locale) -> Rendered {
    let places = places(view.administers);
    page(&ReportsPage {
        site,
        locale,
        head: places.head(locale),
        places,
        view,
    })
}

/// The page about a report.
pub fn render(view: &ReportView, site: &Site, locale: &Locale) -> Rendered {
    let places = places(view.administers);
    page(&ReportPage {
        site,
        locale,
        head: places.head(locale),
        places,
        view,
    })
}

impl Listed {
    fn of(listed: ListedReport, site: &Site) -> Self {
        Self {
            page: format!("{PATH}/{}", listed.report.id),
            about: listed
                .about
                .iter()
                .map(|account| Person::of(account, site))
                .collect(),
            content: listed.report.content,
            came: Timestamp::from_datetime(listed.report.created_at),
            resolved: listed
                .resolution
                .map(|known| (known.by, Timestamp::from_datetime(known.at), known.note)),
        }
    }
}

impl Reported {
    fn of(status: &Status) -> Self {
        Self {
            language: status.language.clone(),
            passages: passages(&status.content),
            written: Timestamp::from_datetime(status.created_at),
            link: Link::elsewhere(status.url.as_str()),
        }
    }
}

/// Answers `GET /admin/reports`.
pub async fn list(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    older: Result<Query<Older>, QueryRejection>,
) -> Response {
    let Some(moderator) = moderator(&browser) else {
        return nothing(&records, &reader);
    };
    let page = part(&older.map(|Query(older)| older.before).unwrap_or_default());
    let site = &records.pages.site;
    match report::list(&records.context, moderator, page).await {
        Ok(reports) => {
            let last = reports.last().filter(|_| reports.len() >= LISTED as usize);
            let view = ReportsView {
                administers: administrator(&browser).is_some(),
                older: last.map(|last| format!("{PATH}?before={}", last.report.id)),
                reports: reports
                    .into_iter()
                    .map(|listed| Listed::of(listed, site))
                    .collect(),
            };
            response::private(StatusCode::OK, render_list(&view, site, &reader.locale), &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Answers `GET /admin/reports/{id}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path(id): Path<String>,
) -> Response {
    let (Some(moderator), Ok(id)) = (moderator(&browser), id.parse::<ReportId>()) else {
        return nothing(&records, &reader);
    };
    page_about(&records, &reader, &browser, moderator, id, Note::default()).await
}

async fn page_about(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    moderator: Moderator<'_>,
    id: ReportId,
    note: Note,
) -> Response {
    let site = &records.pages.site;
    match report::one(&records.context, moderator, id).await {
        Ok(kept) => {
            let Kept {
                listed,
                reporter,
                statuses,
                unknown,
            } = kept;
            let view = ReportView {
                administers: administrator(browser).is_some(),
                listed: Listed::of(listed, site),
                reporter: reporter.map(|account| Person::of(&account, site)),
                statuses: statuses.iter().map(Reported::of).collect(),
                unknown: unknown.iter().map(ToString::to_string).collect(),
                note,
                stamp: browser.stamp(records),
            };
            let status = form::status(&view.note.complaints);
            response::private(status, render(&view, site, &reader.locale), reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// How a report was dealt with.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Resolved {
    #[serde(default)]
    note: String,
}

/// Answers `POST /admin/reports/{id}`: marks it as dealt with.
pub(in crate::web) async fn resolve(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Resolved>,
) -> Response {
    let (Some(moderator), Ok(id)) = (Moderator::of(given.member()), id.parse::<ReportId>()) else {
        return nothing(&records, &given.reader);
    };
    let note = match Note::read(&given.typed.note, "note", NOTE_LENGTH, &given.reader.locale) {
        Ok(note) => note,
        Err(note) => return page_about(&records, &given.reader, &given.browser, moderator, id, note).await,
    };
    let resolved = report::resolve(&records.context, moderator, id, &note).await;
    form::done(resolved, &format!("{PATH}/{id}"), &records, &given.reader)
}
