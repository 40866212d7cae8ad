//! Keys that sign HTTP requests, encrypted: the present ones, and those before them.

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::identifier::{AccountId, ObjectUri};

use crate::error::parse;
use crate::{Result, Transaction};

/// How many replaced keys of an account are still of use.
const EARLIER: i64 = 2;

/// The keys of an account, each sealed by the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRequestKeys {
    /// The present one.
    pub current: Vec<u8>,
    /// Those before it that are kept, the last first.
    pub earlier: Vec<Vec<u8>>,
    /// The activity that tells others of the present one; none while nothing earlier is kept.
    pub told_by: Option<ObjectUri>,
}

/// A key that takes the place of another.
#[derive(Debug, Clone, Copy)]
pub struct NewRequestKey<'a> {
    /// Sealed by the vault.
    pub sealed: &'a [u8],
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The activity that tells of it.
    pub told_by: &'a ObjectUri,
}

/// The keys of an account.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, account: AccountId) -> Result<Option<SealedRequestKeys>> {
    let current: Option<Vec<u8>> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT request_key FROM private_key WHERE account_id = $1")
            .bind(account.number())
            .fetch_optional(connection)
            .await?
    });
    let Some(current) = current else {
        return Ok(None);
    };
    let earlier: Vec<(Vec<u8>, String)> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT request_key, told_by FROM earlier_request_key \
             WHERE account_id = $1 ORDER BY replaced_at DESC LIMIT $2",
        )
        .bind(account.number())
        .bind(EARLIER)
        .fetch_all(connection)
        .await?
    });
    let told_by = earlier.first().map(|(_, told_by)| parse(told_by, "activity"));
    Ok(Some(SealedRequestKeys {
        current,
        told_by: told_by.transpose()?,
        earlier: earlier.into_iter().map(|(key, _)| key).collect(),
    }))
}

/// The activity that tells others of the present key of an account; none while nothing earlier is kept.
///
/// # Errors
/// The database is away.
pub async fn told_by(transaction: &mut Transaction, account: AccountId) -> Result<Option<ObjectUri>> {
    let newest = newest_earlier(transaction, account).await?;
    newest.map(|(told_by, _)| parse(&told_by, "activity")).transpose()
}

/// What told of the last change, and when that was.
async fn newest_earlier(
    transaction: &mut Transaction,
    account: AccountId,
) -> Result<Option<(String, DateTime<Utc>)>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT told_by, replaced_at FROM earlier_request_key \
             WHERE account_id = $1 ORDER BY replaced_at DESC LIMIT 1",
        )
        .bind(account.number())
        .fetch_optional(connection)
        .await?
    }))
}

/// Puts a new key in the place of the present one, which is kept. The account has to be locked.
///
/// # Errors
/// The database is away.
pub async fn replace(
    transaction: &mut Transaction,
    account: AccountId,
    new: NewRequestKey<'_>,
) -> Result<()> {
    let newest = newest_earlier(transaction, account).await?;
    // By the clock of another node an earlier change may lie in the future.
    let replaced_at = newest.map_or(new.now, |(_, last)| {
        new.now.max(last + TimeDelta::microseconds(1))
    });
    on_both!(&mut *transaction, connection => {
        sqlx::query(
            "INSERT INTO earlier_request_key (account_id, request_key, replaced_at, told_by) \
             SELECT account_id, request_key, $2, $3 FROM private_key WHERE account_id = $1",
        )
        .bind(account.number())
        .bind(replaced_at)
        .bind(new.told_by.as_str())
        .execute(connection)
        .await?;
    });
    on_both!(transaction, connection => {
        sqlx::query("UPDATE private_key SET request_key = $2 WHERE account_id = $1")
            .bind(account.number())
            .bind(new.sealed)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Erases all that were replaced before a moment.
///
/// # Errors
/// The database is away.
pub async fn forget_replaced(transaction: &mut Transaction, before: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM earlier_request_key WHERE replaced_at < $1")
            .bind(before)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Erases the earlier keys of an account.
pub(crate) async fn remove(transaction: &mut Transaction, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM earlier_request_key WHERE account_id = $1")
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
