//! Filters of members.

mod keyword;
mod status;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::event::Event;
use vouchwell_domain::filter::{Filter, FilterContext};
use vouchwell_domain::identifier::{FilterId, FilterKeywordId, FilterStatusId, MemberId};

pub use keyword::{insert_keyword, remove_keyword, update_keyword};
pub use status::{insert_status, remove_status};

use crate::error::parse;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    title: String,
    contexts: Json<Vec<FilterContext>>,
    action: String,
    expires_at: Option<DateTime<Utc>>,
}

/// Keeps a new filter, without what it looks for.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    owner: MemberId,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO filter (id, owner_id, title, contexts, action, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(filter.id.number())
        .bind(owner.account().number())
        .bind(&filter.title)
        .bind(Json(&filter.contexts))
        .bind(filter.action.as_str())
        .bind(filter.expires_at)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Writes all of a filter that can change, but for what it looks for.
///
/// # Errors
/// The database is away.
pub async fn update(transaction: &mut Transaction, filter: &Filter) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE filter SET title = $2, contexts = $3, action = $4, expires_at = $5 WHERE id = $1")
            .bind(filter.id.number())
            .bind(&filter.title)
            .bind(Json(&filter.contexts))
            .bind(filter.action.as_str())
            .bind(filter.expires_at)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Removes a filter of a member; whether there was one.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, owner: MemberId, id: FilterId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM filter WHERE owner_id = $1 AND id = $2")
            .bind(owner.account().number())
            .bind(id.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Has a member's apps told that her filters find something else.
pub fn announce_change(transaction: &mut Transaction, owner: MemberId) {
    transaction.announce(Event::FiltersChanged(owner));
}

/// All filters of a member with what they look for, in the order in which they were made, in three statements.
///
/// # Errors
/// The database is away.
pub async fn all(transaction: &mut Transaction, owner: MemberId) -> Result<Vec<Filter>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as("SELECT id, title, contexts, action, expires_at FROM filter WHERE owner_id = $1 ORDER BY id")
            .bind(owner.account().number())
            .fetch_all(connection)
            .await?
    });
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut keywords = keyword::of_member(transaction, owner).await?;
    let mut statuses = status::of_member(transaction, owner).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Filter {
                id: FilterId::from_number(row.id),
                title: row.title,
                contexts: row.contexts.0,
                action: parse(&row.action, "action of a filter")?,
                expires_at: row.expires_at,
                keywords: keywords.remove(&row.id).unwrap_or_default(),
                statuses: statuses.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// A filter of a member.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, owner: MemberId, id: FilterId) -> Result<Option<Filter>> {
    let all = all(transaction, owner).await?;
    Ok(all.into_iter().find(|filter| filter.id == id))
}

/// The filter of a member that looks for a keyword.
///
/// # Errors
/// The database is away.
pub async fn by_keyword(
    transaction: &mut Transaction,
    owner: MemberId,
    id: FilterKeywordId,
) -> Result<Option<Filter>> {
    let all = all(transaction, owner).await?;
    Ok(all
        .into_iter()
        .find(|filter| filter.keywords.iter().any(|keyword| keyword.id == id)))
}

/// The filter of a member that names a status.
///
/// # Errors
/// The database is away.
pub async fn by_status(
    transaction: &mut Transaction,
    owner: MemberId,
    id: FilterStatusId,
) -> Result<Option<Filter>> {
    let all = all(transaction, owner).await?;
    Ok(all
        .into_iter()
        .find(|filter| filter.statuses.iter().any(|status| status.id == id)))
}

fn by_filter<T>(rows: impl IntoIterator<Item = (i64, T)>) -> HashMap<i64, Vec<T>> {
    let mut found: HashMap<i64, Vec<T>> = HashMap::new();
    for (filter, item) in rows {
        found.entry(filter).or_default().push(item);
    }
    found
}
