//! The queue: how much work there is, and what of it was given up.

use chrono::TimeDelta;
use vouchwell_domain::audit::Act;
use vouchwell_domain::identifier::JobId;
use vouchwell_domain::job::{GivenUp, Queue};
use vouchwell_storage::job::{self, FailedJob, QueueCounts};

use super::{Administrator, audit};
use crate::{Context, Error, Result};

/// How many jobs that were given up are listed.
pub const LISTED: u32 = 100;

/// For how many days it is kept that something was given up which was for other servers or came from them. Work of this
/// server is kept until somebody tries it again.
pub const KEPT_DAYS: u32 = 30;

/// How the queue is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueView {
    /// How much work there is.
    pub counts: QueueCounts,
    /// What was given up last, at most [`LISTED`].
    pub failed: Vec<FailedJob>,
    /// After which place the list goes on.
    pub goes_on: Option<GivenUp>,
}

/// How the queue is, with what was given up before a place in the list of that.
///
/// # Errors
/// The database is away.
pub async fn show(context: &Context, _: Administrator<'_>, after: Option<GivenUp>) -> Result<QueueView> {
    let mut snapshot = context.store.snapshot().await?;
    let counts = job::counts(&mut snapshot, context.now()).await?;
    let mut failed = job::failed(&mut snapshot, after, LISTED + 1).await?;
    let is_cut = failed.len() > LISTED as usize;
    failed.truncate(LISTED as usize);
    let last = failed.last().filter(|_| is_cut);
    Ok(QueueView {
        goes_on: last.map(|last| GivenUp {
            at: last.failed_at,
            job: last.id,
        }),
        counts,
        failed,
    })
}

/// Tries work again that was given up.
///
/// # Errors
/// There is no such work, or the database is away.
pub async fn retry(context: &Context, administrator: Administrator<'_>, id: JobId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !job::revive(&mut transaction, id, context.now()).await? {
        return Err(Error::NotFound);
    }
    let (subject, note) = (id.to_string(), String::new());
    audit::record(
        context,
        &mut transaction,
        administrator.0,
        Act::RetryJob,
        subject,
        note,
    )
    .await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Forgets some of what was given up and is not kept any longer; false if nothing of it is left.
///
/// # Errors
/// The database is away.
pub async fn forget_given_up(context: &Context) -> Result<bool> {
    let before = context.now() - TimeDelta::days(i64::from(KEPT_DAYS));
    let mut transaction = context.store.begin().await?;
    let mut is_more_left = false;
    for queue in [Queue::Delivery, Queue::Inbox] {
        is_more_left |= job::forget_failed(&mut transaction, queue, before).await?;
    }
    transaction.commit().await?;
    Ok(is_more_left)
}
