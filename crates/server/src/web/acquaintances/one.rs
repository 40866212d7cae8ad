//! One acquaintance: what both say, who may learn of it, and what can be done.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_service::acquaintance;

use super::{Known, PATH, VISIBILITIES};
use crate::web::area::Area;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given, Pressed};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::phrase::Phrase;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct AcquaintanceView {
    /// The member.
    pub person: Person,
    /// The acquaintance.
    pub known: Known,
    /// The stamp of the forms.
    pub stamp: String,
}

/// Who may learn of it, to be chosen.
struct Choice {
    value: &'static str,
    label: Phrase,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "acquaintance.html")]
struct AcquaintancePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a AcquaintanceView,
    known: &'a Known,
    choices: [Choice; 3],
}

/// The page.
pub fn render(view: &AcquaintanceView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale
        .say("acquaintance-title")
        .name("name", &view.known.person.name);
    let choice = |(visibility, id): (AcquaintanceVisibility, &str)| Choice {
        value: visibility.as_str(),
        label: locale.say(id),
        is_chosen: view.known.visibility == visibility,
    };
    page(&AcquaintancePage {
        site,
        locale,
        head: Head::of_member(Area::Acquaintances, &title, &locale.say("acquaintances-lead")),
        view,
        known: &view.known,
        choices: VISIBILITIES.map(choice),
    })
}

impl AcquaintanceView {
    /// How far it is.
    fn state(&self) -> &'static str {
        match self.known.state {
            ShownState::Offered => "acquaintance-is-offered",
            ShownState::Asked => "acquaintance-is-asked",
            ShownState::Mutual => "acquaintance-is-mutual",
            ShownState::Closed => "acquaintance-is-closed",
            ShownState::Ended => "acquaintance-is-ended",
        }
    }

    fn is_mutual(&self) -> bool {
        self.known.state == ShownState::Mutual
    }

    fn is_offered(&self) -> bool {
        self.known.state == ShownState::Offered
    }

    fn is_asked(&self) -> bool {
        self.known.state == ShownState::Asked
    }

    /// Whether there is something of which somebody may learn.
    fn is_alive(&self) -> bool {
        matches!(
            self.known.state,
            ShownState::Mutual | ShownState::Offered | ShownState::Asked
        )
    }

    /// Where what is said anew is taken back.
    fn renewal_path(&self) -> String {
        format!("{}/renewal", self.known.path())
    }

    /// A page about the other person, which is asked for by her handle.
    fn about(&self, path: &str) -> String {
        about(path, &self.known.person)
    }
}

/// A page about somebody, which is asked for by her handle.
pub(in crate::web) fn about(path: &str, person: &Person) -> String {
    let handle = person.handle.as_deref().unwrap_or(&person.name);
    let handle: String = url::form_urlencoded::byte_serialize(handle.as_bytes()).collect();
    format!("{path}?acct={handle}")
}

/// Answers `GET /acquaintances/{id}`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<AcquaintanceId>() else {
        return failure::answer(Failure::NotFound, &records.pages, &reader);
    };
    let site = &records.pages.site;
    match acquaintance::show(&records.context, &session.member, &id).await {
        Ok(found) => {
            let view = AcquaintanceView {
                person: Person::of(&session.member.account, site),
                known: Known::of(&found, site),
                stamp: browser.stamp(&records),
            };
            response::private(StatusCode::OK, render(&view, site, &reader.locale), &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Who may learn of it from now on.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Chosen {
    visibility: String,
}

/// Answers `POST /acquaintances/{id}`: decides who may learn of it.
pub(in crate::web) async fn set_visibility(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Chosen>,
) -> Response {
    let Ok(visibility) = given.typed.visibility.parse() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let Ok(known) = id.parse() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let changed = acquaintance::set_visibility(&records.context, given.member(), &known, visibility).await;
    form::done(
        changed.map(|_| ()),
        &format!("{PATH}/{id}"),
        &records,
        &given.reader,
    )
}

/// Answers `POST /acquaintances/{id}/renewal`: takes back what the member says anew.
pub(in crate::web) async fn take_back_renewal(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Pressed>,
) -> Response {
    let Ok(known) = id.parse() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let taken = acquaintance::take_back_renewal(&records.context, given.member(), &known).await;
    form::done(
        taken.map(|_| ()),
        &format!("{PATH}/{id}"),
        &records,
        &given.reader,
    )
}
