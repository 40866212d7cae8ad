//! Programs that registered to act for members.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::application::Application;
use vouchwell_domain::identifier::{ApplicationId, MemberId};
use vouchwell_domain::token::SecretDigest;

use crate::error::parse;
use crate::secret::digest;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    secret_digest: Vec<u8>,
    name: String,
    website: Option<String>,
    redirect_uris: String,
    scopes: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Application {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ApplicationId::from_number(row.id),
            name: parse(&row.name, "name of an application")?,
            website: row.website.map(|url| parse(&url, "website")).transpose()?,
            redirect_uris: row
                .redirect_uris
                .lines()
                .map(|uri| parse(uri, "redirect URI"))
                .collect::<Result<_>>()?,
            scopes: parse(&row.scopes, "scope")?,
            created_at: row.created_at,
        })
    }
}

/// Keeps a new one.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    application: &Application,
    secret: &SecretDigest,
) -> Result<()> {
    let uris: Vec<&str> = application.redirect_uris.iter().map(|uri| uri.as_str()).collect();
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO application (id, secret_digest, name, website, redirect_uris, scopes, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(application.id.number())
        .bind(secret.as_bytes().to_vec())
        .bind(application.name.as_str())
        .bind(application.website.as_ref().map(|url| url.as_str()))
        .bind(uris.join("\n"))
        .bind(application.scopes.to_string())
        .bind(application.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// An application, and the digest of its secret.
///
/// # Errors
/// The database is away.
pub async fn by_id(
    transaction: &mut Transaction,
    id: ApplicationId,
) -> Result<Option<(Application, SecretDigest)>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM application WHERE id = $1")
            .bind(id.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(|row| {
        let secret = digest(&row.secret_digest)?;
        Ok((Application::try_from(row)?, secret))
    })
    .transpose()
}

/// Those that have a token of a member.
///
/// # Errors
/// The database is away.
pub async fn of_member(transaction: &mut Transaction, member: MemberId) -> Result<Vec<Application>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM application WHERE id IN
                 (SELECT application_id FROM access_token WHERE account_id = $1 AND revoked_at IS NULL)",
        )
        .bind(member.account().number())
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Application::try_from).collect()
}

/// Forgets those that registered before a time and were never let in.
///
/// # Errors
/// The database is away.
pub async fn delete_unused(transaction: &mut Transaction, before: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM application WHERE created_at < $1
                 AND NOT EXISTS (SELECT 1 FROM access_token WHERE application_id = application.id)
                 AND NOT EXISTS (SELECT 1 FROM authorization_code WHERE application_id = application.id)",
        )
        .bind(before)
        .execute(connection)
        .await?;
    });
    Ok(())
}
