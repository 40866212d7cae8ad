//! Ending an acquaintance: what follows from it is said first.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::ShownRecommendationState;
use vouchwell_service::{acquaintance, recommendation};

use super::PATH;
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// How many of a member's recommendations are looked through for those that rest on an acquaintance.
const LOOKED_AT: u32 = 500;

/// A public recommendation between the two.
#[derive(Debug, Clone)]
pub struct Resting {
    /// Who wrote it.
    pub author: Person,
    /// Whom it is about.
    pub subject: Person,
    /// Where it is.
    pub path: String,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct EndView {
    /// Its id for its owner.
    pub id: String,
    /// The other.
    pub person: Person,
    /// What stops being public with it.
    pub resting: Vec<Resting>,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "acquaintance_end.html")]
struct EndPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a EndView,
}

/// The page that asks once more.
pub fn render(view: &EndView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale
        .say("acquaintance-end-title")
        .name("name", &view.person.name);
    page(&EndPage {
        site,
        locale,
        head: Head::of_member(Area::Acquaintances, &title, &locale.say("acquaintance-end-lead")),
        view,
    })
}

impl EndView {
    /// The page of the acquaintance.
    fn back(&self) -> String {
        format!("{PATH}/{}", self.id)
    }
}

/// Where an acquaintance is ended.
pub(super) fn path(id: &str) -> String {
    format!("{PATH}/{id}/end")
}

/// Answers `GET /acquaintances/{id}/end`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let Ok(known) = id.parse::<AcquaintanceId>() else {
        return failure::answer(Failure::NotFound, &records.pages, &reader);
    };
    match load(&records, &session.member, &browser, &known).await {
        Ok(Some(view)) => {
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, &reader)
        }
        Ok(None) => response::see_other(&reader.locale.path(&format!("{PATH}/{id}"))),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Nothing if there is nothing to end.
async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    id: &AcquaintanceId,
) -> vouchwell_service::Result<Option<EndView>> {
    let (context, site) = (&records.context, &records.pages.site);
    let known = acquaintance::show(context, member, id).await?;
    if known.state != ShownState::Mutual {
        return Ok(None);
    }
    let all = recommendation::list(context, member, None, Page::newest(LOOKED_AT)).await?;
    let other = known.other.account.id;
    let resting = all.iter().filter(|one| {
        let people = [one.author.account.id, one.subject.account.id];
        one.state == ShownRecommendationState::Public && people.contains(&other)
    });
    Ok(Some(EndView {
        id: id.to_string(),
        person: Person::of(&known.other.account, site),
        resting: resting
            .map(|one| Resting {
                author: Person::of(&one.author.account, site),
                subject: Person::of(&one.subject.account, site),
                path: format!("/recommendations/{}", one.recommendation.id),
            })
            .collect(),
        stamp: browser.stamp(records),
    }))
}

/// What is to be ended.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Ended {
    /// The state in which it was when the member decided: an offer that was answered meanwhile is not taken back.
    state: String,
}

/// Answers `POST /acquaintances/{id}/end`: ends it, or takes an offer back.
pub(in crate::web) async fn end(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Ended>,
) -> Response {
    let (Ok(known), Ok(state)) = (id.parse(), given.typed.state.parse()) else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let ended = end_from(&records, given.member(), &known, state).await;
    form::done(ended, &format!("{PATH}/{id}"), &records, &given.reader)
}

async fn end_from(
    records: &Records,
    member: &Member,
    id: &AcquaintanceId,
    state: ShownState,
) -> vouchwell_service::Result<()> {
    let known = acquaintance::show(&records.context, member, id).await?;
    if known.state == state {
        acquaintance::end(&records.context, member, id).await?;
    }
    Ok(())
}
