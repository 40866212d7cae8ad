//! What waits for a member: who says that they know each other, who asks her, and what was written about her.

pub(super) mod answer;

use std::collections::HashMap;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::media::PictureFile;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::ShownRecommendationState;
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_domain::version::Words;
use vouchwell_evidence::{KnownSince, Relationship, Timestamp, Topics};
use vouchwell_service::acquaintance::AcquaintanceView;
use vouchwell_service::recommendation::RecommendationView;
use vouchwell_service::request::RequestView;
use vouchwell_service::{Context, Error, acquaintance, portrait, recommendation, request};

use super::area::Area;
use super::browser::Browser;
use super::compose::{self, Preview, Sketch};
use super::difference::Changes;
use super::form::Complaints;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::profile::own_picture;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/waiting";
/// How many people it shows at once, in each of its lists.
const SHOWN: u32 = 20;
/// How long the texts are together that it shows at once, in bytes; one is shown however long it is.
const READ_AT_ONCE: usize = 20_000;

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
    /// The path of his picture, if it is kept here.
    pub picture: Option<String>,
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
    /// What changes, if it is to take the place of a text that is public.
    pub changes: Option<Changes>,
    /// What readers will see.
    pub preview: Preview,
    /// The digest of what its author signed, so that no other text is accepted than the one that was read.
    pub text: String,
    /// The last moment for an answer.
    pub until: Timestamp,
}

/// The paths of the pages with what is older; each of them begins one list later.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Older {
    /// Of those who say that they know her.
    pub attested: Option<String>,
    /// Of those who ask.
    pub asked: Option<String>,
    /// Of what was written about her.
    pub offered: Option<String>,
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
    /// Where older ones of each list are.
    pub older: Older,
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
}

/// What a link leads to.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// The id of what is to stand first.
    #[serde(default)]
    first: String,
    attested: Option<i64>,
    asked: Option<i64>,
    offered: Option<i64>,
}

impl Wanted {
    /// The newest of everything, with one before the others.
    fn beginning_with(id: &str) -> Self {
        Self {
            first: id.to_owned(),
            ..Self::default()
        }
    }
}

/// Where the list goes on, if what was found fills the page.
fn older(list: &str, found: usize, last: Option<i64>) -> Option<String> {
    let is_full = u32::try_from(found).is_ok_and(|found| found >= SHOWN);
    last.filter(|_| is_full)
        .map(|last| format!("{PATH}?{list}={last}"))
}

/// A text that lies before the member, with what changes if it is to take the place of one that is public.
type WithChanges = (RecommendationView, Option<Changes>);

/// How many of these texts can be read at once.
fn read_at_once(offered: &[WithChanges]) -> usize {
    let mut room = READ_AT_ONCE;
    let fits = |one: &&WithChanges| {
        let left = room.checked_sub(length(one));
        room = left.unwrap_or(0);
        left.is_some()
    };
    offered.iter().take_while(fits).count().max(1).min(offered.len())
}

fn length((view, changes): &WithChanges) -> usize {
    let words = offered_words(view).map_or(0, |words| {
        words.text.as_str().len() + words.limitations.as_str().len()
    });
    words + changes.as_ref().map_or(0, Changes::length)
}

/// The words that lie before the member.
fn offered_words(view: &RecommendationView) -> Option<&Words> {
    match &view.revision {
        Some(revision) if revision.state == ShownRecommendationState::Offered => Some(&revision.words),
        None if view.state == ShownRecommendationState::Offered => view.words.as_ref(),
        _ => None,
    }
}

fn with_changes(view: RecommendationView) -> WithChanges {
    let is_public = view.state == ShownRecommendationState::Public;
    let public = view.words.as_ref().filter(|_| is_public);
    let changes = public
        .zip(offered_words(&view))
        .map(|(public, offered)| Changes::between(public, offered));
    (view, changes)
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
    let loaded = load(&records, &session.member, &browser, &wanted).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    wanted: &Wanted,
) -> vouchwell_service::Result<WaitingView> {
    let (context, site) = (&records.context, &records.pages.site);
    let part = |position| Page::older_than(position, SHOWN);
    let mut attested = acquaintance::waiting(context, member, part(wanted.attested)).await?;
    let mut asked = request::waiting(context, member, part(wanted.asked)).await?;
    let offered = recommendation::waiting(context, member, part(wanted.offered)).await?;
    let mut offered: Vec<WithChanges> = offered.into_iter().map(with_changes).collect();
    let read_at_once = read_at_once(&offered);
    let is_cut = read_at_once < offered.len();
    offered.truncate(read_at_once);
    let last = offered.last().map(|(view, _)| view.recommendation.sequence);
    let older = Older {
        attested: older(
            "attested",
            attested.len(),
            attested.last().map(|view| view.acquaintance.sequence),
        ),
        asked: older(
            "asked",
            asked.len(),
            asked.last().map(|view| view.request.sequence),
        ),
        offered: older(
            "offered",
            if is_cut { SHOWN as usize } else { offered.len() },
            last,
        ),
    };
    let first = &wanted.first;
    if let Ok(id) = first.parse()
        && !attested.iter().any(|view| view.acquaintance.id == id)
    {
        attested.extend(found(acquaintance::show(context, member, &id).await)?);
    }
    if let Ok(id) = first.parse()
        && !asked.iter().any(|view| view.request.id == id)
    {
        asked.extend(found(request::show(context, member, &id).await)?);
    }
    if let Ok(id) = first.parse()
        && !offered.iter().any(|(view, _)| view.recommendation.id == id)
    {
        let shown = found(recommendation::show(context, member, &id).await)?;
        let about_her = |view: &RecommendationView| view.recommendation.subject == member.account.id;
        offered.extend(shown.filter(about_her).map(with_changes));
    }
    let met = attested.iter().filter(|view| is_met(view));
    let met: Vec<&Account> = met.map(|view| &view.other.account).collect();
    let portraits = portrait::of_accounts(context, &met).await?;
    Ok(WaitingView {
        person: Person::of(&member.account, site),
        attested: attested
            .iter()
            .filter_map(|view| Attested::of(view, &portraits, site))
            .collect(),
        asked: asked.iter().filter_map(|view| Asked::of(view, site)).collect(),
        offered: offered
            .into_iter()
            .filter_map(|one| Offered::of(one, context, site))
            .collect(),
        older,
        untaken: None,
        stamp: browser.stamp(records),
    }
    .beginning_with(first))
}

/// Whether a code came with it that the member has shown.
fn is_met(view: &AcquaintanceView) -> bool {
    let renewal = view.renewal.as_ref();
    renewal.map_or(view.code_scanned, |renewal| renewal.code_scanned)
}

/// What is there, if it is.
fn found<T>(shown: vouchwell_service::Result<T>) -> vouchwell_service::Result<Option<T>> {
    match shown {
        Ok(shown) => Ok(Some(shown)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Attested {
    /// A first attestation, or one that renews.
    fn of(view: &AcquaintanceView, portraits: &HashMap<AccountId, PictureFile>, site: &Site) -> Option<Self> {
        let (said, until) = match &view.renewal {
            Some(renewal) if renewal.state == ShownState::Asked => {
                (renewal.theirs.as_ref()?, renewal.accept_by)
            }
            None if view.state == ShownState::Asked => (view.theirs.as_ref()?, view.accept_by),
            _ => return None,
        };
        let account = &view.other.account;
        let own = own_picture(account.profile.avatar.as_ref(), site);
        Some(Self {
            id: view.acquaintance.id.to_string(),
            person: Person::of(account, site),
            relationship: said.relationship,
            known_since: said.known_since.clone(),
            until,
            is_met: is_met(view),
            picture: own.or_else(|| {
                portraits
                    .get(&account.id)
                    .map(|picture| format!("/media/{picture}"))
            }),
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
    /// What the language calls itself.
    fn language(&self) -> &str {
        compose::language_name(self.preview.words.language.as_str())
    }

    fn of((view, changes): WithChanges, context: &Context, site: &Site) -> Option<Self> {
        let words = offered_words(&view)?.clone();
        let recommendation = &view.recommendation;
        let offer = recommendation.progress.as_ref()?.offer()?;
        Some(Self {
            id: recommendation.id.to_string(),
            author: Person::of(&view.author.account, site),
            changes,
            preview: Preview::of(context, &recommendation.id, Sketch::of(words), view.relationship),
            text: offer.foundation.endorsement.to_string(),
            until: offer.ends_at,
        })
    }
}
