//! Somebody takes back what he offered.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Proposal, ProposalSide, Stage};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_storage::{Transaction, acquaintance, document, lock};

use crate::{Context, Result, withdrawal};

/// Somebody takes his offer back. An answer that crosses it has no effect, and what the member's side had as
/// mutual by it ends: what they had said before stands again.
pub(crate) async fn receive_undo(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    offer: &ObjectUri,
) -> Result<()> {
    for found in acquaintance::by_offer_of(transaction, offer, from.id).await? {
        lock::pair(transaction, from.id, found.owner.account()).await?;
        let known = acquaintance::between(transaction, found.owner.account(), from.id).await?;
        if let Some(known) = known {
            undo(context, transaction, known, offer).await?;
        }
    }
    Ok(())
}

async fn undo(
    context: &Context,
    transaction: &mut Transaction,
    known: Acquaintance,
    offer: &ObjectUri,
) -> Result<()> {
    // A member who said no in silence goes on not being asked.
    let is_undone = |proposal: &Proposal| {
        let is_asked = matches!(
            proposal.side,
            ProposalSide::Asked {
                declined_silently: false,
                ..
            }
        );
        is_asked && proposal.offer == *offer
    };
    let stage = match &known.stage {
        Stage::Proposed(proposal) if is_undone(proposal) => {
            return Ok(acquaintance::remove(transaction, &known.id).await?);
        }
        Stage::Mutual(mutual) if mutual.pair.offer == *offer => {
            // Only the one who offered can take it back; the answer ends otherwise.
            let theirs = document::attestation(transaction, &mutual.pair.theirs).await?;
            if theirs.counterpart.is_some() {
                return Ok(());
            }
            before(context, transaction, &known, mutual).await?
        }
        Stage::Mutual(mutual) if mutual.renewal.as_ref().is_some_and(is_undone) => {
            let renewal = None;
            Stage::Mutual(Mutual {
                renewal,
                ..mutual.clone()
            })
        }
        _ => return Ok(()),
    };
    Ok(acquaintance::save(transaction, &Acquaintance { stage, ..known }).await?)
}

/// What is left of a mutual acquaintance without its newest pair: the pair before, or a newer offer.
async fn before(
    context: &Context,
    transaction: &mut Transaction,
    known: &Acquaintance,
    mutual: &Mutual,
) -> Result<Stage> {
    withdrawal::drop_resting_on(context, transaction, &mutual.pair.mine).await?;
    let earlier = acquaintance::earlier(transaction, &known.id)
        .await?
        .into_iter()
        .next();
    Ok(match (earlier, mutual.renewal.clone()) {
        (Some(pair), renewal) => {
            acquaintance::take_earlier(transaction, &known.id, &pair).await?;
            Stage::Mutual(Mutual {
                pair,
                since: mutual.since,
                renewal,
            })
        }
        (None, Some(renewal)) => Stage::Proposed(renewal),
        (None, None) => Stage::Ended,
    })
}
