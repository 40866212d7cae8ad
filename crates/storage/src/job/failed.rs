//! Jobs that were given up, for those who run the instance.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::JobId;
use vouchwell_domain::job::{GivenUp, Job, Queue};

use crate::error::parse;
use crate::value_list::ROWS;
use crate::{Error, Result, Transaction, activity};

/// How many jobs are forgotten at once.
const FORGOTTEN: usize = ROWS;

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedJob {
    /// The job.
    pub id: JobId,
    /// Its queue.
    pub queue: Queue,
    /// The server it was for.
    pub host: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong the last time.
    pub last_error: String,
    /// When it was given up.
    pub failed_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    queue: String,
    host: Option<String>,
    attempts: i32,
    last_error: Option<String>,
    failed_at: DateTime<Utc>,
}

impl TryFrom<Row> for FailedJob {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: JobId::from_number(row.id),
            queue: parse(&row.queue, "queue")?,
            host: row.host,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
            last_error: row.last_error.unwrap_or_default(),
            failed_at: row.failed_at,
        })
    }
}

/// Jobs that were given up, the last ones first; only those after a place in that order, if one is given.
///
/// # Errors
/// The database is away.
pub async fn failed(
    transaction: &mut Transaction,
    after: Option<GivenUp>,
    limit: u32,
) -> Result<Vec<FailedJob>> {
    let rows: Vec<Row> = on_both!(transaction, connection => match after {
        None => sqlx::query_as(
            "SELECT id, queue, host, attempts, last_error, failed_at FROM job
             WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?,
        Some(after) => sqlx::query_as(
            "SELECT id, queue, host, attempts, last_error, failed_at FROM job
             WHERE failed_at < $1 OR (failed_at = $1 AND id > $2) ORDER BY failed_at DESC, id LIMIT $3",
        )
        .bind(after.at)
        .bind(after.job.number())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?,
    });
    rows.into_iter().map(FailedJob::try_from).collect()
}

/// Makes a job that was given up due again, as if it were new; false if there is none.
///
/// # Errors
/// The database is away.
pub async fn revive(transaction: &mut Transaction, id: JobId, now: DateTime<Utc>) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE job SET failed_at = NULL, first_failed_at = NULL, attempts = 0, run_at = $2
             WHERE id = $1 AND failed_at IS NOT NULL",
        )
        .bind(id.number())
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Forgets some of the jobs of a queue that were given up before a time; false if these were the last. An activity that
/// never took effect is forgotten with its job, so that it counts as new if it comes again.
///
/// # Errors
/// The database is away.
pub async fn forget_failed(
    transaction: &mut Transaction,
    queue: Queue,
    before: DateTime<Utc>,
) -> Result<bool> {
    // The first condition is for those that are tried again meanwhile.
    let payloads: Vec<String> = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar(
            "DELETE FROM job WHERE failed_at IS NOT NULL AND id IN
                 (SELECT id FROM job WHERE queue = $1 AND failed_at < $2 ORDER BY failed_at LIMIT $3)
             RETURNING payload",
        )
        .bind(queue.as_str())
        .bind(before)
        .bind(i64::try_from(FORGOTTEN).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?
    });
    let mut activities = Vec::new();
    for payload in &payloads {
        let job = serde_json::from_str(payload).map_err(|_| Error::Unreadable("job"))?;
        if let Job::Process { actor, activity } = job {
            activities.push((actor, activity));
        }
    }
    activity::remove_received(transaction, &activities).await?;
    Ok(payloads.len() == FORGOTTEN)
}
