//! Who may learn of an acquaintance.

use vouchwell_domain::acquaintance::{Acquaintance, AcquaintanceVisibility, ProposalSide, Stage};
use vouchwell_domain::identifier::{AccountId, AcquaintanceId};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, acquaintance, recommendation};

use super::view::view;
use super::{AcquaintanceView, locked};
use crate::error::Refusal;
use crate::{Context, Result};

/// Decides who may learn of one of a member's acquaintances.
///
/// # Errors
/// It is not hers, or over; or it is to be private while a recommendation shows it.
pub async fn set_visibility(
    context: &Context,
    member: &Member,
    id: &AcquaintanceId,
    visibility: AcquaintanceVisibility,
) -> Result<AcquaintanceView> {
    let mut transaction = context.store.begin().await?;
    let known = locked(&mut transaction, member, id).await?;
    let is_over = match &known.stage {
        Stage::Proposed(proposal) => proposal.side == ProposalSide::Declined,
        Stage::Mutual(_) => false,
        Stage::Ended => true,
    };
    if is_over {
        return Err(Refusal::AlreadyOver.into());
    }
    if visibility == AcquaintanceVisibility::Private
        && recommendation::stands_between(&mut transaction, member.id, known.other).await?
    {
        return Err(Refusal::CarriesRecommendation.into());
    }
    let changed = Acquaintance { visibility, ..known };
    acquaintance::save(&mut transaction, &changed).await?;
    let view = view(context, &mut transaction, changed).await?;
    transaction.commit().await?;
    Ok(view)
}

/// Publishing makes both attestations public in full, so what a member keeps private carries nothing.
pub(crate) async fn check_not_private(
    transaction: &mut Transaction,
    member: &Member,
    other: AccountId,
) -> Result<()> {
    match acquaintance::between(transaction, member.account.id, other).await? {
        Some(known) if known.visibility == AcquaintanceVisibility::Private => {
            Err(Refusal::PrivateAcquaintance.into())
        }
        _ => Ok(()),
    }
}
