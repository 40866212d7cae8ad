//! What an account's profile counts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::profile::RecommendationLists;

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
    /// When it last wrote something that everybody may read.
    pub last_status_at: Option<DateTime<Utc>>,
    /// Which of its lists of public recommendations are not empty.
    pub lists: RecommendationLists,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    statuses: i64,
    followers: i64,
    following: i64,
    last_status_at: Option<DateTime<Utc>>,
    is_recommended: bool,
    recommends: bool,
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
                AND follow.state = 'accepted') AS following,
            (SELECT status.created_at FROM status WHERE status.account_id = account.id
                AND status.visibility IN ('public', 'unlisted') ORDER BY status.id DESC LIMIT 1) AS last_status_at,
            EXISTS (SELECT 1 FROM recommendation WHERE recommendation.subject_id = account.id
                AND recommendation.standing = 'public') AS is_recommended,
            EXISTS (SELECT 1 FROM recommendation WHERE recommendation.author_id = account.id
                AND recommendation.standing = 'public') AS recommends
         FROM account WHERE account.id IN ";
    let numbers = ids.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers(statement, numbers).build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|row| {
            let counts = AccountCounts {
                statuses: row.statuses,
                followers: row.followers,
                following: row.following,
                last_status_at: row.last_status_at,
                lists: RecommendationLists {
                    received: row.is_recommended,
                    given: row.recommends,
                },
            };
            (AccountId::from_number(row.id), counts)
        })
        .collect())
}
