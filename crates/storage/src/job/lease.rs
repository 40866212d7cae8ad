//! Taking jobs: nobody else gets them until the lease is over.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::JobId;
use vouchwell_domain::job::{LeasedJob, Queue};

use crate::value_list::push_list;
use crate::{Error, Result, Transaction};

/// How many due deliveries are looked at for each one that is taken, so that many for one host at the front
/// of the queue do not hide those for others.
const LOOK_AHEAD: u32 = 16;

/// Which jobs are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// From which queue.
    pub queue: Queue,
    /// How many at the most.
    pub limit: u32,
    /// How many for one host at the most.
    pub per_host: u32,
    /// None for these hosts: they are busy or left alone.
    pub skipped_hosts: &'a [Host],
    /// What is due by now.
    pub now: DateTime<Utc>,
    /// For how long they are taken. After that somebody else may do them again.
    pub duration: TimeDelta,
}

impl Lease<'_> {
    fn looked_at(&self) -> u32 {
        match self.queue {
            Queue::Delivery => self.limit.saturating_mul(LOOK_AHEAD),
            Queue::Inbox | Queue::Outbox | Queue::Timer => self.limit,
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: i64,
    payload: String,
    attempts: i32,
    run_at: DateTime<Utc>,
    first_failed_at: Option<DateTime<Utc>>,
    leased_until: DateTime<Utc>,
}

impl TryFrom<Row> for LeasedJob {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: JobId::from_number(row.id),
            job: serde_json::from_str(&row.payload).map_err(|_| Error::Unreadable("job"))?,
            attempts: row
                .attempts
                .try_into()
                .map_err(|_| Error::Unreadable("number of attempts"))?,
            first_failed_at: row.first_failed_at,
            leased_until: row.leased_until,
        })
    }
}

/// Takes jobs that are due, those that were due first before the others. A job whose lease ran out is
/// due again.
///
/// # Errors
/// The database is away.
pub async fn lease(transaction: &mut Transaction, lease: Lease<'_>) -> Result<Vec<LeasedJob>> {
    let mut rows: Vec<Row> = match transaction {
        // A writing transaction is alone on SQLite.
        Transaction::Sqlite(transaction) => {
            statement(lease, "")
                .build_query_as()
                .fetch_all(&mut **transaction)
                .await?
        }
        Transaction::Postgres(transaction) => {
            statement(lease, " FOR UPDATE OF job SKIP LOCKED")
                .build_query_as()
                .fetch_all(&mut **transaction)
                .await?
        }
    };
    rows.sort_by_key(|row| (row.run_at, row.id));
    rows.into_iter().map(LeasedJob::try_from).collect()
}

fn statement<DB>(lease: Lease<'_>, locking: &str) -> QueryBuilder<DB>
where
    DB: Database,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let mut builder = QueryBuilder::new("WITH due AS (SELECT id, host, run_at FROM job WHERE queue = ");
    builder.push_bind(lease.queue.as_str().to_owned());
    builder
        .push(" AND failed_at IS NULL AND run_at <= ")
        .push_bind(lease.now);
    builder
        .push(" AND (leased_until IS NULL OR leased_until <= ")
        .push_bind(lease.now)
        .push(")");
    if !lease.skipped_hosts.is_empty() {
        builder.push(" AND (host IS NULL OR host NOT IN ");
        push_list(&mut builder, lease.skipped_hosts.iter().map(Host::to_string));
        builder.push(")");
    }
    builder
        .push(" ORDER BY run_at, id LIMIT ")
        .push_bind(i64::from(lease.looked_at()))
        .push(
            "), placed AS (SELECT id, host, row_number() OVER (PARTITION BY host ORDER BY run_at, id) AS place
             FROM due),
             chosen AS MATERIALIZED (SELECT job.id FROM job JOIN placed ON placed.id = job.id
             WHERE (placed.host IS NULL OR placed.place <= ",
        )
        .push_bind(i64::from(lease.per_host))
        // Asked again of the locked row: another node may have taken it in between.
        .push(") AND (job.leased_until IS NULL OR job.leased_until <= ")
        .push_bind(lease.now)
        .push(") ORDER BY job.run_at, job.id LIMIT ")
        .push_bind(i64::from(lease.limit))
        .push(locking)
        // Chosen once: a plan that chose anew for each row would take more than the limit.
        .push(") UPDATE job SET leased_until = ")
        .push_bind(lease.now + lease.duration)
        .push(
            " WHERE id IN (SELECT id FROM chosen)
             RETURNING id, payload, attempts, run_at, first_failed_at, leased_until",
        );
    builder
}
