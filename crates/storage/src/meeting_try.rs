//! Codes that were tried lately, so that nobody finds one by trying.

use chrono::{DateTime, Utc};
use vouchwell_domain::meeting::Trier;

use crate::{Result, Transaction};

/// Remembers a try, and forgets those before a time.
///
/// # Errors
/// The database is away.
pub async fn record(
    transaction: &mut Transaction,
    trier: &Trier,
    sequence: i64,
    now: DateTime<Utc>,
    forgotten_before: DateTime<Utc>,
) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("DELETE FROM meeting_try WHERE tried_at <= $1")
            .bind(forgotten_before)
            .execute(connection)
            .await?;
    });
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO meeting_try (tried_by, sequence, tried_at) VALUES ($1, $2, $3)")
            .bind(trier.to_string())
            .bind(sequence)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// How often somebody tried since a time.
///
/// # Errors
/// The database is away.
pub async fn count(transaction: &mut Transaction, trier: &Trier, since: DateTime<Utc>) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM meeting_try WHERE tried_by = $1 AND tried_at > $2")
            .bind(trier.to_string())
            .bind(since)
            .fetch_one(connection)
            .await?
    }))
}
