//! Quotes of members' posts that have leave.

use vouchwell_domain::identifier::{AccountId, ObjectUri, StatusId};

use crate::{Result, Transaction};

/// Lets an account quote a post in the Note with this id.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    quoted: StatusId,
    quoting: &ObjectUri,
    by: AccountId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO quote_authorization (status_id, uri, account_id) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        )
        .bind(quoted.number())
        .bind(quoting.as_str())
        .bind(by.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Who may quote a post in the Note with this id.
///
/// # Errors
/// The database is away.
pub async fn find(
    transaction: &mut Transaction,
    quoted: StatusId,
    quoting: &ObjectUri,
) -> Result<Option<AccountId>> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT account_id FROM quote_authorization WHERE status_id = $1 AND uri = $2")
            .bind(quoted.number())
            .bind(quoting.as_str())
            .fetch_optional(connection)
            .await?
    });
    Ok(found.map(AccountId::from_number))
}

/// Takes the leave back; whether there was any.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, quoted: StatusId, quoting: &ObjectUri) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM quote_authorization WHERE status_id = $1 AND uri = $2")
            .bind(quoted.number())
            .bind(quoting.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}
