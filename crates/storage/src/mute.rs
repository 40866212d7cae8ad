//! Mutes.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::mute::Mute;
use vouchwell_domain::page::Page;

use crate::account::Row;
use crate::{Result, Transaction, value_list};

/// Keeps a mute, in place of the one of the same account.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    member: MemberId,
    muted: AccountId,
    mute: Mute,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO mute (muter_id, muted_id, notifications, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (muter_id, muted_id) DO UPDATE SET
                 notifications = excluded.notifications, expires_at = excluded.expires_at",
        )
        .bind(member.account().number())
        .bind(muted.number())
        .bind(mute.notifications)
        .bind(mute.expires_at)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Ends a mute.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId, muted: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM mute WHERE muter_id = $1 AND muted_id = $2")
            .bind(member.account().number())
            .bind(muted.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends a mute whose time is over.
///
/// # Errors
/// The database is away.
pub async fn remove_expired(
    transaction: &mut Transaction,
    member: MemberId,
    muted: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM mute WHERE muter_id = $1 AND muted_id = $2 AND expires_at <= $3")
            .bind(member.account().number())
            .bind(muted.number())
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Those of these pairs, of a member and an account, in which she wants to be told nothing of it.
///
/// # Errors
/// The database is away.
pub async fn silent_among(
    transaction: &mut Transaction,
    pairs: &[(MemberId, AccountId)],
) -> Result<HashSet<(MemberId, AccountId)>> {
    if pairs.is_empty() {
        return Ok(HashSet::new());
    }
    let numbers = pairs
        .iter()
        .map(|(member, account)| (member.account().number(), account.number()));
    let found: Vec<(i64, i64)> = on_both!(transaction, connection => {
        value_list::pairs(
            numbers,
            "SELECT one, other FROM pair JOIN mute ON mute.muter_id = one AND mute.muted_id = other
             WHERE mute.notifications",
        )
        .build_query_as()
        .persistent(pairs.len() == 1)
        .fetch_all(connection)
        .await?
    });
    let pair = |(member, account)| {
        let member = MemberId::of_stored_member(AccountId::from_number(member));
        (member, AccountId::from_number(account))
    };
    Ok(found.into_iter().map(pair).collect())
}

/// Whom a member mutes, and until when.
///
/// # Errors
/// The database is away.
pub async fn list(
    transaction: &mut Transaction,
    member: MemberId,
    page: Page,
) -> Result<Vec<(Account, Option<DateTime<Utc>>)>> {
    #[derive(sqlx::FromRow)]
    struct Muted {
        #[sqlx(flatten)]
        account: Row,
        expires_at: Option<DateTime<Utc>>,
    }
    let statement = if page.from_oldest() {
        "SELECT account.*, mute.expires_at FROM mute JOIN account ON account.id = mute.muted_id
         WHERE mute.muter_id = $1 AND mute.muted_id < $2 AND mute.muted_id > $3 ORDER BY mute.muted_id ASC LIMIT $4"
    } else {
        "SELECT account.*, mute.expires_at FROM mute JOIN account ON account.id = mute.muted_id
         WHERE mute.muter_id = $1 AND mute.muted_id < $2 AND mute.muted_id > $3 ORDER BY mute.muted_id DESC LIMIT $4"
    };
    let mut rows: Vec<Muted> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter()
        .map(|row| Ok((Account::try_from(row.account)?, row.expires_at)))
        .collect()
}
