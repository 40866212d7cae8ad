//! The private keys of a deleted account: kept as long as its last words are under way.

use chrono::TimeDelta;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::job::Job;
use vouchwell_storage::{job, private_key};

use super::erase;
use crate::{Context, Result, outbox};

/// How often it is looked whether they are still needed.
const LOOK: TimeDelta = TimeDelta::hours(1);

/// Erases the private keys of a deleted account with what was noted for its last words, or looks again later
/// while something waits to be signed with them.
///
/// # Errors
/// The database is away.
pub(crate) async fn erase_keys(context: &Context, account: AccountId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if job::is_any_signed_by(&mut transaction, account).await? {
        let job = Job::EraseKeys { account };
        outbox::schedule(context, &mut transaction, &job, context.now() + LOOK).await?;
        transaction.commit().await?;
        return Ok(());
    }
    private_key::remove(&mut transaction, account).await?;
    erase(context, &mut transaction, account).await?;
    transaction.commit().await?;
    context.vault.forget(account);
    Ok(())
}
