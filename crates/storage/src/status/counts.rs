//! What a status counts.

use std::collections::HashMap;

use sqlx::FromRow;
use vouchwell_domain::identifier::StatusId;

use crate::{Result, Transaction, value_list};

/// What a status counts, as far as known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusCounts {
    /// Accounts that like it.
    pub favourites: i64,
    /// Accounts that boost it.
    pub reblogs: i64,
    /// Answers that everybody may read.
    pub replies: i64,
    /// Posts that quote it with its author's approval, and that everybody may read.
    pub quotes: i64,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    favourites: i64,
    reblogs: i64,
    replies: i64,
    quotes: i64,
}

/// The counts of many statuses, in one statement.
///
/// # Errors
/// The database is away.
pub async fn counts_of(
    transaction: &mut Transaction,
    ids: &[StatusId],
) -> Result<HashMap<StatusId, StatusCounts>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = "SELECT status.id,
            (SELECT count(*) FROM favourite WHERE favourite.status_id = status.id) AS favourites,
            (SELECT count(*) FROM status AS boost WHERE boost.reblog_of_id = status.id) AS reblogs,
            (SELECT count(*) FROM status AS reply WHERE reply.in_reply_to_id = status.id
                AND reply.visibility IN ('public', 'unlisted')) AS replies,
            (SELECT count(*) FROM quote JOIN status AS quoting ON quoting.id = quote.status_id
                WHERE quote.quoted_id = status.id AND quote.state = 'accepted'
                    AND quoting.visibility IN ('public', 'unlisted')) AS quotes
         FROM status WHERE status.id IN ";
    let numbers = ids.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers(statement, numbers).build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|row| {
            let Row {
                id,
                favourites,
                reblogs,
                replies,
                quotes,
            } = row;
            let counts = StatusCounts {
                favourites,
                reblogs,
                replies,
                quotes,
            };
            (StatusId::from_number(id), counts)
        })
        .collect())
}
