//! Hashtags that members show on their profiles.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, FeaturedTagId};

use crate::{Result, Transaction};

/// A hashtag on a profile, and what its member wrote with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeaturedTag {
    /// Its id in the client API.
    pub id: FeaturedTagId,
    /// The hashtag, without #.
    pub tag: String,
    /// How many public statuses of the member carry it.
    pub statuses: i64,
    /// When the last of them was written.
    pub last_status_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    tag: String,
    statuses: i64,
    last_status_at: Option<DateTime<Utc>>,
}

/// Shows a hashtag on a member's profile; one that is shown already stays as it is.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    id: FeaturedTagId,
    account: AccountId,
    tag: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO featured_tag (id, account_id, tag, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id, tag) DO NOTHING",
        )
        .bind(id.number())
        .bind(account.number())
        .bind(tag)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Shows a hashtag no more; whether it was shown.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, account: AccountId, id: FeaturedTagId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM featured_tag WHERE account_id = $1 AND id = $2")
            .bind(account.number())
            .bind(id.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// As [`remove`], by the hashtag.
///
/// # Errors
/// The database is away.
pub async fn remove_by_name(transaction: &mut Transaction, account: AccountId, tag: &str) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM featured_tag WHERE account_id = $1 AND tag = $2")
            .bind(account.number())
            .bind(tag)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The hashtags on a profile, in the order of their names.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, account: AccountId) -> Result<Vec<FeaturedTag>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT featured_tag.id, featured_tag.tag, count(status.id) AS statuses,
                 max(status.created_at) AS last_status_at
             FROM featured_tag LEFT JOIN (status_tag JOIN status ON status.id = status_tag.status_id
                     AND status.visibility IN ('public', 'unlisted'))
                 ON status_tag.tag = featured_tag.tag AND status.account_id = featured_tag.account_id
             WHERE featured_tag.account_id = $1
             GROUP BY featured_tag.id, featured_tag.tag ORDER BY featured_tag.tag",
        )
        .bind(account.number())
        .fetch_all(connection)
        .await?
    });
    Ok(rows
        .into_iter()
        .map(|row| FeaturedTag {
            id: FeaturedTagId::from_number(row.id),
            tag: row.tag,
            statuses: row.statuses,
            last_status_at: row.last_status_at,
        })
        .collect())
}

/// Hashtags that an account uses in public and does not show, the most used first.
///
/// # Errors
/// The database is away.
pub async fn suggestions(
    transaction: &mut Transaction,
    account: AccountId,
    limit: u32,
) -> Result<Vec<String>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT status_tag.tag FROM status JOIN status_tag ON status_tag.status_id = status.id
             WHERE status.account_id = $1 AND status.visibility IN ('public', 'unlisted')
                 AND NOT EXISTS (SELECT 1 FROM featured_tag WHERE featured_tag.account_id = $1
                     AND featured_tag.tag = status_tag.tag)
             GROUP BY status_tag.tag ORDER BY count(*) DESC, status_tag.tag LIMIT $2",
        )
        .bind(account.number())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    }))
}
