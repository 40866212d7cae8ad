//! A list of other servers, and what would disappear if it were taken over: seen first, then confirmed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_service::administration::Administrator;
use vouchwell_service::administration::domain::{self, Imported, Plan};

use super::domain::{DomainsView, PATH, PLACES, list_with};
use super::{Places, nothing};
use crate::web::failure;
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// The longest list that is taken over, in characters.
pub(super) const LIST_LENGTH: usize = 100_000;
/// How much of what is left out of a list is shown.
const LEFT_OUT_SHOWN: usize = 20;
/// How many of the servers are shown with which something ends.
const CUT_SHOWN: usize = 200;

/// What the page has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportView {
    /// What would be decided.
    pub plan: Plan,
    /// The list, as it was typed.
    pub list: String,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "administration/import.html")]
struct ImportPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a ImportView,
}

/// The page that asks whether a list is to be taken over.
pub fn render(view: &ImportView, site: &Site, locale: &Locale) -> Rendered {
    page(&ImportPage {
        site,
        locale,
        head: PLACES.head(locale),
        places: PLACES,
        view,
    })
}

impl ImportView {
    /// How many servers with which something ends are not shown.
    fn more(&self) -> usize {
        self.plan.cut.len().saturating_sub(CUT_SHOWN)
    }
}

/// What came of a list.
pub(super) fn outcome(imported: &Imported, locale: &Locale) -> Phrase {
    locale
        .say("administration-import-done")
        .count("decided", imported.decided)
        .text("known", locale.number(imported.known))
}

/// What of a list is left out: the first few of it.
pub(super) fn left_out(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().map(String::as_str).take(LEFT_OUT_SHOWN).collect();
    shown.join(", ")
}

/// A list of servers.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    list: String,
    /// `take` once it was shown what disappears.
    #[serde(default)]
    wish: String,
}

/// Answers `POST /admin/domains`: shows what would be decided about the servers of a list, then decides it.
pub(in crate::web) async fn import(State(records): State<Records>, given: Given<Typed>) -> Response {
    let Some(administrator) = Administrator::of(given.member()) else {
        return nothing(&records, &given.reader);
    };
    let list = form::lines(&given.typed.list);
    let (reader, locale) = (&given.reader, &given.reader.locale);
    let stamp = given.browser.stamp(&records);
    let mut complaints = Complaints::default();
    if list.is_empty() {
        complaints.add("list", locale.say("administration-import-missing"));
    } else if list.chars().count() > LIST_LENGTH {
        let sentence = locale.say("administration-note-too-long");
        complaints.add("list", sentence.text("most", locale.number(LIST_LENGTH)));
    }
    if !complaints.is_empty() {
        let view = DomainsView {
            list,
            complaints,
            stamp,
            ..DomainsView::default()
        };
        return list_with(view, administrator, &records, reader).await;
    }
    let imported = if given.typed.wish == "take" {
        domain::import(&records.context, administrator, &list).await
    } else {
        match domain::plan(&records.context, administrator, &list).await {
            Ok(plan) if !plan.is_empty() => {
                let view = ImportView { plan, list, stamp };
                let rendered = render(&view, &records.pages.site, locale);
                return response::private(StatusCode::OK, rendered, reader);
            }
            Ok(plan) => Ok(Imported {
                decided: 0,
                known: plan.known,
                left_out: plan.left_out,
            }),
            Err(error) => Err(error),
        }
    };
    match imported {
        Ok(imported) => {
            let view = DomainsView {
                imported: Some(imported),
                stamp,
                ..DomainsView::default()
            };
            list_with(view, administrator, &records, reader).await
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}
