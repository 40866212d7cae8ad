//! Quotes of members' posts that have leave, or had it.

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{AccountId, ObjectUri, StatusId};
use vouchwell_domain::quote::QuoteAuthorization;

use crate::{Result, Transaction};

/// Lets an account quote a post in the Note with this id. What was taken back stays so.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    quoted: StatusId,
    quoting: &ObjectUri,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO quote_authorization (status_id, uri, account_id, taken_back, given_at)
             VALUES ($1, $2, $3, FALSE, $4)
             ON CONFLICT DO NOTHING",
        )
        .bind(quoted.number())
        .bind(quoting.as_str())
        .bind(by.number())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// How many an account was given since then.
///
/// # Errors
/// The database is away.
pub async fn count_since(transaction: &mut Transaction, by: AccountId, since: DateTime<Utc>) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM quote_authorization WHERE account_id = $1 AND given_at > $2")
            .bind(by.number())
            .bind(since)
            .fetch_one(connection)
            .await?
    }))
}

/// How many the accounts under a domain were given since then.
///
/// # Errors
/// The database is away.
pub async fn count_of_domain_since(
    transaction: &mut Transaction,
    domain: &Host,
    since: DateTime<Utc>,
) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM quote_authorization JOIN account ON account.id = quote_authorization.account_id
             JOIN host_domain ON host_domain.host = account.host
             WHERE quote_authorization.given_at > $2 AND host_domain.domain = $1",
        )
        .bind(domain.as_str())
        .bind(since)
        .fetch_one(connection)
        .await?
    }))
}

/// Who was let quote a post in the Note with this id: its author, or others of its server if they asked for it.
///
/// # Errors
/// The database is away.
pub async fn of_note(
    transaction: &mut Transaction,
    quoted: StatusId,
    quoting: &ObjectUri,
) -> Result<Vec<QuoteAuthorization>> {
    let rows: Vec<(i64, bool)> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT account_id, taken_back FROM quote_authorization WHERE status_id = $1 AND uri = $2")
            .bind(quoted.number())
            .bind(quoting.as_str())
            .fetch_all(connection)
            .await?
    });
    let found = rows.into_iter().map(|(account, taken_back)| QuoteAuthorization {
        account: AccountId::from_number(account),
        taken_back,
    });
    Ok(found.collect())
}

/// Takes the leave back for whoever has it; whether anybody had.
///
/// # Errors
/// The database is away.
pub async fn take_back(transaction: &mut Transaction, quoted: StatusId, quoting: &ObjectUri) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE quote_authorization SET taken_back = TRUE WHERE status_id = $1 AND uri = $2 AND NOT taken_back",
        )
        .bind(quoted.number())
        .bind(quoting.as_str())
        .execute(connection)
        .await?
        .rows_affected()
    }) > 0)
}
