//! Other servers: which of them are limited or blocked, and what disappears by that.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Host;
use vouchwell_domain::instance_domain::{COMMENT_LENGTH, InstanceDomain, Severity};
use vouchwell_evidence::Timestamp;
use vouchwell_service::administration::Administrator;
use vouchwell_service::administration::domain::{self, DomainView as Kept, Imported};

use super::import::{self, LIST_LENGTH};
use super::note::Note;
use super::{Place, Places, administrator, nothing};
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// Where the list is.
pub(in crate::web) const PATH: &str = "/admin/domains";
/// The longest name of a server, and what makes an address of it, in bytes (RFC 1035 §2.3.4).
const HOST_LENGTH: usize = 253 + "https:///".len();

/// What the list has to say.
#[derive(Debug, Clone, Default)]
pub struct DomainsView {
    /// The servers about which something is decided.
    pub decided: Vec<InstanceDomain>,
    /// The servers whose pictures are left out.
    pub without_media: Vec<Host>,
    /// What came of a list that was given.
    pub imported: Option<Imported>,
    /// Which server was looked for, as it was typed.
    pub host: String,
    /// The list that was typed and not taken.
    pub list: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

/// What the page about a server has to say.
#[derive(Debug, Clone)]
pub struct DomainView {
    /// The server, and what a block ends.
    pub domain: Kept,
    /// Why, as it stands in the form.
    pub comment: Note,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "administration/domains.html")]
struct DomainsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a DomainsView,
}

#[derive(Template)]
#[template(path = "administration/domain.html")]
struct DomainPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a DomainView,
}

pub(super) const PLACES: Places = Places {
    here: Place::Domains,
    administers: true,
};

/// The list.
pub fn render_list(view: &DomainsView, site: &Site, locale: &Locale) -> Rendered {
    page(&DomainsPage {
        site,
        locale,
        head: PLACES.head(locale),
        places: PLACES,
        view,
    })
}

/// The page about a server.
pub fn render(view: &DomainView, site: &Site, locale: &Locale) -> Rendered {
    page(&DomainPage {
        site,
        locale,
        head: PLACES.head(locale),
        places: PLACES,
        view,
    })
}

impl DomainView {
    fn action(&self) -> String {
        path(&self.domain.host)
    }
}

fn path(host: &Host) -> String {
    format!("{PATH}/{host}")
}

/// How it stands with a server.
fn sentence(decided: &InstanceDomain, locale: &Locale) -> Phrase {
    let id = match decided.severity {
        Severity::Limit => "administration-domain-limited",
        Severity::Block => "administration-domain-blocked",
    };
    let since = locale.date(&Timestamp::from_datetime(decided.created_at));
    locale.say(id).phrase("date", since)
}

/// Which server is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    host: String,
}

/// Answers `GET /admin/domains`: the list, or the way to one server.
pub async fn list(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    search: Result<Query<Search>, QueryRejection>,
) -> Response {
    let Some(administrator) = administrator(&browser) else {
        return nothing(&records, &reader);
    };
    let search = search.map(|Query(search)| search.host).unwrap_or_default();
    let mut complaints = Complaints::default();
    if !search.trim().is_empty() {
        match host(&search) {
            Some(host) => return response::see_other(&reader.locale.path(&path(&host))),
            None => complaints.add("host", reader.locale.say("administration-domain-wrong")),
        }
    }
    let view = DomainsView {
        host: search,
        complaints,
        stamp: browser.stamp(&records),
        ..DomainsView::default()
    };
    list_with(view, administrator, &records, &reader).await
}

pub(super) async fn list_with(
    view: DomainsView,
    administrator: Administrator<'_>,
    records: &Records,
    reader: &Reader,
) -> Response {
    let read = async {
        Ok::<_, vouchwell_service::Error>(DomainsView {
            decided: domain::list(&records.context).await?,
            without_media: domain::without_media(&records.context, administrator).await?,
            ..view
        })
    };
    match read.await {
        Ok(view) => {
            let rendered = render_list(&view, &records.pages.site, &reader.locale);
            response::private(form::status(&view.complaints), rendered, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// Answers `GET /admin/domains/{host}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path(typed): Path<String>,
) -> Response {
    let (Some(administrator), Some(host)) = (administrator(&browser), host(&typed)) else {
        return nothing(&records, &reader);
    };
    page_about(&records, &reader, &browser, administrator, &host, None).await
}

async fn page_about(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    administrator: Administrator<'_>,
    host: &Host,
    comment: Option<Note>,
) -> Response {
    match domain::one(&records.context, administrator, host).await {
        Ok(domain) => {
            let decided = domain.decided.as_ref();
            let said = || Note {
                text: decided.map(|decided| decided.comment.clone()).unwrap_or_default(),
                complaints: Complaints::default(),
            };
            let view = DomainView {
                comment: comment.unwrap_or_else(said),
                domain,
                stamp: browser.stamp(records),
            };
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(form::status(&view.comment.complaints), rendered, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// What is decided.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Decided {
    /// `limit`, `block` or `none`; or `leave-out-media` or `show-media`, which change nothing else.
    severity: String,
    #[serde(default)]
    comment: String,
}

/// Answers `POST /admin/domains/{host}`.
pub(in crate::web) async fn decide(
    State(records): State<Records>,
    Path(typed): Path<String>,
    given: Given<Decided>,
) -> Response {
    let (Some(administrator), Some(host)) = (Administrator::of(given.member()), host(&typed)) else {
        return nothing(&records, &given.reader);
    };
    let severity = match given.typed.severity.as_str() {
        word @ ("leave-out-media" | "show-media") => {
            let is_shown = word == "show-media";
            let decided = domain::decide_about_media(&records.context, administrator, &host, is_shown).await;
            return form::done(decided, &path(&host), &records, &given.reader);
        }
        "none" => None,
        word => match word.parse::<Severity>() {
            Ok(severity) => Some(severity),
            Err(_) => return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader),
        },
    };
    let (reader, browser) = (&given.reader, &given.browser);
    let comment = match Note::read(&given.typed.comment, "comment", COMMENT_LENGTH, &reader.locale) {
        Ok(comment) => comment,
        Err(comment) => {
            return page_about(&records, reader, browser, administrator, &host, Some(comment)).await;
        }
    };
    let decided = domain::decide(&records.context, administrator, &host, severity, &comment).await;
    form::done(decided, &path(&host), &records, reader)
}

/// The server that was typed, also as an address.
fn host(typed: &str) -> Option<Host> {
    let typed = Some(typed.trim()).filter(|typed| typed.len() <= HOST_LENGTH)?;
    let typed = typed.strip_prefix("https://").unwrap_or(typed);
    typed.trim_end_matches('/').parse().ok()
}
