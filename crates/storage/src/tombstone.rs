//! Ids that an account has deleted: nothing of that account comes back under them.

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::ObjectUri;

use crate::{Result, Transaction};

/// Remembers for ever that the account deleted what has this id.
///
/// # Errors
/// The database is away.
pub async fn add(
    transaction: &mut Transaction,
    uri: &ObjectUri,
    account: &ActorUri,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO tombstone (uri, account_uri, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(uri.as_str())
        .bind(account.as_str())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Whether the account deleted what has this id.
///
/// # Errors
/// The database is away.
pub async fn exists(transaction: &mut Transaction, uri: &ObjectUri, account: &ActorUri) -> Result<bool> {
    let found: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT uri FROM tombstone WHERE uri = $1 AND account_uri = $2")
            .bind(uri.as_str())
            .bind(account.as_str())
            .fetch_optional(connection)
            .await?
    });
    Ok(found.is_some())
}
