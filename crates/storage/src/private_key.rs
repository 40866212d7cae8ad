//! Private keys, encrypted.

use sqlx::FromRow;
use vouchwell_domain::identifier::AccountId;

use crate::{Result, Transaction, request_key};

/// The private keys of an account, each sealed by the vault.
#[derive(Clone, PartialEq, Eq, FromRow)]
pub struct SealedKeys {
    /// The key that signs HTTP requests.
    pub request_key: Vec<u8>,
    /// The key that signs evidence.
    pub evidence_key: Vec<u8>,
}

/// Keeps the keys of a new account.
///
/// # Errors
/// The account has keys already, or the database is away.
pub async fn insert(transaction: &mut Transaction, account: AccountId, keys: &SealedKeys) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO private_key (account_id, request_key, evidence_key) VALUES ($1, $2, $3)")
            .bind(account.number())
            .bind(&keys.request_key)
            .bind(&keys.evidence_key)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The keys of an account.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, account: AccountId) -> Result<Option<SealedKeys>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as("SELECT request_key, evidence_key FROM private_key WHERE account_id = $1")
            .bind(account.number())
            .fetch_optional(connection)
            .await?
    }))
}

/// Erases the keys of an account.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    request_key::remove(transaction, account).await?;
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM private_key WHERE account_id = $1")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Everybody who has keys and is not gone.
///
/// # Errors
/// The database is away.
pub async fn owners(transaction: &mut Transaction) -> Result<Vec<AccountId>> {
    let owners: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT account_id FROM private_key JOIN account ON account.id = account_id \
             WHERE gone_at IS NULL ORDER BY account_id",
        )
            .fetch_all(connection)
            .await?
    });
    Ok(owners.into_iter().map(AccountId::from_number).collect())
}

/// The keys of any account: those of all are sealed by the same vault.
///
/// # Errors
/// The database is away.
pub async fn any(transaction: &mut Transaction) -> Result<Option<(AccountId, SealedKeys)>> {
    let found: Option<(i64, Vec<u8>, Vec<u8>)> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT account_id, request_key, evidence_key FROM private_key LIMIT 1")
            .fetch_optional(connection)
            .await?
    });
    Ok(found.map(|(account, request_key, evidence_key)| {
        let keys = SealedKeys {
            request_key,
            evidence_key,
        };
        (AccountId::from_number(account), keys)
    }))
}
