//! What waits for a member: who says that they know each other, who asks her, and what was written about her.

pub(super) mod answer;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState};
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_domain::version::Words;
use vouchwell_evidence::{KnownSince, Relationship, Timestamp, Topics};
use vouchwell_service::acquaintance::AcquaintanceView;
use vouchwell_service::recommendation::RecommendationView;
use vouchwell_service::request::RequestView;
use vouchwell_service::{acquaintance, recommendation, request};

use super::area::Area;
use super::browser::Browser;
use super::form::Complaints;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/waiting";
/// How far back it looks, in each of its lists.
const LOOKED_AT: u32 = 200;
/// How many people it shows at once, in each of its lists.
const SHOWN: usize = 20;
/// How long the texts are together that it shows at once, in bytes; one is shown however long it is.
const READ_AT_ONCE: usize = 40_000;

/// The page with one thing before the others.
pub(super) fn beginning_with(id: &str) -> String {
    format!("{PATH}?first={id}")
}

/// Somebody says that they know each other.
#[derive(Debug, Clone)]
pub struct Attested {
    /// Its id for its owner.
    pub id: String,
    /// Who says so.
    pub person: Person,
    /// How, as he says.
    pub relationship: Relationship,
    /// Since when, as he says.
    pub known_since: KnownSince,
    /// The last moment for an answer.
    pub until: Option<Timestamp>,
    /// A code came with it that the member has shown.
    pub is_met: bool,
}

/// Somebody asks for a recommendation.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its id for its owner.
    pub id: String,
    /// Who asks.
    pub person: Person,
    /// For what.
    pub topics: Topics,
    /// What he says with it.
    pub message: Option<String>,
    /// The last moment for an answer.
    pub until: Timestamp,
}

/// Somebody has written about her.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub author: Person,
    /// What it says.
    pub words: Words,
    /// The digest of what its author signed, so that no other text is accepted than the one that was read.
    pub text: String,
}

/// An answer that was not taken, as the member gave it.
#[derive(Debug, Clone, Default)]
pub struct Untaken {
    /// What it answers.
    pub id: String,
    /// The code of the relationship that she chose.
    pub relationship: String,
    /// Since when they know each other.
    pub known_since: String,
    /// What she wrote.
    pub message: String,
    /// Whether she took back that they met.
    pub is_unmet: bool,
    /// Whether the other is to hear of a no.
    pub is_told: bool,
    /// What is wrong with it.
    pub complaints: Complaints,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct WaitingView {
    /// The member.
    pub person: Person,
    /// Who says that they know each other.
    pub attested: Vec<Attested>,
    /// Who asks.
    pub asked: Vec<Asked>,
    /// What was written about her.
    pub offered: Vec<Offered>,
    /// Whether more waits than is shown at once.
    pub is_more: bool,
    /// What she answered just now and was not taken.
    pub untaken: Option<Untaken>,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct WaitingPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a WaitingView,
}

/// The page.
pub fn render(view: &WaitingView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("waiting-title"), locale.say("waiting-lead"));
    let head = Head::of_member(Area::Waiting, &title, &lead);
    page(&WaitingPage {
        site,
        locale,
        head,
        view,
    })
}

impl WaitingView {
    fn is_empty(&self) -> bool {
        self.attested.is_empty() && self.asked.is_empty() && self.offered.is_empty()
    }

    /// Whether this waits on the page.
    fn shows(&self, id: &str) -> bool {
        let attested = self.attested.iter().map(|one| &one.id);
        let asked = self.asked.iter().map(|one| &one.id);
        let offered = self.offered.iter().map(|one| &one.id);
        attested.chain(asked).chain(offered).any(|shown| shown == id)
    }

    /// What she answered to it just now; nothing, if she did not.
    fn given(&self, id: &str) -> Untaken {
        let untaken = self.untaken.as_ref().filter(|untaken| untaken.id == id);
        untaken.cloned().unwrap_or_default()
    }

    /// Puts one before the others, which stay in their order.
    fn beginning_with(mut self, id: &str) -> Self {
        self.attested.sort_by_key(|one| one.id != id);
        self.asked.sort_by_key(|one| one.id != id);
        self.offered.sort_by_key(|one| one.id != id);
        self
    }

    /// No more than can be read at once. The rest is shown once some of this is answered, or where it stands first.
    fn at_once(mut self) -> Self {
        let mut room = READ_AT_ONCE;
        let fits = |offered: &&Offered| {
            let left = room.checked_sub(offered.length());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let texts = self.offered.iter().take_while(fits).count().max(1);
        self.is_more = self.attested.len() > SHOWN || self.asked.len() > SHOWN || self.offered.len() > texts;
        self.attested.truncate(SHOWN);
        self.asked.truncate(SHOWN);
        self.offered.truncate(texts);
        self
    }
}

/// What a link leads to.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The id of what is to stand first.
    #[serde(default)]
    first: String,
}

/// Answers `GET /waiting`.
pub async fn show(
    State(records): State<Records>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let wanted = wanted.map(|Query(wanted)| wanted).unwrap_or_default();
    let loaded = load(&records, &session.member, &browser, &wanted.first).await;
    response::loaded(loaded, render, &records, &reader)
}

/// Whether somebody waits for a member's answer.
pub(super) async fn somebody_waits(
    records: &Records,
    member: &Member,
    browser: &Browser,
) -> vouchwell_service::Result<bool> {
    Ok(!load(records, member, browser, "").await?.is_empty())
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    first: &str,
) -> vouchwell_service::Result<WaitingView> {
    let (context, site) = (&records.context, &records.pages.site);
    let page = Page::newest(LOOKED_AT);
    let attested = acquaintance::list(context, member, page).await?;
    let asked = request::list(context, member, page).await?;
    let offered = recommendation::list(context, member, Some(Party::Subject), page).await?;
    Ok(WaitingView {
        person: Person::of(&member.account, site),
        attested: attested
            .iter()
            .filter_map(|view| Attested::of(view, site))
            .collect(),
        asked: asked.iter().filter_map(|view| Asked::of(view, site)).collect(),
        offered: offered
            .iter()
            .filter_map(|view| Offered::of(view, site))
            .collect(),
        is_more: false,
        untaken: None,
        stamp: browser.stamp(records),
    }
    .beginning_with(first)
    .at_once())
}

impl Attested {
    /// A first attestation, or one that renews.
    fn of(view: &AcquaintanceView, site: &Site) -> Option<Self> {
        let (said, until, is_met) = match &view.renewal {
            Some(renewal) if renewal.state == ShownState::Asked => {
                (renewal.theirs.as_ref()?, renewal.accept_by, renewal.code_scanned)
            }
            None if view.state == ShownState::Asked => {
                (view.theirs.as_ref()?, view.accept_by, view.code_scanned)
            }
            _ => return None,
        };
        Some(Self {
            id: view.acquaintance.id.to_string(),
            person: Person::of(&view.other.account, site),
            relationship: said.relationship,
            known_since: said.known_since.clone(),
            until,
            is_met,
        })
    }
}

impl Asked {
    fn of(view: &RequestView, site: &Site) -> Option<Self> {
        let is_open = view.state == ShownRequestState::Open && !view.request.is_asked_by_owner();
        is_open.then(|| Self {
            id: view.request.id.to_string(),
            person: Person::of(&view.other.account, site),
            topics: view.request.topics.clone(),
            message: view.request.message.clone(),
            until: view.request.closes_at,
        })
    }
}

impl Offered {
    fn length(&self) -> usize {
        self.words.text.as_str().len() + self.words.limitations.as_str().len()
    }

    fn of(view: &RecommendationView, site: &Site) -> Option<Self> {
        let words = match &view.revision {
            Some(revision) if revision.state == ShownRecommendationState::Offered => Some(&revision.words),
            None if view.state == ShownRecommendationState::Offered => view.words.as_ref(),
            _ => None,
        };
        Some(Self {
            id: view.recommendation.id.to_string(),
            author: Person::of(&view.author.account, site),
            words: words?.clone(),
            text: view
                .recommendation
                .progress
                .as_ref()?
                .offer()?
                .foundation
                .endorsement
                .to_string(),
        })
    }
}
