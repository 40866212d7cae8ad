//! Members who are kept out.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::MemberId;

use crate::{Result, Transaction};

/// Keeps a member out; whether she was not before.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, member: MemberId, now: DateTime<Utc>) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO suspension (account_id, since) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING",
        )
        .bind(member.account().number())
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Lets a member in again; whether she was kept out.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM suspension WHERE account_id = $1")
            .bind(member.account().number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Since when a member is kept out, if she is.
///
/// # Errors
/// The database is away.
pub async fn since(transaction: &mut Transaction, member: MemberId) -> Result<Option<DateTime<Utc>>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT since FROM suspension WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_optional(connection)
            .await?
    }))
}
