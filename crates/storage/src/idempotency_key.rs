//! Keys by which a client that heard no answer asks for the same post again.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{MemberId, StatusId};

use crate::{Result, Transaction};

/// Takes a key for a new status, and forgets the keys that were taken before `since`. If the member has taken
/// it already, the status for which she did. On PostgreSQL a second call waits until the first has ended.
///
/// # Errors
/// The database is away.
pub async fn take(
    transaction: &mut Transaction,
    member: MemberId,
    key: &str,
    status: StatusId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<StatusId>> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("DELETE FROM idempotency_key WHERE created_at < $1")
            .bind(since)
            .execute(connection)
            .await?;
    });
    let taken = on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO idempotency_key (account_id, key, status_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id, key) DO NOTHING",
        )
        .bind(member.account().number())
        .bind(key)
        .bind(status.number())
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    });
    if taken == 1 {
        return Ok(None);
    }
    let earlier: i64 = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT status_id FROM idempotency_key WHERE account_id = $1 AND key = $2")
            .bind(member.account().number())
            .bind(key)
            .fetch_one(connection)
            .await?
    });
    Ok(Some(StatusId::from_number(earlier)))
}
