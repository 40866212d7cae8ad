//! Keys under which evidence of an account was accepted (protocol §2).

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::DidKey;
use vouchwell_domain::identifier::AccountId;

use crate::{Result, Transaction};

/// Remembers a key of an account; the first time counts.
///
/// # Errors
/// The database is away.
pub async fn remember(
    transaction: &mut Transaction,
    account: AccountId,
    key: &DidKey,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO remembered_key (account_id, key, first_seen_at) VALUES ($1, $2, $3)
             ON CONFLICT (account_id, key) DO NOTHING",
        )
        .bind(account.number())
        .bind(key.as_str())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Whether evidence of the account was accepted under this key.
///
/// # Errors
/// The database is away.
pub async fn is_remembered(transaction: &mut Transaction, account: AccountId, key: &DidKey) -> Result<bool> {
    let found: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT key FROM remembered_key WHERE account_id = $1 AND key = $2")
            .bind(account.number())
            .bind(key.as_str())
            .fetch_optional(connection)
            .await?
    });
    Ok(found.is_some())
}

/// The key under which evidence of the account was accepted first.
///
/// # Errors
/// The database is away.
pub async fn first_remembered(transaction: &mut Transaction, account: AccountId) -> Result<Option<DidKey>> {
    let key: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT key FROM remembered_key WHERE account_id = $1 ORDER BY first_seen_at, key LIMIT 1",
        )
        .bind(account.number())
        .fetch_optional(connection)
        .await?
    });
    crate::error::parse_optional(key.as_ref(), "key")
}
