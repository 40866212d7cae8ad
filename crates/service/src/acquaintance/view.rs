//! Acquaintances as their owners are shown them.

use std::collections::HashMap;

use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Proposal, ProposalSide, ShownState, Stage};
use vouchwell_domain::evidence::{
    Attestation, DidKey, Digest, EvidenceKind, KnownSince, Relationship, Signed, Timestamp,
};
use vouchwell_domain::identifier::{AccountId, AcquaintanceId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{Transaction, acquaintance, document};

use super::own;
use crate::account::{AccountView, views_by_id};
use crate::{Context, Error, Result};

/// What one of the two said, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidView {
    /// How they know each other.
    pub relationship: Relationship,
    /// Since when.
    pub known_since: KnownSince,
    /// What it is founded on; a meeting counts only if both say so.
    pub evidence: EvidenceKind,
    /// When it was said.
    pub at: Timestamp,
}

/// An acquaintance as its owner is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcquaintanceView {
    /// The owner's view.
    pub acquaintance: Acquaintance,
    /// How far it is, by the clock.
    pub state: ShownState,
    /// The other person.
    pub other: AccountView,
    /// What the owner said.
    pub mine: Option<SaidView>,
    /// What the other said.
    pub theirs: Option<SaidView>,
    /// What the other said with an answer.
    pub message: Option<String>,
    /// The last moment for an answer, while one is awaited.
    pub accept_by: Option<Timestamp>,
    /// A code came with the other's offer that the owner had shown.
    pub code_scanned: bool,
    /// The offer by which one of the two renews it.
    pub renewal: Option<RenewalView>,
}

/// The renewal of an acquaintance as its owner is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalView {
    /// How far it is, by the clock: offered, asked or closed.
    pub state: ShownState,
    /// What the owner says anew.
    pub mine: Option<SaidView>,
    /// What the other says anew.
    pub theirs: Option<SaidView>,
    /// What the other said with an answer.
    pub message: Option<String>,
    /// The last moment for an answer.
    pub accept_by: Option<Timestamp>,
    /// A code came with the other's offer that the owner had shown.
    pub code_scanned: bool,
    /// The other's key is not the one under which they were acquainted: it may be somebody else.
    pub key_changed: bool,
}

/// One of a member's acquaintances.
///
/// # Errors
/// It is not hers, or the database is away.
pub async fn show(context: &Context, member: &Member, id: &AcquaintanceId) -> Result<AcquaintanceView> {
    let mut snapshot = context.store.snapshot().await?;
    let found = own(&mut snapshot, member, id).await?;
    view(context, &mut snapshot, found).await
}

/// A member's acquaintance with somebody, if there is one that she may see.
///
/// # Errors
/// The database is away.
pub async fn with(context: &Context, member: &Member, other: AccountId) -> Result<Option<AcquaintanceView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = acquaintance::between(&mut snapshot, member.account.id, other).await?;
    match found.filter(Acquaintance::is_visible_to_owner) {
        Some(found) => view(context, &mut snapshot, found).await.map(Some),
        None => Ok(None),
    }
}

/// A member's acquaintances, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<AcquaintanceView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = acquaintance::list(&mut snapshot, member.id, page).await?;
    views(context, &mut snapshot, found).await
}

/// What waits for a member's answer, newest first.
///
/// # Errors
/// The database is away.
pub async fn waiting(context: &Context, member: &Member, page: Page) -> Result<Vec<AcquaintanceView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = acquaintance::waiting(&mut snapshot, member.id, context.now(), page).await?;
    views(context, &mut snapshot, found).await
}

pub(super) async fn view(
    context: &Context,
    transaction: &mut Transaction,
    found: Acquaintance,
) -> Result<AcquaintanceView> {
    views(context, transaction, vec![found])
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

async fn views(
    context: &Context,
    transaction: &mut Transaction,
    found: Vec<Acquaintance>,
) -> Result<Vec<AcquaintanceView>> {
    let others: Vec<_> = found.iter().map(|acquaintance| acquaintance.other).collect();
    let accounts = views_by_id(transaction, &others).await?;
    let digests: Vec<Digest> = found
        .iter()
        .flat_map(|acquaintance| [standing(&acquaintance.stage), renewing(&acquaintance.stage)])
        .flatten()
        .flatten()
        .collect();
    let documents = document::attestations(transaction, &digests).await?;
    let now = context.timestamp();
    Ok(found
        .into_iter()
        .filter_map(|acquaintance| {
            let other = accounts.get(&acquaintance.other)?.clone();
            let [mine, theirs] = said(&documents, standing(&acquaintance.stage));
            let renewal = shown_renewal(&acquaintance.stage).map(|renewal| {
                let [mine, theirs] = said(&documents, sides(renewal));
                let keys =
                    [standing(&acquaintance.stage), sides(renewal)].map(|said| other_key(&documents, said));
                RenewalView {
                    key_changed: keys[1].is_some() && keys[0] != keys[1],
                    state: renewal.shown(now),
                    mine,
                    theirs,
                    message: renewal.message.clone(),
                    accept_by: renewal.accept_by(),
                    code_scanned: renewal.is_code_scanned(),
                }
            });
            let first = match &acquaintance.stage {
                Stage::Proposed(proposal) => Some(proposal),
                Stage::Mutual(_) | Stage::Ended => None,
            };
            Some(AcquaintanceView {
                state: acquaintance.shown(now),
                other,
                mine,
                theirs,
                message: first.and_then(|proposal| proposal.message.clone()),
                accept_by: first.and_then(Proposal::accept_by),
                code_scanned: first.is_some_and(Proposal::is_code_scanned),
                renewal,
                acquaintance,
            })
        })
        .collect())
}

/// What stands, the owner's word first.
fn standing(stage: &Stage) -> [Option<Digest>; 2] {
    match stage {
        Stage::Proposed(proposal) => sides(proposal),
        Stage::Mutual(Mutual { pair, .. }) => [Some(pair.mine), Some(pair.theirs)],
        Stage::Ended => [None, None],
    }
}

fn renewing(stage: &Stage) -> [Option<Digest>; 2] {
    shown_renewal(stage).map_or([None, None], sides)
}

fn shown_renewal(stage: &Stage) -> Option<&Proposal> {
    match stage {
        Stage::Mutual(mutual) => mutual
            .renewal
            .as_ref()
            .filter(|renewal| renewal.is_visible_to_owner()),
        Stage::Proposed(_) | Stage::Ended => None,
    }
}

fn sides(proposal: &Proposal) -> [Option<Digest>; 2] {
    match proposal.side {
        ProposalSide::Offered { mine, .. } => [Some(mine), None],
        ProposalSide::Asked { theirs, .. } => [None, Some(theirs)],
        ProposalSide::Declined => [None, None],
    }
}

/// The key of the other, as she signed or as the owner named it.
fn other_key(
    documents: &HashMap<Digest, Signed<Attestation>>,
    [mine, theirs]: [Option<Digest>; 2],
) -> Option<&DidKey> {
    let of = |digest: Option<Digest>| documents.get(&digest?);
    let signed = of(theirs).map(|document| &document.author_key);
    signed.or_else(|| of(mine).map(|document| &document.object_key))
}

fn said(
    documents: &HashMap<Digest, Signed<Attestation>>,
    digests: [Option<Digest>; 2],
) -> [Option<SaidView>; 2] {
    let found = digests.map(|digest| documents.get(&digest?));
    let is_met = found
        .iter()
        .all(|document| document.is_some_and(|document| document.evidence == EvidenceKind::CodesExchanged));
    let evidence = if is_met {
        EvidenceKind::CodesExchanged
    } else {
        EvidenceKind::Declared
    };
    found.map(|document| {
        document.map(|document| SaidView {
            relationship: document.relationship,
            known_since: document.known_since.clone(),
            evidence,
            at: document.published,
        })
    })
}
