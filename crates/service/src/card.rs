//! Cards: what the first link of a status leads to. That of a recommendation that is public here is made of what is
//! known here; that of another page, of what the page has said.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::{AccountId, ObjectUri, RecommendationId, StatusId};
use vouchwell_domain::link::first_link;
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::{PublishedText, Recommendation, Standing};
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, account, recommendation};

use crate::preview_card::{self, LinkedPage};
use crate::recommendation::returned;
use crate::{Context, Result};

/// What a status leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Card {
    /// A recommendation.
    Recommendation(Box<RecommendationCard>),
    /// Another page.
    Page(Box<LinkedPage>),
}

/// A public recommendation to which a status leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecommendationCard {
    /// The recommendation.
    pub id: RecommendationId,
    /// Its page.
    pub url: ObjectUri,
    /// Who wrote it.
    pub author: Account,
    /// Whom it is about.
    pub subject: Account,
    /// What it says.
    pub text: PublishedText,
    /// Whether the first of its documents has run out.
    pub is_expired: bool,
    /// Whether the two recommend each other.
    pub reciprocity: Reciprocity,
}

/// The cards of those statuses that carry a recommendation or lead to one or to a known page, in a fixed number of
/// statements.
pub(crate) async fn of_statuses<'a>(
    context: &Context,
    transaction: &mut Transaction,
    statuses: impl Iterator<Item = &'a Status> + Clone,
) -> Result<HashMap<StatusId, Card>> {
    let carried = statuses
        .clone()
        .filter_map(|status| status.recommendation.clone());
    let carried: BTreeSet<RecommendationId> = carried.collect();
    let mut links: HashMap<StatusId, ObjectUri> = statuses
        .clone()
        .filter(|status| status.recommendation.is_none())
        .filter_map(|status| Some((status.id, first_link(&status.content)?)))
        .collect();
    let linked: HashMap<StatusId, ObjectUri> = links
        .iter()
        .filter_map(|(id, link)| Some((*id, permalink(link)?)))
        .collect();
    let uris: BTreeSet<ObjectUri> = linked.values().cloned().collect();
    let carried: Vec<RecommendationId> = carried.into_iter().collect();
    let uris: Vec<ObjectUri> = uris.into_iter().collect();
    let mut found = recommendation::by_ids(transaction, &carried).await?;
    let by_link = recommendation::by_uris(transaction, &uris).await?;
    // What one of these says is shown as far as it holds, not as far as its page said so once.
    links.retain(|id, _| !by_link.iter().any(|one| linked.get(id) == Some(&one.uri)));
    let pages = preview_card::of_links(transaction, &links).await?;
    let people = found
        .iter()
        .chain(&by_link)
        .flat_map(|one| [one.author, one.subject]);
    let people: BTreeSet<AccountId> = people.collect();
    let people: Vec<AccountId> = people.into_iter().collect();
    let people = account::by_ids(transaction, &people).await?;
    let people: HashMap<AccountId, Account> = people.into_iter().map(|one| (one.id, one)).collect();
    // Whether others hold is asked before they are shown, which a card is not worth.
    let is_of_members = |id: &AccountId| people.get(id).is_some_and(Account::is_local);
    let certain = |one: &Recommendation| is_of_members(&one.author) && is_of_members(&one.subject);
    found.extend(by_link.into_iter().filter(certain));
    let published = returned(transaction, &found).await?;
    let now = context.timestamp();
    let cards: Vec<(Recommendation, RecommendationCard)> = found
        .into_iter()
        .filter_map(|one| {
            let returned = published
                .get(&(one.subject, one.author))
                .map_or(&[][..], Vec::as_slice);
            card(&one, &people, returned, now).map(|card| (one, card))
        })
        .collect();
    let leads_to = |status: &Status, one: &Recommendation| match &status.recommendation {
        Some(carried) => *carried == one.id,
        None => linked.get(&status.id) == Some(&one.uri),
    };
    let of_pages = pages
        .into_iter()
        .map(|(id, page)| (id, Card::Page(Box::new(page))));
    Ok(statuses
        .filter_map(|status| {
            let (_, card) = cards.iter().find(|(one, _)| leads_to(status, one))?;
            Some((status.id, Card::Recommendation(Box::new(card.clone()))))
        })
        .chain(of_pages)
        .collect())
}

/// The page to which a link leads, be it to a part of it or to its evidence.
fn permalink(link: &ObjectUri) -> Option<ObjectUri> {
    let page = link.as_str().split(['?', '#']).next()?;
    page.strip_suffix("/bundle").unwrap_or(page).parse().ok()
}

fn card(
    one: &Recommendation,
    people: &HashMap<AccountId, Account>,
    returned: &[DateTime<Utc>],
    now: Timestamp,
) -> Option<RecommendationCard> {
    let Standing::Public(text) = &one.standing else {
        return None;
    };
    Some(RecommendationCard {
        id: one.id.clone(),
        url: one.url.clone(),
        author: people.get(&one.author)?.clone(),
        subject: people.get(&one.subject)?.clone(),
        is_expired: text.ends_at < now,
        reciprocity: Reciprocity::between(text.published_at, returned),
        text: PublishedText::clone(text),
    })
}
