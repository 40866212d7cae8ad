//! Locks, where the databases differ.

use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::identifier::{AccountId, StatusId};

use crate::{Result, Transaction};

/// Lets nobody else change what concerns this pair until the transaction ends.
///
/// On SQLite a writing transaction is alone anyway. On PostgreSQL the rows of both accounts are locked,
/// always in the order of their ids, so that two transactions cannot wait for each other.
///
/// # Errors
/// The database is away.
pub async fn pair(transaction: &mut Transaction, one: AccountId, other: AccountId) -> Result<()> {
    all(transaction, &[one, other]).await
}

/// The same for what concerns any of these accounts.
///
/// # Errors
/// The database is away.
pub async fn all(transaction: &mut Transaction, accounts: &[AccountId]) -> Result<()> {
    if let Transaction::Postgres(transaction) = transaction {
        let ids: Vec<i64> = accounts.iter().map(|account| account.number()).collect();
        sqlx::query("SELECT id FROM account WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE")
            .bind(ids)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Lets nobody else change what concerns this account until the transaction ends.
///
/// # Errors
/// The database is away.
pub async fn account(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    all(transaction, &[account]).await
}

/// Lets nobody delete or change a status until the transaction ends.
///
/// # Errors
/// The database is away.
pub async fn status(transaction: &mut Transaction, status: StatusId) -> Result<()> {
    if let Transaction::Postgres(transaction) = transaction {
        sqlx::query("SELECT id FROM status WHERE id = $1 FOR NO KEY UPDATE")
            .bind(status.number())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Lets nobody else decide for the whole instance until the transaction ends: who its first member is, and what it has to do
/// with other servers.
///
/// # Errors
/// The database is away.
pub async fn instance(transaction: &mut Transaction) -> Result<()> {
    if let Transaction::Postgres(transaction) = transaction {
        sqlx::query("SELECT id FROM instance FOR NO KEY UPDATE")
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Lets nobody else ask whether this e-mail address is free until the transaction ends, whatever the case of its letters.
///
/// # Errors
/// The database is away.
pub async fn email(transaction: &mut Transaction, email: &EmailAddress) -> Result<()> {
    if let Transaction::Postgres(transaction) = transaction {
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 0))")
            .bind(email.as_str())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
