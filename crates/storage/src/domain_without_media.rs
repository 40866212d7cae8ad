//! Other servers whose pictures are not shown.

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Host;

use crate::error::parse;
use crate::{Result, Transaction, value_list};

/// Leaves out the pictures of a server and of those under its domain; whether they were shown before.
///
/// # Errors
/// The database is away.
pub async fn add(transaction: &mut Transaction, host: &Host, now: DateTime<Utc>) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO domain_without_media (host, created_at) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING",
        )
        .bind(host.as_str())
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Shows them again from now on; whether they were left out.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, host: &Host) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM domain_without_media WHERE host = $1")
            .bind(host.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// All whose pictures are left out, in the order of their names.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<Host>> {
    let hosts: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT host FROM domain_without_media ORDER BY host")
            .fetch_all(connection)
            .await?
    });
    hosts.iter().map(|host| parse(host, "host")).collect()
}

/// Whether pictures of a server are left out: its own, or those of a domain above it.
///
/// # Errors
/// The database is away.
pub async fn covers(transaction: &mut Transaction, host: &Host) -> Result<bool> {
    let domains = host.domains();
    let found: i64 = on_both!(transaction, connection => {
        value_list::texts(
            "SELECT count(*) FROM domain_without_media WHERE host IN ",
            domains.into_iter().map(String::from),
        )
        .build_query_scalar()
        .persistent(false)
        .fetch_one(connection)
        .await?
    });
    Ok(found > 0)
}

/// Forgets what is known of pictures of a server and of those under its domain: in posts, in words, and of its people.
///
/// # Errors
/// The database is away.
pub async fn clear(transaction: &mut Transaction, host: &Host) -> Result<()> {
    for statement in [
        "DELETE FROM media WHERE remote_url IS NOT NULL AND account_id IN (SELECT account.id FROM account
             JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain = $1)",
        "DELETE FROM custom_emoji WHERE host IN (SELECT host FROM host_domain WHERE domain = $1)",
        "UPDATE account SET avatar = NULL, header = NULL, avatar_description = '', header_description = ''
             WHERE (avatar IS NOT NULL OR header IS NOT NULL OR avatar_description <> '' OR header_description <> '')
             AND id IN (SELECT account.id FROM account JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain = $1)",
    ] {
        on_both!(&mut *transaction, connection => {
            sqlx::query(statement).bind(host.as_str()).execute(connection).await?;
        });
    }
    Ok(())
}
