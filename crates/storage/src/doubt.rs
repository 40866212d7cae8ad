//! "I don't know this person", as answered by members.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::{Result, Transaction};

/// Records that a member does not know an asker; her latest answer counts.
///
/// # Errors
/// The database is away.
pub async fn record(
    transaction: &mut Transaction,
    member: MemberId,
    asker: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO doubt (member_id, asker_id, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (member_id, asker_id) DO UPDATE SET created_at = excluded.created_at",
        )
        .bind(member.account().number())
        .bind(asker.number())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// How many members said since a time that they do not know an asker.
///
/// # Errors
/// The database is away.
pub async fn count(transaction: &mut Transaction, asker: AccountId, since: DateTime<Utc>) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM doubt WHERE asker_id = $1 AND created_at > $2")
            .bind(asker.number())
            .bind(since)
            .fetch_one(connection)
            .await?
    }))
}
