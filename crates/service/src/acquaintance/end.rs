//! A member takes an offer back, or ends an acquaintance.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, ProposalSide, Stage};
use vouchwell_domain::evidence::{Attestation, Digest, Signed};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, account, acquaintance, document};

use super::attest::take_back;
use super::view::view;
use super::{AcquaintanceView, locked};
use crate::error::Refusal;
use crate::evidence::Signer;
use crate::{Context, Error, Result, withdrawal};

/// Ends an acquaintance for good, with everything that rests on it; or takes back an offer that has not
/// been answered; or declines one in silence.
///
/// # Errors
/// It is not hers, or over already.
pub async fn end(context: &Context, member: &Member, id: &AcquaintanceId) -> Result<AcquaintanceView> {
    let mut transaction = context.store.begin().await?;
    let mut known = locked(&mut transaction, member, id).await?;
    let other = account::by_id(&mut transaction, known.other)
        .await?
        .ok_or(Error::NotFound)?;
    match &mut known.stage {
        Stage::Proposed(proposal) => match proposal.side {
            ProposalSide::Offered { .. } => {
                take_back(context, &mut transaction, member, &other, &known).await?;
                known.stage = Stage::Ended;
            }
            ProposalSide::Asked { .. } => proposal.decline_silently(),
            ProposalSide::Declined => return Err(Refusal::AlreadyOver.into()),
        },
        Stage::Mutual(_) => {
            withdraw(context, &mut transaction, member, &other, &known).await?;
            known.stage = Stage::Ended;
        }
        Stage::Ended => return Err(Refusal::AlreadyOver.into()),
    }
    acquaintance::save(&mut transaction, &known).await?;
    let view = view(context, &mut transaction, known).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// Takes a member's own offer to renew an acquaintance back. The acquaintance stays as it is.
///
/// # Errors
/// It is not hers, or she offers nothing.
pub async fn take_back_renewal(
    context: &Context,
    member: &Member,
    id: &AcquaintanceId,
) -> Result<AcquaintanceView> {
    let mut transaction = context.store.begin().await?;
    let mut known = locked(&mut transaction, member, id).await?;
    let other = account::by_id(&mut transaction, known.other)
        .await?
        .ok_or(Error::NotFound)?;
    let is_offered = matches!(&known.stage, Stage::Mutual(Mutual { renewal: Some(renewal), .. })
        if matches!(renewal.side, ProposalSide::Offered { .. }));
    if !is_offered {
        return Err(Refusal::NothingToTakeBack.into());
    }
    take_back(context, &mut transaction, member, &other, &known).await?;
    if let Stage::Mutual(mutual) = &mut known.stage {
        mutual.renewal = None;
    }
    acquaintance::save(&mut transaction, &known).await?;
    let view = view(context, &mut transaction, known).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// Withdraws every attestation of a member about the other that is still in force: the newest, those that it
/// renewed, and the one by which she offers to renew it, which the other may be answering now.
async fn withdraw(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
    known: &Acquaintance,
) -> Result<()> {
    let Stage::Mutual(mutual) = &known.stage else {
        return Ok(());
    };
    let newest = document::attestation(transaction, &mutual.pair.mine).await?;
    let object = newest
        .id
        .as_str()
        .parse()
        .map_err(|_| Error::Internal("an own id is no id"))?;
    let signer = Signer::of(context, transaction, member).await?;
    let mut withdrawals = vec![signer.withdraw(&newest)?];
    for digest in further(transaction, known, mutual).await? {
        let attestation = document::attestation(transaction, &digest).await?;
        if is_in_force(context, transaction, &attestation).await? {
            withdrawals.push(signer.withdraw(&attestation)?);
        }
    }
    withdrawal::announce(context, transaction, member, object, withdrawals, Some(other.id)).await
}

async fn further(
    transaction: &mut Transaction,
    known: &Acquaintance,
    mutual: &Mutual,
) -> Result<Vec<Digest>> {
    let earlier = acquaintance::earlier(transaction, &known.id).await?;
    let mut digests: Vec<Digest> = earlier.into_iter().map(|pair| pair.mine).collect();
    if let Some(ProposalSide::Offered { mine, .. }) = mutual.renewal.as_ref().map(|renewal| &renewal.side) {
        digests.push(*mine);
    }
    Ok(digests)
}

async fn is_in_force(
    context: &Context,
    transaction: &mut Transaction,
    attestation: &Signed<Attestation>,
) -> Result<bool> {
    Ok(attestation.end_time >= context.timestamp()
        && document::withdrawal_of(transaction, attestation.digest())
            .await?
            .is_none())
}
