//! A member deletes her account: what she signed is withdrawn, everybody is told who was ever sent something of
//! hers, and what is known of her alone is erased.

mod farewell;
mod keys;

use vouchwell_domain::account::MemberName;
use vouchwell_domain::acquaintance::Stage;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::{Party, Standing};
use vouchwell_storage::{
    Transaction, account, acquaintance, deletion, lock, media as stored_media, member, recipient,
    recommendation,
};

use crate::{Context, Error, Result, media, outbox, reblog, withdrawal};

pub(crate) use keys::erase_keys;

/// What the deletion of an account takes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consequences {
    /// Public recommendations that she wrote.
    pub written: usize,
    /// Public recommendations about her.
    pub received: usize,
    /// Acquaintances that both sides attested.
    pub acquaintances: usize,
    /// Inboxes of other servers that are told.
    pub told: usize,
}

/// What would happen, without doing it.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn consequences(context: &Context, name: &MemberName) -> Result<Consequences> {
    let mut snapshot = context.store.snapshot().await?;
    let member = find(&mut snapshot, name).await?;
    let id = member.account.id;
    let living = recommendation::living_of(&mut snapshot, id).await?;
    let public = living
        .iter()
        .filter(|found| matches!(found.standing, Standing::Public(_)));
    let (written, received): (Vec<_>, Vec<_>) =
        public.partition(|found| found.party(id) == Some(Party::Author));
    let known = acquaintance::of_member(&mut snapshot, member.id).await?;
    let mutual = known
        .iter()
        .filter(|known| matches!(known.stage, Stage::Mutual { .. }));
    Ok(Consequences {
        written: written.len(),
        received: received.len(),
        acquaintances: mutual.count(),
        told: recipient::inboxes(&mut snapshot, id).await?.len(),
    })
}

/// Deletes the account of a member, for good: nobody gets its name again.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn delete(context: &Context, name: &MemberName) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let member = find(&mut transaction, name).await?;
    let id = member.account.id;
    // Whatever concerns a pair of which she is one waits, and then finds her gone.
    lock::account(&mut transaction, id).await?;
    let farewell = farewell::sign(context, &mut transaction, &member).await?;
    account::mark_gone(&mut transaction, id, context.now()).await?;
    // From here on she is no member, so that nothing below is sent in her name one by one.
    deletion::end_membership(&mut transaction, id).await?;
    withdrawal::receive(context, &mut transaction, farewell.withdrawals()).await?;
    withdrawal::end_all_with(context, &mut transaction, &member.account).await?;
    reblog::end_all_of_author(context, &mut transaction, id).await?;
    erase(context, &mut transaction, id).await?;
    let portraits = media::portraits_of(context, &member.account);
    media::remove_files(context, &mut transaction, portraits).await?;
    for (message, audience) in farewell.messages() {
        outbox::send(context, &mut transaction, &member, message, audience).await?;
    }
    let job = Job::EraseKeys { account: id };
    outbox::schedule(context, &mut transaction, &job, context.now()).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// What is known of her alone, in the database and in files.
async fn erase(context: &Context, transaction: &mut Transaction, account: AccountId) -> Result<()> {
    let files = stored_media::files_of(transaction, account).await?;
    media::remove_files(context, transaction, files).await?;
    Ok(deletion::erase(transaction, account).await?)
}

async fn find(transaction: &mut Transaction, name: &MemberName) -> Result<Member> {
    member::by_name(transaction, name).await?.ok_or(Error::NotFound)
}
