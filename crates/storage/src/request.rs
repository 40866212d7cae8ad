//! Requests for a recommendation, a row for each member concerned.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::evidence::{Timestamp, Topics};
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri, RequestId};
use vouchwell_domain::page::Page;
use vouchwell_domain::request::{Request, RequestAnswer, Side};

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: String,
    owner_id: i64,
    other_id: i64,
    asked_by_owner: bool,
    invite_uri: String,
    topics: Json<Topics>,
    message: Option<String>,
    answer: Option<String>,
    answer_received: bool,
    reply: Option<String>,
    closed: bool,
    hidden: bool,
    sequence: i64,
    created_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    reminded_at: Option<DateTime<Utc>>,
}

/// Reads views, each with its reminder.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT request.*, reminder.created_at AS reminded_at
             FROM request LEFT JOIN reminder ON reminder.request_id = request.id ",
            $rest
        )
    };
}

impl TryFrom<Row> for Request {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let side = if row.asked_by_owner {
            Side::Asker {
                answered: row.answer_received,
            }
        } else {
            Side::Asked {
                answer: parse_optional::<RequestAnswer>(row.answer.as_ref(), "answer")?,
                hidden: row.hidden,
            }
        };
        Ok(Self {
            id: parse(&row.id, "request id")?,
            owner: MemberId::of_stored_member(AccountId::from_number(row.owner_id)),
            other: AccountId::from_number(row.other_id),
            side,
            invite: parse(&row.invite_uri, "invite id")?,
            topics: row.topics.0,
            message: row.message,
            reply: row.reply,
            closed: row.closed,
            sequence: row.sequence,
            created_at: row.created_at,
            closes_at: Timestamp::from_datetime(row.closes_at),
            reminded_at: row.reminded_at,
        })
    }
}

/// Writes the whole row.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, request: &Request) -> Result<()> {
    let (asked_by_owner, answer, answered, hidden) = match &request.side {
        Side::Asker { answered } => (true, None, *answered, false),
        Side::Asked { answer, hidden } => (false, answer.map(RequestAnswer::as_str), false, *hidden),
    };
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO request (id, owner_id, other_id, asked_by_owner, invite_uri, topics, message, answer,
                 answer_received, reply, closed, hidden, sequence, created_at, closes_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             ON CONFLICT (id) DO UPDATE SET answer = excluded.answer,
                 answer_received = excluded.answer_received, reply = excluded.reply, closed = excluded.closed",
        )
        .bind(request.id.as_str())
        .bind(request.owner.account().number())
        .bind(request.other.number())
        .bind(asked_by_owner)
        .bind(request.invite.as_str())
        .bind(Json(&request.topics))
        .bind(request.message.as_deref())
        .bind(answer)
        .bind(answered)
        .bind(request.reply.as_deref())
        .bind(request.closed)
        .bind(hidden)
        .bind(request.sequence)
        .bind(request.created_at)
        .bind(request.closes_at.datetime())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Remembers the one reminder of a request.
///
/// # Errors
/// The database is away.
pub async fn remind(transaction: &mut Transaction, id: &RequestId, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO reminder (request_id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(id.as_str())
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// A member's own view, by its id.
///
/// # Errors
/// The database is away.
pub async fn of_owner(
    transaction: &mut Transaction,
    owner: MemberId,
    id: &RequestId,
) -> Result<Option<Request>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE request.id = $1 AND request.owner_id = $2"))
            .bind(id.as_str())
            .bind(owner.account().number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Request::try_from).transpose()
}

/// The view of a member that belongs to an Invite.
///
/// # Errors
/// The database is away.
pub async fn by_invite(
    transaction: &mut Transaction,
    owner: AccountId,
    invite: &ObjectUri,
) -> Result<Option<Request>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE request.invite_uri = $1 AND request.owner_id = $2"))
            .bind(invite.as_str())
            .bind(owner.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Request::try_from).transpose()
}

/// The views of others that belong to an Invite by this account.
///
/// # Errors
/// The database is away.
pub async fn by_invite_of(
    transaction: &mut Transaction,
    invite: &ObjectUri,
    asker: AccountId,
) -> Result<Vec<Request>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!("WHERE request.invite_uri = $1 AND request.other_id = $2"))
            .bind(invite.as_str())
            .bind(asker.number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Request::try_from).collect()
}

/// The newest request of a pair in which the owner is on the given side.
///
/// # Errors
/// The database is away.
pub async fn newest_between(
    transaction: &mut Transaction,
    owner: AccountId,
    other: AccountId,
    asked_by_owner: bool,
) -> Result<Option<Request>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!(
            "WHERE request.owner_id = $1 AND request.other_id = $2 AND request.asked_by_owner = $3
             ORDER BY request.sequence DESC LIMIT 1"
        ))
        .bind(owner.number())
        .bind(other.number())
        .bind(asked_by_owner)
        .fetch_optional(connection)
        .await?
    });
    row.map(Request::try_from).transpose()
}

/// How many requests a member has open, as she sees them: silence keeps one open until its time.
///
/// # Errors
/// The database is away.
pub async fn count_open(transaction: &mut Transaction, asker: MemberId, now: DateTime<Utc>) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM request WHERE owner_id = $1 AND asked_by_owner
               AND NOT closed AND NOT answer_received AND closes_at >= $2",
        )
        .bind(asker.account().number())
        .bind(now)
        .fetch_one(connection)
        .await?
    }))
}

/// How many requests of one asker lie unanswered before members, as they are shown them.
///
/// # Errors
/// The database is away.
pub async fn count_open_by(
    transaction: &mut Transaction,
    asker: AccountId,
    now: DateTime<Utc>,
) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM request WHERE other_id = $1 AND NOT asked_by_owner AND NOT hidden
               AND NOT closed AND answer IS NULL AND closes_at >= $2",
        )
        .bind(asker.number())
        .bind(now)
        .fetch_one(connection)
        .await?
    }))
}

/// A member's views that she may see, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, owner: MemberId, page: Page) -> Result<Vec<Request>> {
    let statement = if page.from_oldest() {
        select!(
            "WHERE request.owner_id = $1 AND NOT request.hidden AND request.sequence < $2
               AND request.sequence > $3 ORDER BY request.sequence ASC LIMIT $4"
        )
    } else {
        select!(
            "WHERE request.owner_id = $1 AND NOT request.hidden AND request.sequence < $2
               AND request.sequence > $3 ORDER BY request.sequence DESC LIMIT $4"
        )
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(owner.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Request::try_from).collect()
}

/// What a member is asked, has not answered and may still answer, newest first.
///
/// # Errors
/// The database is away.
pub async fn waiting(
    transaction: &mut Transaction,
    owner: MemberId,
    now: DateTime<Utc>,
    page: Page,
) -> Result<Vec<Request>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(select!(
            "WHERE request.owner_id = $1 AND request.sequence < $2 AND NOT request.asked_by_owner
               AND NOT request.hidden AND NOT request.closed AND request.answer IS NULL
               AND request.closes_at >= $3 ORDER BY request.sequence DESC LIMIT $4"
        ))
        .bind(owner.account().number())
        .bind(page.upper())
        .bind(now)
        .bind(i64::from(page.limit))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Request::try_from).collect()
}

/// Closes what members asked somebody who is gone, and what they were asked by her.
///
/// # Errors
/// The database is away.
pub async fn close_all_with(transaction: &mut Transaction, other: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE request SET closed = TRUE WHERE other_id = $1")
            .bind(other.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
