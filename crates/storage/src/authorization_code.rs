//! Authorization codes, by the digests of their secrets.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::authorization::AuthorizationCode;
use vouchwell_domain::identifier::{AccountId, ApplicationId, MemberId};
use vouchwell_domain::token::SecretDigest;

use crate::error::parse;
use crate::secret::digest;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    application_id: i64,
    account_id: i64,
    redirect_uri: String,
    scopes: String,
    challenge: Option<Vec<u8>>,
    expires_at: DateTime<Utc>,
}

/// Keeps a new code.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, code: &AuthorizationCode) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO authorization_code
                 (digest, application_id, account_id, redirect_uri, scopes, challenge, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(code.digest.as_bytes().to_vec())
        .bind(code.application.number())
        .bind(code.member.account().number())
        .bind(code.redirect_uri.as_str())
        .bind(code.scopes.to_string())
        .bind(code.challenge.map(|challenge| challenge.as_bytes().to_vec()))
        .bind(code.expires_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The code with this digest, exchanged or not.
///
/// # Errors
/// The database is away.
pub async fn find(transaction: &mut Transaction, code: &SecretDigest) -> Result<Option<AuthorizationCode>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT application_id, account_id, redirect_uri, scopes, challenge, expires_at
             FROM authorization_code WHERE digest = $1",
        )
        .bind(code.as_bytes().to_vec())
        .fetch_optional(connection)
        .await?
    });
    row.map(|row| {
        Ok(AuthorizationCode {
            digest: *code,
            application: ApplicationId::from_number(row.application_id),
            member: MemberId::of_stored_member(AccountId::from_number(row.account_id)),
            redirect_uri: parse(&row.redirect_uri, "redirect URI")?,
            scopes: parse(&row.scopes, "scope")?,
            challenge: row.challenge.as_deref().map(digest).transpose()?,
            expires_at: row.expires_at,
        })
    })
    .transpose()
}

/// Marks a code as exchanged for a token; not if it was before.
///
/// # Errors
/// The database is away.
pub async fn mark_exchanged(
    transaction: &mut Transaction,
    code: &SecretDigest,
    token: &SecretDigest,
) -> Result<bool> {
    let marked = on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE authorization_code SET token_digest = $2 WHERE digest = $1 AND token_digest IS NULL",
        )
        .bind(code.as_bytes().to_vec())
        .bind(token.as_bytes().to_vec())
        .execute(connection)
        .await?
        .rows_affected()
    });
    Ok(marked == 1)
}

/// The token that a code was exchanged for.
///
/// # Errors
/// The database is away.
pub async fn token(transaction: &mut Transaction, code: &SecretDigest) -> Result<Option<SecretDigest>> {
    let token: Option<Option<Vec<u8>>> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT token_digest FROM authorization_code WHERE digest = $1")
            .bind(code.as_bytes().to_vec())
            .fetch_optional(connection)
            .await?
    });
    token.flatten().as_deref().map(digest).transpose()
}

/// Forgets codes that ended before a time without being exchanged.
///
/// # Errors
/// The database is away.
pub async fn delete_expired(transaction: &mut Transaction, before: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM authorization_code WHERE token_digest IS NULL AND expires_at < $1")
            .bind(before)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets what a member allowed and nobody has fetched: all of it, or what one application was allowed.
///
/// # Errors
/// The database is away.
pub async fn delete_open(
    transaction: &mut Transaction,
    member: MemberId,
    application: Option<ApplicationId>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM authorization_code
             WHERE token_digest IS NULL AND account_id = $1 AND ($2 = 0 OR application_id = $2)",
        )
        .bind(member.account().number())
        .bind(application.map_or(0, ApplicationId::number))
        .execute(connection)
        .await?;
    });
    Ok(())
}
