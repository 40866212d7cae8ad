//! Codes that members show in person.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri};
use vouchwell_domain::token::SecretDigest;

use crate::{Result, Transaction};

/// Keeps a new code.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    code: &SecretDigest,
    member: MemberId,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO meeting (digest, member_id, expires_at) VALUES ($1, $2, $3)")
            .bind(code.as_bytes().as_slice())
            .bind(member.account().number())
            .bind(expires_at)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Whose code it is, while it is good.
///
/// # Errors
/// The database is away.
pub async fn shown_by(
    transaction: &mut Transaction,
    code: &SecretDigest,
    now: DateTime<Utc>,
) -> Result<Option<AccountId>> {
    let member: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT member_id FROM meeting WHERE digest = $1 AND offer_uri IS NULL AND expires_at > $2",
        )
        .bind(code.as_bytes().as_slice())
        .bind(now)
        .fetch_optional(connection)
        .await?
    });
    Ok(member.map(AccountId::from_number))
}

/// Uses a member's code up for an Offer; false if it is not hers, or not good any more.
///
/// # Errors
/// The database is away.
pub async fn use_up(
    transaction: &mut Transaction,
    code: &SecretDigest,
    member: MemberId,
    offer: &ObjectUri,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE meeting SET offer_uri = $1
             WHERE digest = $2 AND member_id = $3 AND offer_uri IS NULL AND expires_at > $4",
        )
        .bind(offer.as_str())
        .bind(code.as_bytes().as_slice())
        .bind(member.account().number())
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    });
    Ok(changed == 1)
}

/// Forgets the codes that nobody used in time, and those that were used for an Offer that is long over.
///
/// # Errors
/// The database is away.
pub async fn forget(
    transaction: &mut Transaction,
    now: DateTime<Utc>,
    used_before: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM meeting WHERE expires_at <= $1 AND (offer_uri IS NULL OR expires_at <= $2)")
            .bind(now)
            .bind(used_before)
            .execute(connection)
            .await?;
    });
    Ok(())
}
