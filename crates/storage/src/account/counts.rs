//! What an account's profile counts.

use std::collections::HashMap;

use sqlx::FromRow;
use vouchwell_domain::identifier::AccountId;

use crate::{Result, Transaction, value_list};

/// What a profile counts. Statuses count that everybody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountCounts {
    /// Statuses that everybody may read.
    pub statuses: i64,
    /// Accounts that follow it, as far as known here.
    pub followers: i64,
    /// Accounts that it follows, as far as known here.
    pub following: i64,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    statuses: i64,
    followers: i64,
    following: i64,
}

/// The counts of one account.
///
/// # Errors
/// The database is away.
pub async fn counts(transaction: &mut Transaction, id: AccountId) -> Result<AccountCounts> {
    Ok(counts_of(transaction, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default())
}

/// The counts of many accounts, in one statement.
///
/// # Errors
/// The database is away.
pub async fn counts_of(
    transaction: &mut Transaction,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, AccountCounts>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = "SELECT account.id,
            (SELECT count(*) FROM status WHERE status.account_id = account.id
                AND status.visibility IN ('public', 'unlisted')) AS statuses,
            (SELECT count(*) FROM follow WHERE follow.followed_id = account.id
                AND follow.state = 'accepted') AS followers,
            (SELECT count(*) FROM follow WHERE follow.follower_id = account.id
                AND follow.state = 'accepted') AS following
         FROM account WHERE account.id IN ";
    let numbers = ids.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers(statement, numbers).build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|row| {
            let Row {
                id,
                statuses,
                followers,
                following,
            } = row;
            (
                AccountId::from_number(id),
                AccountCounts {
                    statuses,
                    followers,
                    following,
                },
            )
        })
        .collect())
}
