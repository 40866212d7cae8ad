//! Hashtags that members follow.

use sqlx::FromRow;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::page::{Page, Placed};

use crate::{Result, Transaction};

/// Lets a member follow a hashtag.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, owner: MemberId, tag: &str, sequence: i64) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO followed_tag (owner_id, tag, sequence) VALUES ($1, $2, $3)
             ON CONFLICT (owner_id, tag) DO NOTHING",
        )
        .bind(owner.account().number())
        .bind(tag)
        .bind(sequence)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Ends that a member follows a hashtag.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, owner: MemberId, tag: &str) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM followed_tag WHERE owner_id = $1 AND tag = $2")
            .bind(owner.account().number())
            .bind(tag)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The hashtags that a member follows, with their positions, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, owner: MemberId, page: Page) -> Result<Vec<Placed<String>>> {
    #[derive(FromRow)]
    struct Row {
        tag: String,
        sequence: i64,
    }
    let statement = if page.from_oldest() {
        "SELECT tag, sequence FROM followed_tag WHERE owner_id = $1 AND sequence < $2 AND sequence > $3
         ORDER BY sequence ASC LIMIT $4"
    } else {
        "SELECT tag, sequence FROM followed_tag WHERE owner_id = $1 AND sequence < $2 AND sequence > $3
         ORDER BY sequence DESC LIMIT $4"
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
    let placed = rows.into_iter().map(|row| Placed {
        position: row.sequence,
        item: row.tag,
    });
    Ok(placed.collect())
}

/// What a member has to do with a hashtag: whether she follows it, and whether she shows it on her profile.
///
/// # Errors
/// The database is away.
pub async fn of_member(transaction: &mut Transaction, owner: MemberId, tag: &str) -> Result<(bool, bool)> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM followed_tag WHERE owner_id = $1 AND tag = $2),
                 EXISTS (SELECT 1 FROM featured_tag WHERE account_id = $1 AND tag = $2)",
        )
        .bind(owner.account().number())
        .bind(tag)
        .fetch_one(connection)
        .await?
    }))
}
