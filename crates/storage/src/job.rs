//! The job table: work that follows from a transaction, stored in it.

mod failed;
mod lease;
mod outcome;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{AccountId, JobId, ObjectUri};
use vouchwell_domain::job::{Job, Queue};

pub use failed::{FailedJob, failed, forget_failed, revive};
pub use lease::{Lease, lease};
pub use outcome::{complete, end, extend, fail, hold, put_off, release, retry};

use crate::value_list::ROWS;
use crate::{Error, Result, Transaction};

/// How much work there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, FromRow)]
pub struct QueueCounts {
    /// Due, or being done.
    pub ready: i64,
    /// Due later.
    pub waiting: i64,
    /// Given up.
    pub failed: i64,
}

/// Stores a job to be done from a time on.
///
/// # Errors
/// The database is away.
pub async fn enqueue(
    transaction: &mut Transaction,
    job: &Job,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
    id: JobId,
) -> Result<()> {
    enqueue_many(transaction, &[(id, job.clone())], run_at, now).await
}

/// Stores many jobs.
///
/// # Errors
/// The database is away.
pub async fn enqueue_many(
    transaction: &mut Transaction,
    jobs: &[(JobId, Job)],
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    for part in jobs.chunks(ROWS) {
        let mut rows = Vec::with_capacity(part.len());
        for (id, job) in part {
            let payload = serde_json::to_string(job).map_err(|_| Error::Unreadable("job"))?;
            let host = job.host().as_ref().map(Host::to_string);
            rows.push((id.number(), job.queue().as_str(), payload, host));
        }
        on_both!(&mut *transaction, connection => {
            let mut builder = QueryBuilder::new(
                "INSERT INTO job (id, queue, payload, host, run_at, attempts, created_at) ",
            );
            builder.push_values(rows, |mut row, (id, queue, payload, host)| {
                row.push_bind(id)
                    .push_bind(queue)
                    .push_bind(payload)
                    .push_bind(host)
                    .push_bind(run_at)
                    .push_bind(0)
                    .push_bind(now);
            });
            builder.build().persistent(part.len() == 1).execute(connection).await?;
        });
    }
    Ok(())
}

/// Whether a queue has a job that is due and not being done.
///
/// # Errors
/// The database is away.
pub async fn has_due(transaction: &mut Transaction, queue: Queue, now: DateTime<Utc>) -> Result<bool> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT id FROM job WHERE queue = $1 AND failed_at IS NULL AND run_at <= $2
                 AND (leased_until IS NULL OR leased_until <= $2) LIMIT 1",
        )
        .bind(queue.as_str())
        .bind(now)
        .fetch_optional(connection)
        .await?
    });
    Ok(found.is_some())
}

/// Whether anything waits to be sent that an account of this instance signs.
///
/// # Errors
/// The database is away.
pub async fn is_any_signed_by(transaction: &mut Transaction, account: AccountId) -> Result<bool> {
    // As `Job` is written: a message names its sender, and a delivery its signer.
    let patterns = ["sender", "signer"].map(|name| format!("%\"{name}\":{account},%"));
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT id FROM job WHERE queue IN ('outbox', 'delivery') AND failed_at IS NULL
                 AND (payload LIKE $1 OR payload LIKE $2) LIMIT 1",
        )
        .bind(&patterns[0])
        .bind(&patterns[1])
        .fetch_optional(connection)
        .await?
    });
    Ok(found.is_some())
}

/// The ids of the activities, as far as they were made before a time, that wait to be delivered, or that were given up and
/// can be tried again.
///
/// # Errors
/// The database is away.
pub async fn activities_to_deliver(
    transaction: &mut Transaction,
    before: DateTime<Utc>,
) -> Result<HashSet<ObjectUri>> {
    let payloads: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT payload FROM job WHERE queue = $1 AND created_at < $2")
            .bind(Queue::Delivery.as_str())
            .bind(before)
            .fetch_all(connection)
            .await?
    });
    let mut activities = HashSet::new();
    for payload in payloads {
        let job = serde_json::from_str(&payload).map_err(|_| Error::Unreadable("job"))?;
        if let Job::Deliver { activity, .. } = job {
            activities.insert(activity);
        }
    }
    Ok(activities)
}

/// How much work there is at this time.
///
/// # Errors
/// The database is away.
pub async fn counts(transaction: &mut Transaction, now: DateTime<Utc>) -> Result<QueueCounts> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT count(CASE WHEN failed_at IS NULL AND run_at <= $1 THEN 1 END) AS ready,
                 count(CASE WHEN failed_at IS NULL AND run_at > $1 THEN 1 END) AS waiting,
                 count(CASE WHEN failed_at IS NOT NULL THEN 1 END) AS failed
             FROM job",
        )
        .bind(now)
        .fetch_one(connection)
        .await?
    }))
}
