//! Finding people who are recommended for something, and how one comes to them.
//!
//! A path leads over ties alone, from the reader to an acquaintance of hers and on to an acquaintance of that
//! one: each step is her own or that of somebody she knows, so it shows her nothing that she may not see.

use std::collections::{HashMap, HashSet};

use vouchwell_domain::evidence::{Attestation, Digest, EvidenceKind, KnownSince, Relationship, Signed};
use vouchwell_domain::identifier::{AccountId, RecommendationId};
use vouchwell_domain::member::Member;
use vouchwell_domain::path::{Hops, OrderOfTheDay, WAYS, Why};
use vouchwell_domain::search::SearchWords;
use vouchwell_storage::path::{self, DirectWay, Distance, Search, Way};
use vouchwell_storage::{Transaction, document, recommendation};

use crate::account::{AccountView, views_by_id};
use crate::recommendation::{RecommendationView, views};
use crate::{Context, Result};

/// The most recommendations that are shown with one person.
const RECOMMENDATIONS: u32 = 10;

/// What a member searches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What people are to be recommended for: each word has to begin a word of the topics.
    pub topic: SearchWords,
    /// Where they are to be: all have to be words of the place that they name.
    pub near: Option<SearchWords>,
    /// How far paths lead.
    pub hops: Hops,
    /// How many people at the most.
    pub limit: u32,
    /// How many are passed over.
    pub offset: u32,
}

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPerson {
    /// The person.
    pub account: AccountView,
    /// The recommendations that fit: those by people whom the reader knows first, then the newest.
    pub recommendations: Vec<RecommendationView>,
    /// The ways to her, the strongest first; none if there is none that the reader may see.
    pub paths: Vec<PathView>,
}

/// A way to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct PathView {
    /// Why it is shown.
    pub why: Why,
    /// From the reader to the person.
    pub steps: Vec<StepView>,
}

/// Two people who say that they know each other.
#[derive(Debug, Clone, PartialEq)]
pub struct StepView {
    /// The one nearer to the reader.
    pub from: AccountView,
    /// The other.
    pub to: AccountView,
    /// How the nearer one says that they know each other.
    pub relationship: Relationship,
    /// Since when, as the nearer one says.
    pub known_since: KnownSince,
    /// A meeting, if both say so.
    pub evidence: EvidenceKind,
}

/// Finds people, the nearer before the others; among those who are equally near the order is another one
/// every day, and of people without a path as well.
///
/// # Errors
/// The database is away.
pub async fn find(context: &Context, member: &Member, wanted: &Wanted) -> Result<Vec<FoundPerson>> {
    let now = context.now();
    let search = Search {
        reader: &member.account,
        topic: &wanted.topic,
        near: wanted.near.as_ref(),
        hops: wanted.hops,
        order: OrderOfTheDay::of(now, member.account.id),
        now,
    };
    let mut snapshot = context.store.snapshot().await?;
    let people = path::people(&mut snapshot, &search, wanted.limit, wanted.offset).await?;
    let ids: Vec<AccountId> = people.iter().map(|(id, _)| *id).collect();
    let recommendations = path::recommendations(&mut snapshot, &search, &ids, RECOMMENDATIONS).await?;
    let ways = Ways::load(&mut snapshot, &search, &people).await?;
    let mut shown = recommendations_of(context, &mut snapshot, &recommendations).await?;
    let everybody: HashSet<AccountId> = ids
        .iter()
        .copied()
        .chain(ways.over_one.iter().map(|way| way.middle))
        .chain([member.account.id])
        .collect();
    let everybody: Vec<AccountId> = everybody.into_iter().collect();
    let known = Known {
        accounts: views_by_id(&mut snapshot, &everybody).await?,
        attestations: document::attestations(&mut snapshot, &ways.digests()).await?,
        reader: member.account.id,
    };
    Ok(ids
        .into_iter()
        .filter_map(|id| {
            Some(FoundPerson {
                account: known.accounts.get(&id)?.clone(),
                recommendations: shown.remove(&id).unwrap_or_default(),
                paths: ways.to(id, &known),
            })
        })
        .collect())
}

async fn recommendations_of(
    context: &Context,
    transaction: &mut Transaction,
    ids: &[RecommendationId],
) -> Result<HashMap<AccountId, Vec<RecommendationView>>> {
    let found = recommendation::by_ids(transaction, ids).await?;
    let mut by_subject: HashMap<AccountId, Vec<RecommendationView>> = HashMap::new();
    for view in views(context, transaction, found, None).await? {
        by_subject.entry(view.subject.account.id).or_default().push(view);
    }
    Ok(by_subject)
}

/// The ways to all people of a page.
struct Ways {
    direct: Vec<DirectWay>,
    over_one: Vec<Way>,
}

/// What the steps of paths are written from.
struct Known {
    accounts: HashMap<AccountId, AccountView>,
    attestations: HashMap<Digest, Signed<Attestation>>,
    reader: AccountId,
}

impl Ways {
    async fn load(
        transaction: &mut Transaction,
        search: &Search<'_>,
        people: &[(AccountId, Distance)],
    ) -> Result<Self> {
        let up_to = |most: Distance| -> Vec<AccountId> {
            let near = people.iter().filter(|(_, distance)| *distance <= most);
            near.map(|(id, _)| *id).collect()
        };
        let over_one = match search.hops {
            Hops::One => Vec::new(),
            Hops::Two => path::ways(transaction, search, &up_to(Distance::Two), WAYS).await?,
        };
        Ok(Self {
            direct: path::direct(transaction, search, &up_to(Distance::One)).await?,
            over_one,
        })
    }

    fn digests(&self) -> Vec<Digest> {
        let direct = self.direct.iter().map(|way| way.said);
        let over_one = self.over_one.iter().flat_map(|way| [way.first.0, way.second.0]);
        direct.chain(over_one).collect()
    }

    fn to(&self, person: AccountId, known: &Known) -> Vec<PathView> {
        let direct = self.direct.iter().filter(|way| way.person == person).map(|way| {
            let step = known.step(known.reader, person, (&way.said, way.met))?;
            Some(PathView {
                why: Why::Acquaintance,
                steps: vec![step],
            })
        });
        let over_one = self
            .over_one
            .iter()
            .filter(|way| way.person == person)
            .map(|way| {
                let (first, second) = (&way.first, &way.second);
                let steps = vec![
                    known.step(known.reader, way.middle, (&first.0, first.1))?,
                    known.step(way.middle, person, (&second.0, second.1))?,
                ];
                let why = if way.is_recommended {
                    Why::RecommendedByAcquaintance
                } else {
                    Why::KnownByAcquaintance
                };
                Some(PathView { why, steps })
            });
        direct.chain(over_one).flatten().take(WAYS).collect()
    }
}

impl Known {
    fn step(&self, from: AccountId, to: AccountId, (said, met): (&Digest, bool)) -> Option<StepView> {
        let attestation = self.attestations.get(said)?;
        Some(StepView {
            from: self.accounts.get(&from)?.clone(),
            to: self.accounts.get(&to)?.clone(),
            relationship: attestation.relationship,
            known_since: attestation.known_since.clone(),
            evidence: if met {
                EvidenceKind::CodesExchanged
            } else {
                EvidenceKind::Declared
            },
        })
    }
}
