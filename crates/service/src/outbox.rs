//! What members say to others.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::job::{Distribution, Job};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Envelope, Message};
use vouchwell_storage::{Transaction, account, job};

use crate::{Context, Result, inbox};

/// Sends a message under a new id, which is returned.
///
/// # Errors
/// The database is away.
pub async fn send(
    context: &Context,
    transaction: &mut Transaction,
    sender: &Member,
    message: Message,
    audience: Audience,
) -> Result<ObjectUri> {
    let id = context.address.new_activity(&*context.entropy);
    send_as(context, transaction, sender, id.clone(), message, audience).await?;
    Ok(id)
}

/// Sends a message. Members of this instance among its audience take it at once, in this transaction;
/// for everybody else a job is stored with it.
///
/// # Errors
/// The database is away.
pub async fn send_as(
    context: &Context,
    transaction: &mut Transaction,
    sender: &Member,
    id: ObjectUri,
    message: Message,
    audience: Audience,
) -> Result<()> {
    let envelope = Envelope {
        id,
        from: sender.account.uri.clone(),
        message,
    };
    let accounts = account::by_ids(transaction, &audience.accounts).await?;
    let (here, elsewhere): (Vec<_>, Vec<_>) = accounts.into_iter().partition(|account| account.is_local());
    if !here.is_empty() {
        inbox::take(context, transaction, &envelope).await?;
    }
    let is_wide = audience.followers_of.is_some() || audience.readers_of.is_some();
    if elsewhere.is_empty() && !is_wide && audience.inboxes.is_empty() {
        return Ok(());
    }
    let audience = Audience {
        accounts: elsewhere.iter().map(|account| account.id).collect(),
        ..audience
    };
    let distribution = Job::Distribute(Box::new(Distribution {
        sender: sender.account.id,
        envelope,
        audience,
    }));
    schedule(context, transaction, &distribution, context.now()).await
}

/// Stores a job to be done from a time on, in the transaction that it follows from.
///
/// # Errors
/// The database is away.
pub(crate) async fn schedule(
    context: &Context,
    transaction: &mut Transaction,
    job: &Job,
    run_at: DateTime<Utc>,
) -> Result<()> {
    let now = context.now();
    job::enqueue(transaction, job, run_at, now, JobId::next(now, &*context.entropy)).await?;
    Ok(())
}
