//! Notifications that are held back: one request for each account that they are by.

use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::page::Page;

use crate::value_list::push_list;
use crate::{Result, Transaction};

/// What is held back of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whose.
    pub from: AccountId,
    /// How many notifications.
    pub count: i64,
    /// The newest status among them.
    pub last_status: Option<StatusId>,
    /// When the first came.
    pub created_at: DateTime<Utc>,
    /// When the last came.
    pub updated_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    from_id: i64,
    count: i64,
    last_status: Option<i64>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

macro_rules! statement {
    ($order:literal) => {
        concat!(
            "SELECT from_id, count(*) AS count, max(CASE WHEN kind = 'mention' THEN status_id END) AS last_status,
                 min(created_at) AS created_at, max(created_at) AS updated_at
             FROM notification WHERE account_id = $1 AND filtered AND from_id < $2 AND from_id > $3
             GROUP BY from_id ORDER BY from_id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// What is held back of whom, the account with the highest id first: that is the position.
///
/// # Errors
/// The database is away.
pub async fn requests(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Request>> {
    let statement = if page.from_oldest() {
        statement!("ASC")
    } else {
        statement!("DESC")
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
    let request = |row: Row| Request {
        from: AccountId::from_number(row.from_id),
        count: row.count,
        last_status: row.last_status.map(StatusId::from_number),
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(request).collect())
}

/// Tells a member what was held back of these accounts, and from now on all of them.
///
/// # Errors
/// The database is away.
pub async fn accept_requests(
    transaction: &mut Transaction,
    member: MemberId,
    from: &[AccountId],
) -> Result<()> {
    if from.is_empty() {
        return Ok(());
    }
    on_both!(&mut *transaction, connection => {
        let statement = "INSERT INTO notification_permission (account_id, from_id)
             SELECT DISTINCT account_id, from_id FROM notification";
        let mut builder = held_back_of(statement, member, from);
        builder.push(" ON CONFLICT DO NOTHING");
        builder.build().execute(connection).await?;
    });
    on_both!(transaction, connection => {
        held_back_of("UPDATE notification SET filtered = FALSE", member, from)
            .build()
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets what is held back of these accounts.
///
/// # Errors
/// The database is away.
pub async fn dismiss_requests(
    transaction: &mut Transaction,
    member: MemberId,
    from: &[AccountId],
) -> Result<()> {
    if from.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        held_back_of("DELETE FROM notification", member, from).build().execute(connection).await?;
    });
    Ok(())
}

fn held_back_of<DB>(statement: &str, member: MemberId, from: &[AccountId]) -> QueryBuilder<DB>
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let mut builder = QueryBuilder::new(statement);
    builder.push(" WHERE filtered AND account_id = ");
    builder.push_bind(member.account().number());
    builder.push(" AND from_id IN ");
    push_list(&mut builder, from.iter().map(|from| from.number()));
    builder
}

/// How much is held back: of how many accounts, and how many notifications.
///
/// # Errors
/// The database is away.
pub async fn held_back(transaction: &mut Transaction, member: MemberId) -> Result<(i64, i64)> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT count(DISTINCT from_id), count(*) FROM notification WHERE account_id = $1 AND filtered",
        )
        .bind(member.account().number())
        .fetch_one(connection)
        .await?
    }))
}
