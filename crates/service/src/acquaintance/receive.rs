//! What others say about knowing a member.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Reception, Stage};
use vouchwell_domain::evidence::{Attestation, Signed, check_pair};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::limit::{DOUBT_PERIOD, DOUBTS};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, acquaintance, document, doubt, lock, remembered_key};

use super::attest::{answer_yes, become_mutual, begin};
use crate::error::Refusal;
use crate::evidence::{AttestationTerms, keep_attestation};
use crate::{Context, Result};

/// Whether an attestation is what the sender can say about this member now.
fn is_by_and_about(attestation: &Signed<Attestation>, from: &Account, to: &Member) -> bool {
    attestation.author == from.uri
        && attestation.object == to.account.uri
        && Some(&attestation.author_key) == from.evidence_key.as_ref()
        && Some(&attestation.object_key) == to.account.evidence_key.as_ref()
        && attestation.is_at_home()
}

/// Somebody says that he knows a member.
pub(crate) async fn receive_offer(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    attestation: &Signed<Attestation>,
) -> Result<()> {
    let now = context.timestamp();
    let plausible = is_by_and_about(attestation, from, to)
        && attestation.counterpart.is_none()
        && !to.account.is_same_person(from)
        && attestation.accept_by.is_some_and(|accept_by| now <= accept_by)
        && attestation.published <= now + chrono::TimeDelta::minutes(5);
    let Some(accept_by) = attestation.accept_by.filter(|_| plausible) else {
        return Ok(());
    };
    lock::pair(transaction, from.id, to.account.id).await?;
    let known = acquaintance::between(transaction, to.account.id, from.id).await?;
    let reception = match &known {
        Some(known) => {
            let changed = keys_changed(transaction, known, from).await?;
            known.receive_offer(offer, changed, now)
        }
        None => Reception::Ask,
    };
    if reception == Reception::Ignore {
        return Ok(());
    }
    keep_attestation(context, transaction, attestation).await?;
    remembered_key::remember(transaction, from.id, &attestation.author_key, context.now()).await?;
    let hidden = is_doubted(context, transaction, from).await?;
    let theirs = *attestation.digest();
    let stage = Stage::Asked {
        theirs,
        accept_by,
        declined_silently: false,
        hidden,
    };
    let asked = begin(context, to, from.id, offer, stage, known.as_ref());
    match (reception, known.map(|known| known.stage)) {
        (Reception::AnswerAtOnce, Some(Stage::Offered { mine, .. })) => {
            let own = document::attestation(transaction, &mine).await?;
            let terms = AttestationTerms {
                relationship: own.relationship,
                known_since: own.known_since.clone(),
                evidence: own.evidence,
            };
            acquaintance::save(transaction, &asked).await?;
            answer_yes(context, transaction, to, from, asked, &terms).await?;
            Ok(())
        }
        _ => Ok(acquaintance::save(transaction, &asked).await?),
    }
}

async fn keys_changed(transaction: &mut Transaction, known: &Acquaintance, from: &Account) -> Result<bool> {
    let Stage::Mutual { theirs, .. } = &known.stage else {
        return Ok(false);
    };
    let theirs = document::attestation(transaction, theirs).await?;
    Ok(Some(&theirs.author_key) != from.evidence_key.as_ref())
}

/// Whether too many members do not know this person.
pub(crate) async fn is_doubted(
    context: &Context,
    transaction: &mut Transaction,
    asker: &Account,
) -> Result<bool> {
    Ok(doubt::count(transaction, asker.id, context.now() - DOUBT_PERIOD).await? >= DOUBTS)
}

/// Somebody answers a member's offer with an attestation of his own.
pub(crate) async fn receive_accept(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    second: &Signed<Attestation>,
) -> Result<()> {
    lock::pair(transaction, from.id, to.account.id).await?;
    let Some(known) = view_of(transaction, from, to, offer).await? else {
        return Ok(());
    };
    let Stage::Offered { mine, .. } = &known.stage else {
        return Ok(());
    };
    let first = document::attestation(transaction, mine).await?;
    let fits = is_by_and_about(second, from, to)
        && known.takes_answer(second.published, context.timestamp())
        && check_pair(&first, second).is_ok();
    if !fits {
        tracing::info!(offer = %offer, "an answer to an attestation was not taken: it does not fit the offer");
        return Ok(());
    }
    keep_attestation(context, transaction, second).await?;
    become_mutual(context, transaction, known, &first, second, from).await?;
    Ok(())
}

/// Somebody says no, expressly.
pub(crate) async fn receive_reject(
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    content: Option<&str>,
) -> Result<()> {
    let Some(known) = view_of(transaction, from, to, offer).await? else {
        return Ok(());
    };
    if matches!(known.stage, Stage::Offered { .. }) {
        let message = content.map(str::to_owned);
        acquaintance::save(
            transaction,
            &Acquaintance {
                stage: Stage::Declined,
                message,
                ..known
            },
        )
        .await?;
    }
    Ok(())
}

/// Somebody would like to meet first.
pub(crate) async fn receive_meet_first(
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    content: Option<&str>,
) -> Result<()> {
    let Some(known) = view_of(transaction, from, to, offer).await? else {
        return Ok(());
    };
    if matches!(known.stage, Stage::Offered { .. }) {
        let message = content.map(str::to_owned);
        acquaintance::save(transaction, &Acquaintance { message, ..known }).await?;
    }
    Ok(())
}

/// Somebody takes his offer back. An answer that crosses it has no effect, and what the member's side had as
/// mutual ends.
pub(crate) async fn receive_undo(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    offer: &ObjectUri,
) -> Result<()> {
    for known in acquaintance::by_offer_of(transaction, offer, from.id).await? {
        match known.stage {
            Stage::Asked {
                declined_silently: false,
                ..
            } => acquaintance::remove(transaction, &known.id).await?,
            Stage::Mutual { mine, .. } => {
                crate::withdrawal::drop_resting_on(context, transaction, &mine).await?;
                acquaintance::save(
                    transaction,
                    &Acquaintance {
                        stage: Stage::Ended,
                        ..known
                    },
                )
                .await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn view_of(
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
) -> Result<Option<Acquaintance>> {
    let found = acquaintance::by_offer(transaction, to.account.id, offer).await?;
    Ok(found.filter(|known| known.other == from.id))
}

/// The pair of current attestations, a member's own first, on which a recommendation can rest.
pub(crate) async fn mutual_attestations(
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
) -> Result<[Signed<Attestation>; 2]> {
    let known = acquaintance::between(transaction, member.account.id, other.id).await?;
    let Some(known) = known else {
        return Err(Refusal::NotAcquainted.into());
    };
    let Stage::Mutual { mine, theirs, .. } = &known.stage else {
        return Err(Refusal::NotAcquainted.into());
    };
    let pair = [
        document::attestation(transaction, mine).await?,
        document::attestation(transaction, theirs).await?,
    ];
    let keys = [&member.account, other].map(|account| account.evidence_key.clone());
    if pair.each_ref().map(|document| Some(document.author_key.clone())) != keys {
        return Err(Refusal::KeyChanged.into());
    }
    Ok(pair)
}
