//! Servers of which a member wants to hear nobody. Like a block it is never sent, but for the end of follows.

use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::next_sequence;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_storage::{account, domain_block};

use crate::error::Refusal;
use crate::follow::{end_own, end_received};
use crate::{Context, Result};

/// A member wants to hear nobody of a server: follows with its accounts end, and they have no more effect on her.
///
/// # Errors
/// It is this server, or the database is away.
pub async fn block(context: &Context, member: &Member, host: &Host) -> Result<()> {
    if host == context.address.host() {
        return Err(
            Refusal::Invalid("this is your own server; block its people one by one".to_owned()).into(),
        );
    }
    let mut transaction = context.store.begin().await?;
    let sequence = next_sequence(context.now(), &*context.entropy);
    if !domain_block::insert(&mut transaction, member.id, host, sequence).await? {
        return Ok(());
    }
    for ended in domain_block::follows_with(&mut transaction, member.id, host).await? {
        let is_own = ended.follower == member.account.id;
        let other = if is_own { ended.followed } else { ended.follower };
        let Some(other) = account::by_id(&mut transaction, other).await? else {
            continue;
        };
        if is_own {
            end_own(context, &mut transaction, member, &other).await?;
        } else {
            end_received(context, &mut transaction, member, &other).await?;
        }
    }
    domain_block::remove_notifications(&mut transaction, member.id, host).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// A member wants to hear a server again. Follows do not come back.
///
/// # Errors
/// The database is away.
pub async fn unblock(context: &Context, member: &Member, host: &Host) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    domain_block::remove(&mut transaction, member.id, host).await?;
    transaction.commit().await?;
    Ok(())
}

/// The servers that a member wants to hear nobody of, with their positions, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<Placed<Host>>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(domain_block::list(&mut snapshot, member.id, page).await?)
}
