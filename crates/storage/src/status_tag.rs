//! The tags by which statuses are found.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{MemberId, StatusId};

use crate::status::number;
use crate::value_list::{ROWS, escape_pattern};
use crate::{Result, Transaction};

/// Above every tag that begins with what stands before it.
const LAST: char = '\u{10ffff}';

/// Puts the tags of a status in place of those that were there.
///
/// # Errors
/// The database is away.
pub(crate) async fn replace(transaction: &mut Transaction, status: StatusId, tags: &[String]) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("DELETE FROM status_tag WHERE status_id = $1")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    insert(transaction, &[(status, tags)]).await
}

/// Keeps the tags of statuses that have none yet.
///
/// # Errors
/// The database is away.
pub(crate) async fn insert(transaction: &mut Transaction, tagged: &[(StatusId, &[String])]) -> Result<()> {
    let tags: BTreeSet<(StatusId, String)> = tagged
        .iter()
        .flat_map(|(status, tags)| tags.iter().map(|tag| (*status, tag.to_lowercase())))
        .collect();
    let rows: Vec<(StatusId, String)> = tags.into_iter().collect();
    for rows in rows.chunks(ROWS) {
        on_both!(&mut *transaction, connection => {
            let mut builder = QueryBuilder::new("INSERT INTO status_tag (tag, status_id) ");
            builder.push_values(rows, |mut row, (status, tag)| {
                row.push_bind(tag).push_bind(status.number());
            });
            builder.build().execute(connection).await?;
        });
    }
    Ok(())
}

/// Hashtags of public statuses that begin with the text, in small letters, in alphabetical order: whether a member
/// follows each, and whether she shows it on her profile.
///
/// # Errors
/// The database is away.
pub async fn search(
    transaction: &mut Transaction,
    reader: Option<MemberId>,
    prefix: &str,
    (offset, limit): (u32, u32),
) -> Result<Vec<(String, bool, bool)>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT found.tag,
                 EXISTS (SELECT 1 FROM followed_tag WHERE owner_id = $6 AND followed_tag.tag = found.tag),
                 EXISTS (SELECT 1 FROM featured_tag WHERE account_id = $6 AND featured_tag.tag = found.tag)
             FROM (SELECT DISTINCT tag FROM status_tag JOIN status ON status.id = status_tag.status_id
                 WHERE tag >= $1 AND tag < $2 AND tag LIKE $3 ESCAPE '\\' AND status.visibility = 'public'
                 ORDER BY tag LIMIT $4 OFFSET $5) AS found ORDER BY found.tag",
        )
        .bind(prefix)
        .bind(format!("{prefix}{LAST}"))
        .bind(format!("{}%", escape_pattern(prefix)))
        .bind(i64::from(limit))
        .bind(i64::from(offset))
        .bind(number(reader))
        .fetch_all(connection)
        .await?
    }))
}
