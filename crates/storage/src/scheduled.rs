//! Posts that wait for their time.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::identifier::{AccountId, MediaId, MemberId, ScheduledId};
use vouchwell_domain::page::Page;
use vouchwell_domain::post::Post;
use vouchwell_domain::scheduled::ScheduledPost;

use crate::value_list::push_list;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    post: Json<Post>,
    scheduled_at: DateTime<Utc>,
}

impl From<Row> for ScheduledPost {
    fn from(row: Row) -> Self {
        Self {
            id: ScheduledId::from_number(row.id),
            author: MemberId::of_stored_member(AccountId::from_number(row.account_id)),
            post: row.post.0,
            at: row.scheduled_at,
        }
    }
}

/// Keeps a post until its time, and what it will show; whether all of that is the author's, ready, and not shown by
/// another post.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, scheduled: &ScheduledPost) -> Result<bool> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("INSERT INTO scheduled_status (id, account_id, post, scheduled_at) VALUES ($1, $2, $3, $4)")
            .bind(scheduled.id.number())
            .bind(scheduled.author.account().number())
            .bind(Json(&scheduled.post))
            .bind(scheduled.at)
            .execute(connection)
            .await?;
    });
    let media = &scheduled.post.media;
    if media.is_empty() {
        return Ok(true);
    }
    let kept = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO scheduled_media (media_id, scheduled_id) SELECT id, ");
        builder.push_bind(scheduled.id.number());
        builder.push(" FROM media WHERE format IS NOT NULL AND status_id IS NULL AND account_id = ");
        builder.push_bind(scheduled.author.account().number());
        builder.push(" AND id IN ");
        push_list(&mut builder, media.iter().map(|id: &MediaId| id.number()));
        builder.push(" ON CONFLICT DO NOTHING");
        builder.build().execute(connection).await?.rows_affected()
    });
    Ok(kept == media.len() as u64)
}

/// How many posts of a member wait.
///
/// # Errors
/// The database is away.
pub async fn count(transaction: &mut Transaction, author: MemberId) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM scheduled_status WHERE account_id = $1")
            .bind(author.account().number())
            .fetch_one(connection)
            .await?
    }))
}

/// A post of a member that waits.
///
/// # Errors
/// The database is away.
pub async fn by_id(
    transaction: &mut Transaction,
    author: MemberId,
    id: ScheduledId,
) -> Result<Option<ScheduledPost>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM scheduled_status WHERE id = $1 AND account_id = $2")
            .bind(id.number())
            .bind(author.account().number())
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(ScheduledPost::from))
}

macro_rules! of_member_statement {
    ($order:literal) => {
        concat!(
            "SELECT * FROM scheduled_status WHERE account_id = $1 AND id < $2 AND id > $3 ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// The posts of a member that wait, those that were written last first.
///
/// # Errors
/// The database is away.
pub async fn of_member(
    transaction: &mut Transaction,
    author: MemberId,
    page: Page,
) -> Result<Vec<ScheduledPost>> {
    let statement = if page.from_oldest() {
        of_member_statement!("ASC")
    } else {
        of_member_statement!("DESC")
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(author.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    Ok(rows.into_iter().map(ScheduledPost::from).collect())
}

/// Puts a post to another time; whether it still waited.
///
/// # Errors
/// The database is away.
pub async fn set_time(
    transaction: &mut Transaction,
    author: MemberId,
    id: ScheduledId,
    at: DateTime<Utc>,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("UPDATE scheduled_status SET scheduled_at = $3 WHERE id = $1 AND account_id = $2")
            .bind(id.number())
            .bind(author.account().number())
            .bind(at)
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Removes a post of a member that waits, and lets go what it was to show.
///
/// # Errors
/// The database is away.
pub async fn remove(
    transaction: &mut Transaction,
    author: MemberId,
    id: ScheduledId,
) -> Result<Option<ScheduledPost>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("DELETE FROM scheduled_status WHERE id = $1 AND account_id = $2 RETURNING *")
            .bind(id.number())
            .bind(author.account().number())
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(ScheduledPost::from))
}

/// Takes a post whose time has come. Nobody can take it again.
///
/// # Errors
/// The database is away.
pub async fn take_due(
    transaction: &mut Transaction,
    id: ScheduledId,
    now: DateTime<Utc>,
) -> Result<Option<ScheduledPost>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("DELETE FROM scheduled_status WHERE id = $1 AND scheduled_at <= $2 RETURNING *")
            .bind(id.number())
            .bind(now)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(ScheduledPost::from))
}
