//! Accounts by the beginning of their names.

use vouchwell_domain::account::Account;

use super::Row;
use crate::value_list::escape_pattern;
use crate::{Result, Transaction};

/// Living accounts of people whose name, or whose display name, begins with the text; members first.
///
/// # Errors
/// The database is away.
pub async fn search(transaction: &mut Transaction, prefix: &str, limit: u32) -> Result<Vec<Account>> {
    let pattern = format!("{}%", escape_pattern(&prefix.to_lowercase()));
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM account
             WHERE gone_at IS NULL AND kind <> 'Application'
                 AND (lower(name) LIKE $1 ESCAPE '\\' OR lower(display_name) LIKE $1 ESCAPE '\\')
             ORDER BY CASE WHEN host IS NULL THEN 0 ELSE 1 END, lower(name), id LIMIT $2",
        )
        .bind(&pattern)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}
