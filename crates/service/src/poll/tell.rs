//! Telling other servers how a poll stands: of many votes at once.

use chrono::TimeDelta;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, member, poll, status};

use crate::status::{audience, note_of};
use crate::{Context, Result, outbox};

/// How long votes are gathered.
const GATHERED: TimeDelta = TimeDelta::minutes(1);

/// Stores a job that tells how a poll stands, unless there is one.
pub(super) async fn soon(context: &Context, transaction: &mut Transaction, id: StatusId) -> Result<()> {
    if poll::set_to_be_told(transaction, id, true).await? {
        let job = Job::TellPoll { status: id };
        outbox::schedule(context, transaction, &job, context.now() + GATHERED).await?;
    }
    Ok(())
}

/// Tells other servers how a poll stands now.
///
/// # Errors
/// The database is away; the job can be tried again.
pub(crate) async fn tell_standing(context: &Context, id: StatusId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !poll::set_to_be_told(&mut transaction, id, false).await? {
        return Ok(());
    }
    let Some(about) = status::by_id(&mut transaction, id).await? else {
        return Ok(());
    };
    if let Some(author) = member::by_account(&mut transaction, about.account).await? {
        send_standing(context, &mut transaction, &author, &about).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// An edit that changes no word, to all who have the poll and all who voted.
pub(super) async fn send_standing(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    about: &Status,
) -> Result<()> {
    let note = note_of(context, transaction, about).await?;
    let mut audience = audience(transaction, author, about).await?;
    audience
        .accounts
        .extend(poll::voters(transaction, about.id).await?);
    audience.accounts.sort_unstable();
    audience.accounts.dedup();
    let message = Message::EditPost(Box::new(note));
    outbox::send(context, transaction, author, message, audience).await?;
    Ok(())
}
