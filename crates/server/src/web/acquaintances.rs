//! Whom a member knows, as both say, and whom she says that she knows.

pub mod end;
pub mod new;
pub mod one;

use askama::Template;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_domain::member::Member;
use vouchwell_evidence::Timestamp;
use vouchwell_service::acquaintance::{self, AcquaintanceView, RenewalView, SaidView};

use super::area::Area;
use super::failure::{self, Failure};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::people;
use super::person::Person;
use super::phrase::Phrase;
use super::position::Position;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/acquaintances";
/// How many a page lists.
const LENGTH: u32 = 60;

/// Who may learn of an acquaintance, with the sentences that name them.
pub(super) const VISIBILITIES: [(AcquaintanceVisibility, &str); 3] = [
    (
        AcquaintanceVisibility::Acquaintances,
        "acquaintance-for-acquaintances",
    ),
    (AcquaintanceVisibility::Public, "acquaintance-for-everybody"),
    (AcquaintanceVisibility::Private, "acquaintance-for-nobody"),
];

/// The pages about acquaintances.
pub(super) fn routes() -> Router<Records> {
    Router::new()
        .route(PATH, get(show))
        .route(new::PATH, get(new::show).post(new::attest))
        .route("/acquaintances/{id}", get(one::show).post(one::set_visibility))
        .route("/acquaintances/{id}/end", get(end::show).post(end::end))
        .route("/acquaintances/{id}/renewal", post(one::take_back_renewal))
}

/// Somebody whom a member knows, or who may.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its id for its owner.
    pub id: String,
    /// The other.
    pub person: Person,
    /// How far it is.
    pub state: ShownState,
    /// What the member said.
    pub mine: Option<SaidView>,
    /// What the other said.
    pub theirs: Option<SaidView>,
    /// What the other said with an answer.
    pub message: Option<String>,
    /// The last moment for an answer, while one is awaited.
    pub until: Option<Timestamp>,
    /// What one of the two says anew.
    pub renewal: Option<RenewalView>,
    /// Who may learn of it.
    pub visibility: AcquaintanceVisibility,
}

/// Those with whom it is equally far.
struct Group<'a> {
    title: &'static str,
    known: Vec<&'a Known>,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct AcquaintancesView {
    /// The member.
    pub person: Person,
    /// Whom she knows, newest first.
    pub known: Vec<Known>,
    /// Where those before them are.
    pub older: Option<String>,
}

#[derive(Template)]
#[template(path = "acquaintances.html")]
struct AcquaintancesPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a AcquaintancesView,
    groups: Vec<Group<'a>>,
}

/// The page.
pub fn render(view: &AcquaintancesView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (
        locale.say("acquaintances-title"),
        locale.say("acquaintances-lead"),
    );
    page(&AcquaintancesPage {
        site,
        locale,
        head: Head::of_member(Area::Acquaintances, &title, &lead),
        view,
        groups: view.groups(),
    })
}

impl AcquaintancesView {
    fn groups(&self) -> Vec<Group<'_>> {
        let group = |(title, state)| Group {
            title,
            known: self.known.iter().filter(|known| known.state == state).collect(),
        };
        [
            ("acquaintances-asked", ShownState::Asked),
            ("acquaintances-offered", ShownState::Offered),
            ("acquaintances-mutual", ShownState::Mutual),
            ("acquaintances-closed", ShownState::Closed),
            ("acquaintances-ended", ShownState::Ended),
        ]
        .map(group)
        .into_iter()
        .filter(|group| !group.known.is_empty())
        .collect()
    }
}

impl Known {
    /// One of a member's acquaintances.
    pub(super) fn of(view: &AcquaintanceView, site: &Site) -> Known {
        Known {
            id: view.acquaintance.id.to_string(),
            person: people::known(&view.other.account, site),
            state: view.state,
            mine: view.mine.clone(),
            theirs: view.theirs.clone(),
            message: view.message.clone(),
            until: view.accept_by,
            renewal: view.renewal.clone(),
            visibility: view.acquaintance.visibility,
        }
    }

    /// Its own page.
    fn path(&self) -> String {
        format!("{PATH}/{}", self.id)
    }

    /// Whether the member is asked to say anew that they know each other.
    fn is_renewal_asked(&self) -> bool {
        self.has_renewal(ShownState::Asked)
    }

    /// Whether she asks that herself.
    fn is_renewal_offered(&self) -> bool {
        self.has_renewal(ShownState::Offered)
    }

    fn has_renewal(&self, state: ShownState) -> bool {
        self.renewal
            .as_ref()
            .is_some_and(|renewal| renewal.state == state)
    }
}

impl Locale {
    /// How one of two says that they know each other, and since when.
    fn said(&self, said: &SaidView, one: &Person, other: &Person) -> Phrase {
        self.say("acquaintances-said")
            .phrase("sentence", self.relationship(&said.relationship, one, other))
            .phrase("date", self.known_since(&said.known_since))
    }
}

/// Answers `GET /acquaintances`.
pub async fn show(
    State(records): State<Records>,
    SignedIn { reader, session, .. }: SignedIn,
    position: Result<Query<Position>, QueryRejection>,
) -> Response {
    let Ok(Query(position)) = position else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let loaded = load(&records, &session.member, position).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    position: Position,
) -> vouchwell_service::Result<AcquaintancesView> {
    let found = acquaintance::list(&records.context, member, position.page(LENGTH)).await?;
    let is_full = found.len() == LENGTH as usize;
    let last = found.last().filter(|_| is_full);
    let site = &records.pages.site;
    Ok(AcquaintancesView {
        person: Person::of(&member.account, site),
        known: found.iter().map(|view| Known::of(view, site)).collect(),
        older: last.map(|last| format!("{PATH}?before={}", last.acquaintance.sequence)),
    })
}
