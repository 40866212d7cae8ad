//! Pins: what members show first on their profiles.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::status::Status;

use crate::status::{Row, load};
use crate::{Result, Transaction};

/// Pins a status of a member, unless it is pinned.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    member: MemberId,
    status: StatusId,
    sequence: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO pin (status_id, account_id, sequence, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
        )
        .bind(status.number())
        .bind(member.account().number())
        .bind(sequence)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Unpins a status of a member; whether it was pinned.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId, status: StatusId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM pin WHERE status_id = $1 AND account_id = $2")
            .bind(status.number())
            .bind(member.account().number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// What a member has pinned, the latest first.
///
/// # Errors
/// The database is away.
pub async fn of_member(transaction: &mut Transaction, member: MemberId) -> Result<Vec<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "SELECT status.* FROM pin JOIN status ON status.id = pin.status_id
             WHERE pin.account_id = $1 ORDER BY pin.sequence DESC",
        )
        .bind(member.account().number())
        .fetch_all(connection)
        .await?
    });
    load(transaction, rows).await
}
