//! Hashtags that members follow.

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::page::{Page, Placed};

use crate::value_list::push_list;
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

/// Those of some members who follow one of these tags, which are in lower case.
///
/// # Errors
/// The database is away.
pub async fn followers_among(
    transaction: &mut Transaction,
    tags: &[String],
    members: impl IntoIterator<Item = MemberId, IntoIter: Send>,
) -> Result<Vec<MemberId>> {
    let mut members = members
        .into_iter()
        .map(|member| member.account().number())
        .peekable();
    if tags.is_empty() || members.peek().is_none() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("SELECT DISTINCT owner_id FROM followed_tag WHERE tag IN ");
        push_list(&mut builder, tags.iter().cloned());
        builder.push(" AND owner_id IN ");
        push_list(&mut builder, members);
        builder.build_query_scalar().persistent(false).fetch_all(connection).await?
    });
    let numbers = numbers.into_iter().map(AccountId::from_number);
    Ok(numbers.map(MemberId::of_stored_member).collect())
}
