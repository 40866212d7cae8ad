//! Acquaintances: what members do about them, and what they are shown.

mod answer;
mod attest;
mod end;
mod receive;
mod visibility;

use vouchwell_domain::acquaintance::{Acquaintance, ShownState, Stage};
use vouchwell_domain::evidence::{
    Attestation, Digest, EvidenceKind, KnownSince, Relationship, Signed, Timestamp,
};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{Transaction, acquaintance, document};

pub use answer::{OfferAnswer, answer};
pub use attest::attest;
pub use end::end;
pub(crate) use receive::{
    is_doubted, mutual_attestations, receive_accept, receive_meet_first, receive_offer, receive_reject,
    receive_undo,
};
pub(crate) use visibility::check_not_private;
pub use visibility::set_visibility;

use crate::account::{AccountView, views_by_id};
use crate::error::Refusal;
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
    /// The last moment for an answer, while one is awaited.
    pub accept_by: Option<Timestamp>,
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

/// A member's acquaintances, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<AcquaintanceView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = acquaintance::list(&mut snapshot, member.id, page).await?;
    views(context, &mut snapshot, found).await
}

pub(crate) async fn own(
    transaction: &mut Transaction,
    member: &Member,
    id: &AcquaintanceId,
) -> Result<Acquaintance> {
    let found = acquaintance::of_owner(transaction, member.id, id).await?;
    found
        .filter(Acquaintance::is_visible_to_owner)
        .ok_or(Error::NotFound)
}

pub(crate) fn check_length(message: Option<&str>) -> Result<()> {
    match message {
        Some(message) if message.chars().count() > MESSAGE_LENGTH => Err(Refusal::MessageTooLong.into()),
        _ => Ok(()),
    }
}

async fn view(
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
        .flat_map(|acquaintance| said(&acquaintance.stage))
        .flatten()
        .collect();
    let documents = document::attestations(transaction, &digests).await?;
    let now = context.timestamp();
    Ok(found
        .into_iter()
        .filter_map(|acquaintance| {
            let other = accounts.get(&acquaintance.other)?.clone();
            let [mine, theirs] =
                said(&acquaintance.stage).map(|digest| digest.and_then(|digest| documents.get(&digest)));
            let met = [mine, theirs].iter().all(|document| {
                document.is_some_and(|document| document.evidence == EvidenceKind::CodesExchanged)
            });
            let shown = |document: &Signed<Attestation>| SaidView {
                relationship: document.relationship,
                known_since: document.known_since.clone(),
                evidence: if met {
                    EvidenceKind::CodesExchanged
                } else {
                    EvidenceKind::Declared
                },
                at: document.published,
            };
            let state = acquaintance.shown(now);
            let accept_by = match acquaintance.stage {
                Stage::Offered { accept_by, .. } | Stage::Asked { accept_by, .. } => Some(accept_by),
                Stage::Mutual { .. } | Stage::Declined | Stage::Ended => None,
            };
            Some(AcquaintanceView {
                state,
                other,
                mine: mine.map(shown),
                theirs: theirs.map(shown),
                accept_by,
                acquaintance,
            })
        })
        .collect())
}

fn said(stage: &Stage) -> [Option<Digest>; 2] {
    match stage {
        Stage::Offered { mine, .. } => [Some(*mine), None],
        Stage::Asked { theirs, .. } => [None, Some(*theirs)],
        Stage::Mutual { mine, theirs, .. } => [Some(*mine), Some(*theirs)],
        Stage::Declined | Stage::Ended => [None, None],
    }
}
