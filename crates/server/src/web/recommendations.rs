//! What a member has written, and what was written about her, in whatever state.

use askama::Template;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState};
use vouchwell_evidence::{Timestamp, Topics};
use vouchwell_service::recommendation::{self, RecommendationView};

use super::affirmation;
use super::area::Area;
use super::failure::{self, Failure};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;
use super::texts;

/// Where the page is.
pub(super) const PATH: &str = "/recommendations";
/// How many each of its lists has.
const LENGTH: u32 = 40;

/// A text in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its page for its two people.
    pub path: String,
    /// The other of the two.
    pub other: Person,
    /// How far it is.
    pub state: ShownRecommendationState,
    /// How far a new text beside the public one is.
    pub revision: Option<ShownRecommendationState>,
    /// When it becomes public, while it is held.
    pub publish_at: Option<Timestamp>,
    /// For what.
    pub topics: Option<Topics>,
}

/// One of the two lists.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// What is in it: first what waits for somebody.
    pub entries: Vec<Entry>,
    /// Where what is older is.
    pub older: Option<String>,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct RecommendationsView {
    /// What the member has written.
    pub written: Listing,
    /// What was written about her.
    pub received: Listing,
    /// Whether she is asked if she still stands by some.
    pub is_asked: bool,
}

#[derive(Template)]
#[template(path = "recommendations.html")]
struct RecommendationsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a RecommendationsView,
}

/// The lists.
pub(super) fn routes() -> Router<Records> {
    Router::new().route(PATH, get(show))
}

/// The page.
pub fn render(view: &RecommendationsView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (
        locale.say("recommendations-title"),
        locale.say("recommendations-lead"),
    );
    page(&RecommendationsPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &lead),
        view,
    })
}

impl Entry {
    fn of(view: &RecommendationView, party: Party, site: &Site) -> Entry {
        let other = match party {
            Party::Author => &view.subject,
            Party::Subject => &view.author,
        };
        let held = match &view.revision {
            Some(revision) => revision.publish_at,
            None => view.publish_at,
        };
        Entry {
            path: texts::path(&view.recommendation.id),
            other: Person::of(&other.account, site),
            state: view.state,
            revision: view.revision.as_ref().map(|revision| revision.state),
            publish_at: held.map(Timestamp::from_datetime),
            topics: view.words.as_ref().map(|words| words.topics.clone()),
        }
    }

    /// How far it is, in one sentence each.
    fn states(&self, locale: &Locale) -> Vec<Phrase> {
        let sentence = |state| {
            let sentence = locale.say(texts::sentence(state));
            let held = self.publish_at.as_ref().map(|time| locale.moment(time));
            match held {
                Some(moment) if state == ShownRecommendationState::Accepted => {
                    sentence.phrase("moment", moment)
                }
                _ => sentence,
            }
        };
        let mut states = vec![sentence(self.state)];
        if let Some(revision) = self.revision {
            states.push(
                locale
                    .say("recommendations-revision")
                    .phrase("state", sentence(revision)),
            );
        }
        states
    }

    /// What waits for somebody comes first, what is over last.
    fn order(&self) -> u8 {
        match self.revision.unwrap_or(self.state) {
            ShownRecommendationState::Draft => 0,
            ShownRecommendationState::Offered => 1,
            ShownRecommendationState::Accepted => 2,
            ShownRecommendationState::Public => 3,
            ShownRecommendationState::Lapsed => 4,
            ShownRecommendationState::Withdrawn => 5,
        }
    }
}

/// Which parts of the lists are wanted: only what is older than these positions.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Positions {
    written: Option<i64>,
    received: Option<i64>,
}

/// Answers `GET /recommendations`.
pub async fn show(
    State(records): State<Records>,
    SignedIn { reader, session, .. }: SignedIn,
    positions: Result<Query<Positions>, QueryRejection>,
) -> Response {
    let Ok(Query(positions)) = positions else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let loaded = load(&records, &session.member, positions).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    positions: Positions,
) -> vouchwell_service::Result<RecommendationsView> {
    Ok(RecommendationsView {
        written: listing(records, member, Party::Author, positions.written).await?,
        received: listing(records, member, Party::Subject, positions.received).await?,
        is_asked: !recommendation::to_affirm(&records.context, member)
            .await?
            .is_empty(),
    })
}

async fn listing(
    records: &Records,
    member: &Member,
    party: Party,
    position: Option<i64>,
) -> vouchwell_service::Result<Listing> {
    let page = Page::older_than(position, LENGTH);
    let found = recommendation::list(&records.context, member, Some(party), page).await?;
    let name = match party {
        Party::Author => "written",
        Party::Subject => "received",
    };
    let last = found.last().filter(|_| found.len() == LENGTH as usize);
    let older = last.map(|last| format!("{PATH}?{name}={}", last.recommendation.sequence));
    let mut entries: Vec<Entry> = found
        .iter()
        .map(|view| Entry::of(view, party, &records.pages.site))
        .collect();
    entries.sort_by_key(Entry::order);
    Ok(Listing { entries, older })
}
