//! Servers of which members want to hear nobody.

use sqlx::FromRow;
use vouchwell_domain::account::Host;
use vouchwell_domain::follow::Follow;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::page::{Page, Placed};

use crate::error::parse;
use crate::{Result, Transaction, follow};

/// Keeps a server from a member; whether it was not before.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    owner: MemberId,
    host: &Host,
    sequence: i64,
) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO domain_block (owner_id, host, sequence) VALUES ($1, $2, $3)
             ON CONFLICT (owner_id, host) DO NOTHING",
        )
        .bind(owner.account().number())
        .bind(host.as_str())
        .bind(sequence)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Lets a member hear a server again.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, owner: MemberId, host: &Host) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM domain_block WHERE owner_id = $1 AND host = $2")
            .bind(owner.account().number())
            .bind(host.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Whether a member wants to hear nobody of the server of an account.
///
/// # Errors
/// The database is away.
pub async fn covers(transaction: &mut Transaction, owner: AccountId, account: AccountId) -> Result<bool> {
    let found: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT domain_block.owner_id FROM domain_block JOIN account ON account.host = domain_block.host
             WHERE domain_block.owner_id = $1 AND account.id = $2",
        )
        .bind(owner.number())
        .bind(account.number())
        .fetch_optional(connection)
        .await?
    });
    Ok(found.is_some())
}

/// The servers that a member wants to hear nobody of, with their positions, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, owner: MemberId, page: Page) -> Result<Vec<Placed<Host>>> {
    #[derive(FromRow)]
    struct Row {
        host: String,
        sequence: i64,
    }
    let statement = if page.from_oldest() {
        "SELECT host, sequence FROM domain_block WHERE owner_id = $1 AND sequence < $2 AND sequence > $3
         ORDER BY sequence ASC LIMIT $4"
    } else {
        "SELECT host, sequence FROM domain_block WHERE owner_id = $1 AND sequence < $2 AND sequence > $3
         ORDER BY sequence DESC LIMIT $4"
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(owner.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    let placed = rows.iter().map(|row| {
        Ok(Placed {
            position: row.sequence,
            item: parse(&row.host, "host")?,
        })
    });
    placed.collect()
}

/// The follows between a member and the accounts of a server, both ways.
///
/// # Errors
/// The database is away.
pub async fn follows_with(
    transaction: &mut Transaction,
    owner: MemberId,
    host: &Host,
) -> Result<Vec<Follow>> {
    let rows: Vec<follow::Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT follow.* FROM follow JOIN account ON account.id = follow.followed_id
             WHERE follow.follower_id = $1 AND account.host = $2
             UNION ALL
             SELECT follow.* FROM follow JOIN account ON account.id = follow.follower_id
             WHERE follow.followed_id = $1 AND account.host = $2",
        )
        .bind(owner.account().number())
        .bind(host.as_str())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Follow::try_from).collect()
}

/// Takes back all that a member was told about the accounts of a server.
///
/// # Errors
/// The database is away.
pub async fn remove_notifications(transaction: &mut Transaction, owner: MemberId, host: &Host) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM notification WHERE account_id = $1
                 AND from_id IN (SELECT id FROM account WHERE host = $2)",
        )
        .bind(owner.account().number())
        .bind(host.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}
