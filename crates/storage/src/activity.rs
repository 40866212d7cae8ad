//! Activities as they came in and went out.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, JobId, MemberId, ObjectUri};
use vouchwell_domain::job::Job;
use vouchwell_domain::page::Page;

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction, job};

/// An activity made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentActivity {
    /// Its id.
    pub uri: ObjectUri,
    /// Who says it.
    pub account: AccountId,
    /// The Note that it makes or changes.
    pub object: Option<ObjectUri>,
    /// The JSON as it is sent.
    pub body: String,
    /// Whether it stands in the outbox for everybody.
    pub public: bool,
    /// Its place in the outbox.
    pub sequence: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    uri: String,
    account_id: i64,
    object: Option<String>,
    body: String,
    public: bool,
    sequence: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for SentActivity {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            uri: parse(&row.uri, "activity id")?,
            account: AccountId::from_number(row.account_id),
            object: parse_optional(row.object.as_ref(), "object id")?,
            body: row.body,
            public: row.public,
            sequence: row.sequence,
            created_at: row.created_at,
        })
    }
}

/// Keeps a received activity together with the job that lets it take effect; false if this actor has
/// sent one with this id before, whatever it said.
///
/// # Errors
/// The database is away.
pub async fn store_received(
    transaction: &mut Transaction,
    actor: &ActorUri,
    uri: &ObjectUri,
    body: &str,
    job_id: JobId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO received_activity (actor, uri, body, received_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (actor, uri) DO NOTHING",
        )
        .bind(actor.as_str())
        .bind(uri.as_str())
        .bind(body)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    });
    if rows == 1 {
        let process = Job::Process {
            actor: actor.clone(),
            activity: uri.clone(),
        };
        job::enqueue(transaction, &process, now, now, job_id).await?;
    }
    Ok(rows == 1)
}

/// The body of a received activity.
///
/// # Errors
/// The database is away.
pub async fn received(
    transaction: &mut Transaction,
    actor: &ActorUri,
    uri: &ObjectUri,
) -> Result<Option<String>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT body FROM received_activity WHERE actor = $1 AND uri = $2")
            .bind(actor.as_str())
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    }))
}

/// Keeps an activity to be delivered. One that is kept already stays as it is.
///
/// # Errors
/// The database is away.
pub async fn store_sent(transaction: &mut Transaction, activity: &SentActivity) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO sent_activity (uri, account_id, object, body, public, sequence, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (uri) DO NOTHING",
        )
        .bind(activity.uri.as_str())
        .bind(activity.account.number())
        .bind(activity.object.as_ref().map(ObjectUri::as_str))
        .bind(&activity.body)
        .bind(activity.public)
        .bind(activity.sequence)
        .bind(activity.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// An activity that was made here.
///
/// # Errors
/// The database is away.
pub async fn sent(transaction: &mut Transaction, uri: &ObjectUri) -> Result<Option<SentActivity>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM sent_activity WHERE uri = $1")
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    });
    row.map(SentActivity::try_from).transpose()
}

/// Deletes an activity that was taken back, so that it stands in no outbox and a delivery which is still
/// waiting finds nothing to bring.
///
/// # Errors
/// The database is away.
pub async fn remove_sent(transaction: &mut Transaction, uri: &ObjectUri) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM sent_activity WHERE uri = $1")
            .bind(uri.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes the activities about a withdrawn Note out of the outbox and deletes them, so that deliveries
/// which are still waiting find nothing to bring.
///
/// # Errors
/// The database is away.
pub async fn remove_sent_about(transaction: &mut Transaction, object: &ObjectUri) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM sent_activity WHERE object = $1")
            .bind(object.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The activities of a member that are for everybody, newest first.
///
/// # Errors
/// The database is away.
pub async fn outbox(
    transaction: &mut Transaction,
    member: MemberId,
    page: Page,
) -> Result<Vec<SentActivity>> {
    let statement = if page.from_oldest() {
        "SELECT * FROM sent_activity WHERE account_id = $1 AND public AND sequence < $2 AND sequence > $3
         ORDER BY sequence ASC LIMIT $4"
    } else {
        "SELECT * FROM sent_activity WHERE account_id = $1 AND public AND sequence < $2 AND sequence > $3
         ORDER BY sequence DESC LIMIT $4"
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(SentActivity::try_from).collect()
}

/// How many activities of a member are for everybody.
///
/// # Errors
/// The database is away.
pub async fn count_outbox(transaction: &mut Transaction, member: MemberId) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM sent_activity WHERE account_id = $1 AND public")
            .bind(member.account().number())
            .fetch_one(connection)
            .await?
    }))
}
