//! What became of a job. Only whoever still holds its lease may say: after it ran out the job is
//! somebody else's.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::identifier::JobId;
use vouchwell_domain::job::{LeasedJob, Queue};

use crate::{Result, Transaction, value_list};

/// Which of these jobs are still ours. Until the transaction ends nobody else takes them.
///
/// # Errors
/// The database is away.
pub async fn hold(transaction: &mut Transaction, jobs: &[&LeasedJob]) -> Result<Vec<JobId>> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = jobs.iter().map(|job| job.id.number());
    let statement = "SELECT id, leased_until FROM job WHERE id IN ";
    let found: Vec<(i64, Option<DateTime<Utc>>)> = match transaction {
        // A writing transaction is alone on SQLite.
        Transaction::Sqlite(transaction) => {
            value_list::numbers(statement, numbers)
                .build_query_as()
                .persistent(false)
                .fetch_all(&mut **transaction)
                .await?
        }
        Transaction::Postgres(transaction) => {
            value_list::numbers(statement, numbers)
                .push(" FOR UPDATE")
                .build_query_as()
                .persistent(false)
                .fetch_all(&mut **transaction)
                .await?
        }
    };
    let leases: HashMap<i64, DateTime<Utc>> = found
        .into_iter()
        .filter_map(|(id, leased_until)| Some((id, leased_until?)))
        .collect();
    let is_ours = |job: &&&LeasedJob| leases.get(&job.id.number()) == Some(&job.leased_until);
    Ok(jobs.iter().filter(is_ours).map(|job| job.id).collect())
}

/// Ends jobs that are held in this transaction.
///
/// # Errors
/// The database is away.
pub async fn end(transaction: &mut Transaction, held: &[JobId]) -> Result<()> {
    if held.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        value_list::numbers("DELETE FROM job WHERE id IN ", held.iter().map(|id| id.number()))
            .build()
            .persistent(false)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends a job that is done; false if it was no longer ours.
///
/// # Errors
/// The database is away.
pub async fn complete(transaction: &mut Transaction, job: &LeasedJob) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM job WHERE id = $1 AND leased_until = $2")
            .bind(job.id.number())
            .bind(job.leased_until)
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
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

/// Gives jobs that nobody began back until a time each, which counts as no attempt; those that are no longer ours are
/// left alone.
///
/// # Errors
/// The database is away.
pub async fn put_off(transaction: &mut Transaction, jobs: &[(&LeasedJob, DateTime<Utc>)]) -> Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut statement = QueryBuilder::new("WITH put_off (id, leased_until, run_at) AS (");
        statement.push_values(jobs, |mut row, (job, run_at)| {
            row.push_bind(job.id.number()).push_bind(job.leased_until).push_bind(*run_at);
        });
        statement.push(
            ") UPDATE job SET leased_until = NULL,
                 run_at = (SELECT put_off.run_at FROM put_off WHERE put_off.id = job.id)
             WHERE id IN (SELECT put_off.id FROM put_off) AND EXISTS (SELECT 1 FROM put_off
                 WHERE put_off.id = job.id AND put_off.leased_until = job.leased_until)",
        );
        statement.build().persistent(false).execute(connection).await?;
    });
    Ok(())
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
