//! What became of a job. Only whoever still holds its lease may say: after it ran out the job is
//! somebody else's.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::job::{LeasedJob, Queue};

use crate::{Result, Transaction};

/// Ends jobs that are done; how many of them were still ours.
///
/// # Errors
/// The database is away.
pub async fn complete(transaction: &mut Transaction, jobs: &[LeasedJob]) -> Result<u64> {
    if jobs.is_empty() {
        return Ok(0);
    }
    Ok(on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("DELETE FROM job WHERE (id, leased_until) IN (");
        builder.push_values(jobs, |mut row, job| {
            row.push_bind(job.id.number()).push_bind(job.leased_until);
        });
        builder.push(")");
        builder.build().execute(connection).await?.rows_affected()
    }))
}

/// Gives a job back to be tried again later; false if it was no longer ours.
///
/// # Errors
/// The database is away.
pub async fn retry(
    transaction: &mut Transaction,
    job: &LeasedJob,
    run_at: DateTime<Utc>,
    error: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE job SET run_at = $3, attempts = attempts + 1, leased_until = NULL, last_error = $4,
                 first_failed_at = coalesce(first_failed_at, $5)
             WHERE id = $1 AND leased_until = $2",
        )
        .bind(job.id.number())
        .bind(job.leased_until)
        .bind(run_at)
        .bind(error)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Gives a job up, and keeps it for the operator to see; false if it was no longer ours.
///
/// # Errors
/// The database is away.
pub async fn fail(
    transaction: &mut Transaction,
    job: &LeasedJob,
    error: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE job SET failed_at = $4, attempts = attempts + 1, leased_until = NULL, last_error = $3,
                 first_failed_at = coalesce(first_failed_at, $4)
             WHERE id = $1 AND leased_until = $2",
        )
        .bind(job.id.number())
        .bind(job.leased_until)
        .bind(error)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Holds a job for longer and notes the new end of the lease in it; false if it was no longer ours.
///
/// # Errors
/// The database is away.
pub async fn extend(
    transaction: &mut Transaction,
    job: &mut LeasedJob,
    until: DateTime<Utc>,
) -> Result<bool> {
    let extended = on_both!(transaction, connection => {
        sqlx::query("UPDATE job SET leased_until = $3 WHERE id = $1 AND leased_until = $2")
            .bind(job.id.number())
            .bind(job.leased_until)
            .bind(until)
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1;
    if extended {
        job.leased_until = until;
    }
    Ok(extended)
}

/// Ends all leases of a queue. Only for a process that knows that there is no other.
///
/// # Errors
/// The database is away.
pub async fn release(transaction: &mut Transaction, queue: Queue) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE job SET leased_until = NULL WHERE queue = $1 AND leased_until IS NOT NULL")
            .bind(queue.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}
