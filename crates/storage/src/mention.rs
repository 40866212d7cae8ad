//! Who is mentioned in a status.

use std::collections::{BTreeSet, HashMap};

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{AccountId, StatusId};

use crate::value_list::{self, ROWS};
use crate::{Result, Transaction};

/// Puts the mentions of a status in place of those that were there, who may go on reading it.
///
/// # Errors
/// The database is away.
pub async fn replace(transaction: &mut Transaction, status: StatusId, mentioned: &[AccountId]) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("UPDATE mention SET silent = TRUE WHERE status_id = $1")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    insert(transaction, &[(status, mentioned)]).await
}

/// Keeps mentions beside those that are there.
///
/// # Errors
/// The database is away.
pub(crate) async fn insert(
    transaction: &mut Transaction,
    mentions: &[(StatusId, &[AccountId])],
) -> Result<()> {
    // A row cannot be written twice by one statement.
    let each_once: BTreeSet<(StatusId, AccountId)> = mentions
        .iter()
        .flat_map(|(status, mentioned)| mentioned.iter().map(|account| (*status, *account)))
        .collect();
    let rows: Vec<(StatusId, AccountId)> = each_once.into_iter().collect();
    for rows in rows.chunks(ROWS) {
        on_both!(&mut *transaction, connection => {
            let mut builder = QueryBuilder::new("INSERT INTO mention (status_id, account_id) ");
            builder.push_values(rows, |mut row, (status, account)| {
                row.push_bind(status.number()).push_bind(account.number());
            });
            builder.push(" ON CONFLICT (status_id, account_id) DO UPDATE SET silent = FALSE");
            builder.build().execute(connection).await?;
        });
    }
    Ok(())
}

/// The mentions of many statuses, in one statement.
///
/// # Errors
/// The database is away.
pub async fn of_statuses(
    transaction: &mut Transaction,
    statuses: &[StatusId],
) -> Result<HashMap<StatusId, Vec<AccountId>>> {
    let mut mentions: HashMap<StatusId, Vec<AccountId>> = HashMap::new();
    if statuses.is_empty() {
        return Ok(mentions);
    }
    let numbers = statuses.iter().map(|status| status.number());
    let rows: Vec<(i64, i64)> = on_both!(transaction, connection => {
        value_list::numbers("SELECT status_id, account_id FROM mention WHERE NOT silent AND status_id IN ", numbers)
            .push(" ORDER BY status_id, account_id")
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    for (status, account) in rows {
        mentions
            .entry(StatusId::from_number(status))
            .or_default()
            .push(AccountId::from_number(account));
    }
    Ok(mentions)
}

/// All who are or were mentioned in a status.
///
/// # Errors
/// The database is away.
pub async fn ever_of(transaction: &mut Transaction, status: StatusId) -> Result<Vec<AccountId>> {
    let numbers: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT account_id FROM mention WHERE status_id = $1 ORDER BY account_id")
            .bind(status.number())
            .fetch_all(connection)
            .await?
    });
    Ok(numbers.into_iter().map(AccountId::from_number).collect())
}
