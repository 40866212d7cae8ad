//! Blocks.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::account::Account;
use vouchwell_domain::block::Block;
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri};
use vouchwell_domain::page::Page;

use crate::value_list::{self, push_list};
use crate::{Result, Transaction, account};

/// Keeps a block, with the id of the activity that brought it if one did.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    block: Block,
    uri: Option<&ObjectUri>,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO block (blocker_id, blocked_id, uri, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET uri = excluded.uri",
        )
        .bind(block.blocker.number())
        .bind(block.blocked.number())
        .bind(uri.map(ObjectUri::as_str))
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Ends a block; whether there was one.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, block: Block) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2")
            .bind(block.blocker.number())
            .bind(block.blocked.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Ends the block that an activity of the blocker brought; whether there was one.
///
/// # Errors
/// The database is away.
pub async fn remove_by_uri(
    transaction: &mut Transaction,
    blocker: AccountId,
    uri: &ObjectUri,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM block WHERE blocker_id = $1 AND uri = $2")
            .bind(blocker.number())
            .bind(uri.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    }) > 0)
}

/// Whether one account blocks another.
///
/// # Errors
/// The database is away.
pub async fn exists(transaction: &mut Transaction, blocker: AccountId, blocked: AccountId) -> Result<bool> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT blocker_id FROM block WHERE blocker_id = $1 AND blocked_id = $2")
            .bind(blocker.number())
            .bind(blocked.number())
            .fetch_optional(connection)
            .await?
    });
    Ok(found.is_some())
}

/// Whether a member hears nothing of an account: she blocks it, or its whole server.
///
/// # Errors
/// The database is away.
pub async fn shuts_out(transaction: &mut Transaction, member: AccountId, other: AccountId) -> Result<bool> {
    Ok(!shut_out_among(transaction, &[(member, other)]).await?.is_empty())
}

/// Those of these pairs, of a member and an account, in which she hears nothing of it: she blocks it, or its whole
/// server.
///
/// # Errors
/// The database is away.
pub async fn shut_out_among(
    transaction: &mut Transaction,
    pairs: &[(AccountId, AccountId)],
) -> Result<HashSet<(AccountId, AccountId)>> {
    if pairs.is_empty() {
        return Ok(HashSet::new());
    }
    let numbers = pairs
        .iter()
        .map(|(member, other)| (member.number(), other.number()));
    let found: Vec<(i64, i64)> = on_both!(transaction, connection => {
        value_list::pairs(
            numbers,
            "SELECT one, other FROM pair
             WHERE EXISTS (SELECT 1 FROM block WHERE blocker_id = one AND blocked_id = other)
                 OR EXISTS (SELECT 1 FROM domain_block JOIN account ON account.host = domain_block.host
                     WHERE domain_block.owner_id = one AND account.id = other)",
        )
        .build_query_as()
        .persistent(pairs.len() == 1)
        .fetch_all(connection)
        .await?
    });
    let pair = |(member, other)| (AccountId::from_number(member), AccountId::from_number(other));
    Ok(found.into_iter().map(pair).collect())
}

/// Whom a member blocks.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Account>> {
    let statement = if page.from_oldest() {
        "SELECT account.* FROM block JOIN account ON account.id = block.blocked_id
         WHERE block.blocker_id = $1 AND block.blocked_id < $2 AND block.blocked_id > $3
         ORDER BY block.blocked_id ASC LIMIT $4"
    } else {
        "SELECT account.* FROM block JOIN account ON account.id = block.blocked_id
         WHERE block.blocker_id = $1 AND block.blocked_id < $2 AND block.blocked_id > $3
         ORDER BY block.blocked_id DESC LIMIT $4"
    };
    account::page_of(transaction, statement, member.account().number(), page).await
}

/// Which of these accounts a member blocks, in one statement.
///
/// # Errors
/// The database is away.
pub async fn blocked_among(
    transaction: &mut Transaction,
    member: MemberId,
    accounts: &[AccountId],
) -> Result<Vec<AccountId>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = accounts.iter().map(|account| account.number());
    let blocked: Vec<i64> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("SELECT blocked_id FROM block WHERE blocker_id = ");
        builder.push_bind(member.account().number());
        builder.push(" AND blocked_id IN ");
        push_list(&mut builder, numbers);
        builder.build_query_scalar().fetch_all(connection).await?
    });
    Ok(blocked.into_iter().map(AccountId::from_number).collect())
}

/// Whether either of two accounts blocks the other.
///
/// # Errors
/// The database is away.
pub async fn either(transaction: &mut Transaction, one: AccountId, other: AccountId) -> Result<bool> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT blocker_id FROM block WHERE (blocker_id = $1 AND blocked_id = $2)
                 OR (blocker_id = $2 AND blocked_id = $1) LIMIT 1",
        )
        .bind(one.number())
        .bind(other.number())
        .fetch_optional(connection)
        .await?
    });
    Ok(found.is_some())
}
