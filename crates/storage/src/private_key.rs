//! Private keys, encrypted.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::AccountId;

use crate::{Result, Transaction};

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

/// The keys of an account for HTTP requests: the present one and, for a while, the one before it.
///
/// # Errors
/// The database is away.
pub async fn for_requests(
    transaction: &mut Transaction,
    account: AccountId,
) -> Result<Option<(Vec<u8>, Option<Vec<u8>>)>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as("SELECT request_key, previous_request_key FROM private_key WHERE account_id = $1")
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
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM private_key WHERE account_id = $1")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Puts a new key for requests in the place of the present one, which becomes the previous one; false if there is none, or
/// it was put there since the change was asked for.
///
/// # Errors
/// The database is away.
pub async fn rotate(
    transaction: &mut Transaction,
    account: AccountId,
    request_key: &[u8],
    asked_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE private_key SET previous_request_key = request_key, request_key = $2, rotated_at = $4 \
             WHERE account_id = $1 AND (rotated_at IS NULL OR rotated_at < $3)",
        )
        .bind(account.number())
        .bind(request_key)
        .bind(asked_at)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) > 0)
}

/// Erases the previous keys of all whose present one is older than a moment.
///
/// # Errors
/// The database is away.
pub async fn forget_previous(transaction: &mut Transaction, before: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE private_key SET previous_request_key = NULL \
             WHERE previous_request_key IS NOT NULL AND rotated_at < $1",
        )
        .bind(before)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Everybody who has keys.
///
/// # Errors
/// The database is away.
pub async fn owners(transaction: &mut Transaction) -> Result<Vec<AccountId>> {
    let owners: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT account_id FROM private_key ORDER BY account_id")
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
