//! What a member lets others ask of her. Nobody is told: whoever is kept off sees what everybody sees who is not answered.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Stage};
use vouchwell_domain::boundary::{Boundaries, OffersFrom};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, boundary, follow};

use crate::{Context, Result};

/// What a member has chosen.
///
/// # Errors
/// The database is away.
pub async fn of(context: &Context, member: &Member) -> Result<Boundaries> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(boundary::of(&mut snapshot, member.id).await?)
}

/// A member chooses. What lies before her already stays.
///
/// # Errors
/// The database is away.
pub async fn choose(context: &Context, member: &Member, chosen: &Boundaries) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    boundary::save(&mut transaction, member.id, chosen).await?;
    Ok(transaction.commit().await?)
}

/// Whether a member does not want to be asked by this person whether they know each other. Those who have said so once
/// say it anew whenever they like.
pub(crate) async fn keeps_off(
    transaction: &mut Transaction,
    member: &Member,
    from: &Account,
    known: Option<&Acquaintance>,
) -> Result<bool> {
    if known.is_some_and(|known| matches!(known.stage, Stage::Mutual(_))) {
        return Ok(false);
    }
    Ok(match boundary::of(transaction, member.id).await?.offers_from {
        OffersFrom::Everybody => false,
        OffersFrom::Followed => {
            let followed = follow::find(transaction, member.account.id, from.id).await?;
            followed.is_none()
        }
        OffersFrom::Met => true,
    })
}
