//! What others answer to what a member offered.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Proposal, ProposalSide};
use vouchwell_domain::evidence::{Attestation, Signed, check_pair};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::notice::Notice;
use vouchwell_storage::{Transaction, acquaintance, document, lock};

use super::is_by_and_about;
use crate::acquaintance::mutual::become_mutual;
use crate::evidence::keep_attestation;
use crate::{Context, Result, notice};

/// Somebody answers a member's offer with an attestation of his own.
pub(crate) async fn receive_accept(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    second: &Signed<Attestation>,
) -> Result<()> {
    let Some((known, proposal)) = offered(transaction, from, to, offer).await? else {
        return Ok(());
    };
    let ProposalSide::Offered { mine, .. } = &proposal.side else {
        return Ok(());
    };
    let first = document::attestation(transaction, mine).await?;
    let fits = is_by_and_about(second, from, to)
        && proposal.takes_answer(second.published, context.timestamp())
        && check_pair(&first, second).is_ok();
    if !fits {
        tracing::info!(offer = %offer, "an answer to an attestation was not taken: it does not fit the offer");
        return Ok(());
    }
    keep_attestation(context, transaction, second).await?;
    become_mutual(context, transaction, known, &first, second, from).await?;
    notice::give(context, transaction, to, Notice::Acquainted, (from, offer)).await?;
    Ok(())
}

/// Somebody says no, expressly.
pub(crate) async fn receive_reject(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    content: Option<&str>,
) -> Result<()> {
    let Some((mut known, _)) = offered(transaction, from, to, offer).await? else {
        return Ok(());
    };
    if let Some(proposal) = known.proposal_mut() {
        proposal.side = ProposalSide::Declined;
        proposal.message = content.map(str::to_owned);
    }
    acquaintance::save(transaction, &known).await?;
    notice::give(context, transaction, to, Notice::Declined, (from, offer)).await?;
    Ok(())
}

/// Somebody would like to meet first.
pub(crate) async fn receive_meet_first(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    content: Option<&str>,
) -> Result<()> {
    let Some((mut known, _)) = offered(transaction, from, to, offer).await? else {
        return Ok(());
    };
    if let Some(proposal) = known.proposal_mut() {
        proposal.message = content.map(str::to_owned);
    }
    acquaintance::save(transaction, &known).await?;
    notice::give(context, transaction, to, Notice::MeetFirst, (from, offer)).await?;
    Ok(())
}

/// The view of a member in which an Offer of hers to this person is on its way, with nobody else changing it.
async fn offered(
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
) -> Result<Option<(Acquaintance, Proposal)>> {
    lock::pair(transaction, from.id, to.account.id).await?;
    let found = acquaintance::by_offer(transaction, to.account.id, offer).await?;
    let found = found.filter(|known| known.other == from.id);
    Ok(found.and_then(|known| {
        let proposal = known.proposal()?.clone();
        let is_open = proposal.offer == *offer && matches!(proposal.side, ProposalSide::Offered { .. });
        is_open.then_some((known, proposal))
    }))
}
