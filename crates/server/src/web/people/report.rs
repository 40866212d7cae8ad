//! Telling the moderators about somebody.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Home;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_service::report::{self, NewReport};
use vouchwell_service::{Error, session};

use super::account as page_of;
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// The longest text that goes beside the reason, in characters.
const LONGEST: usize = 2_500;

/// The page on which an account is reported.
pub(super) fn path(id: AccountId) -> String {
    format!("{}/report", page_of::path(id))
}

/// The page on which a post of an account is reported, or a recommendation by the post that carries it.
pub(in crate::web) fn path_of_status(author: AccountId, status: StatusId) -> String {
    format!("{}?status={status}", path(author))
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Something that was recommended or attested is not so.
    Untrue,
    /// Somebody is threatened, insulted or pursued.
    Harassment,
    /// Advertising, or somebody who is not who he says he is.
    Spam,
    /// Against the law.
    Unlawful,
    /// What the words say.
    Other,
}

impl Reason {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 5] = [
        Self::Untrue,
        Self::Harassment,
        Self::Spam,
        Self::Unlawful,
        Self::Other,
    ];

    /// The word in the form.
    fn as_str(self) -> &'static str {
        match self {
            Self::Untrue => "untrue",
            Self::Harassment => "harassment",
            Self::Spam => "spam",
            Self::Unlawful => "unlawful",
            Self::Other => "other",
        }
    }

    fn say(self, locale: &Locale) -> Phrase {
        locale.say(match self {
            Self::Untrue => "report-reason-untrue",
            Self::Harassment => "report-reason-harassment",
            Self::Spam => "report-reason-spam",
            Self::Unlawful => "report-reason-unlawful",
            Self::Other => "report-reason-other",
        })
    }
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// The path of the page of the person.
    pub path: String,
    /// The path of this page.
    pub report: String,
    /// Who it is about.
    pub person: Person,
    /// The server whose moderators can be told as well.
    pub host: Option<String>,
    /// Which post is reported with her, if one is.
    pub status: Option<StatusId>,
    /// The reason that was chosen.
    pub reason: String,
    /// What was written.
    pub words: String,
    /// Whether the other moderators are told.
    pub forward: bool,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// Whether it has been sent.
    pub is_sent: bool,
    /// By which one report is known, however often it is sent.
    pub once: String,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "people_report.html")]
struct ReportPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ReportView,
}

/// The page.
pub fn render(view: &ReportView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("report-title").name("name", &view.person.name);
    let query = view.status.map(|status| format!("status={status}"));
    let head = Head::of_member(Area::People, &title, &locale.say("report-lead"))
        .asked_with(query.unwrap_or_default());
    page(&ReportPage {
        site,
        locale,
        head,
        view,
    })
}

/// Which post is reported, and whether the page is asked for after the report was sent.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    sent: Option<String>,
    status: Option<i64>,
}

/// A report as it comes from the form.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    words: String,
    forward: Option<String>,
    status: Option<i64>,
    #[serde(default)]
    once: String,
}

impl Typed {
    fn status(&self) -> Option<StatusId> {
        self.status.map(StatusId::from_number)
    }
}

/// Answers `GET /people/{id}/report`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn { reader, browser, .. }: SignedIn,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let (Ok(id), Ok(Query(asked))) = (id.parse::<AccountId>(), asked) else {
        return failure::answer(Failure::NotFound, &records.pages, &reader);
    };
    let typed = Typed {
        status: asked.status,
        once: session::visitor(&records.context),
        ..Typed::default()
    };
    match load(&records, &browser, id, typed).await {
        Ok(mut view) => {
            view.is_sent = asked.sent.is_some();
            answer(StatusCode::OK, &view, &records, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Answers `POST /people/{id}/report`.
pub(in crate::web) async fn send(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Typed>,
) -> Response {
    let Ok(id) = id.parse::<AccountId>() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let locale = &given.reader.locale;
    let words = form::lines(&given.typed.words);
    let reason = Reason::ALL
        .into_iter()
        .find(|reason| reason.as_str() == given.typed.reason);
    let mut complaints = Complaints::default();
    if reason.is_none() {
        complaints.add("reason", locale.say("report-reason-missing"));
    }
    if words.is_empty() && reason == Some(Reason::Other) {
        complaints.add("words", locale.say("report-words-missing"));
    }
    if words.chars().count() > LONGEST {
        let most = LONGEST.to_string();
        complaints.add("words", locale.say("report-words-too-long").text("most", most));
    }
    let Some(reason) = reason.filter(|_| complaints.is_empty()) else {
        return match load(&records, &given.browser, id, given.typed).await {
            Ok(view) => {
                let view = ReportView { complaints, ..view };
                answer(StatusCode::UNPROCESSABLE_ENTITY, &view, &records, &given.reader)
            }
            Err(error) => failure::answer(error.into(), &records.pages, &given.reader),
        };
    };
    let new = NewReport {
        account: id,
        statuses: given.typed.status().into_iter().collect(),
        content: format!("{}\n\n{words}", reason.say(locale).plain()),
        forward: given.typed.forward.is_some(),
        once: Some(given.typed.once.clone()).filter(|once| !once.is_empty()),
    };
    let made = report::report(&records.context, given.member(), new).await;
    let page = format!("{}?sent=1", path(id));
    form::done(made.map(drop), &page, &records, &given.reader)
}

async fn load(
    records: &Records,
    browser: &Browser,
    id: AccountId,
    typed: Typed,
) -> Result<ReportView, Error> {
    let account = vouchwell_service::account::by_id(&records.context, id)
        .await?
        .account;
    Ok(ReportView {
        path: page_of::path(id),
        report: path(id),
        person: Person::of(&account, &records.pages.site),
        host: match &account.home {
            Home::Here => None,
            Home::Elsewhere(host) => Some(host.to_string()),
        },
        status: typed.status(),
        reason: typed.reason,
        words: typed.words,
        forward: typed.forward.is_some(),
        complaints: Complaints::default(),
        is_sent: false,
        once: typed.once,
        stamp: browser.stamp(records),
    })
}

fn answer(status: StatusCode, view: &ReportView, records: &Records, reader: &Reader) -> Response {
    let rendered = render(view, &records.pages.site, &reader.locale);
    response::private(status, rendered, reader)
}
