//! The attestations on which a recommendation can rest.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Pair, Stage};
use vouchwell_domain::evidence::{Attestation, EvidenceKind, Signed};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, acquaintance, document};

use crate::Result;
use crate::error::Refusal;

/// The newest pair of attestations, a member's own first.
pub(crate) async fn mutual_attestations(
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
) -> Result<[Signed<Attestation>; 2]> {
    let Some((_, mutual)) = mutual(transaction, member, other).await? else {
        return Err(Refusal::NotAcquainted.into());
    };
    let pair = attestations(transaction, &mutual.pair).await?;
    if is_under_present_keys(&pair, member, other) {
        Ok(pair)
    } else {
        Err(Refusal::KeyChanged.into())
    }
}

/// Whether the two stand on a pair of attestations, a member's own first: on the newest, or on an earlier one,
/// which stays in force, because a text may cross the renewal.
pub(crate) async fn is_foundation(
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
    pair: &[Signed<Attestation>; 2],
) -> Result<bool> {
    let Some((known, mutual)) = mutual(transaction, member, other).await? else {
        return Ok(false);
    };
    let mut pairs = acquaintance::earlier(transaction, &known.id).await?;
    pairs.push(mutual.pair);
    let [mine, theirs] = pair.each_ref().map(|attestation| *attestation.digest());
    let is_theirs = pairs
        .iter()
        .any(|pair| (pair.mine, pair.theirs) == (mine, theirs));
    Ok(is_theirs && is_under_present_keys(pair, member, other))
}

/// Whether two people met in person, as both say.
pub(crate) fn is_met(pair: &[Signed<Attestation>; 2]) -> bool {
    pair.iter()
        .all(|attestation| attestation.evidence == EvidenceKind::CodesExchanged)
}

pub(super) async fn attestations(
    transaction: &mut Transaction,
    pair: &Pair,
) -> Result<[Signed<Attestation>; 2]> {
    Ok([
        document::attestation(transaction, &pair.mine).await?,
        document::attestation(transaction, &pair.theirs).await?,
    ])
}

async fn mutual(
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
) -> Result<Option<(Acquaintance, Mutual)>> {
    let known = acquaintance::between(transaction, member.account.id, other.id).await?;
    Ok(known.and_then(|known| match known.stage.clone() {
        Stage::Mutual(mutual) => Some((known, mutual)),
        Stage::Proposed(_) | Stage::Ended => None,
    }))
}

fn is_under_present_keys(pair: &[Signed<Attestation>; 2], member: &Member, other: &Account) -> bool {
    let keys = [&member.account, other].map(|account| account.evidence_key.as_ref());
    pair.each_ref().map(|attestation| Some(&attestation.author_key)) == keys
}
