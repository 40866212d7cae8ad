//! Bearer tokens, by the digests of their secrets.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::token::{Scopes, SecretDigest};

use crate::error::parse;
use crate::{Result, Transaction, member};

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: member::Row,
    scopes: String,
}

/// Keeps a new token.
///
/// # Errors
/// The database is away.
pub async fn insert(
    transaction: &mut Transaction,
    digest: &SecretDigest,
    member: MemberId,
    scopes: &Scopes,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO access_token (digest, account_id, scopes, created_at) VALUES ($1, $2, $3, $4)")
            .bind(digest.as_bytes().to_vec())
            .bind(member.account().number())
            .bind(scopes.to_string())
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Whose token this is and what it may do, unless it was revoked or the account is gone.
///
/// # Errors
/// The database is away.
pub async fn member_of(
    transaction: &mut Transaction,
    digest: &SecretDigest,
) -> Result<Option<(Member, Scopes)>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.*, member.role, member.quarantine_exempt, member.created_at AS member_since,
                 access_token.scopes
             FROM access_token
             JOIN member ON member.account_id = access_token.account_id
             JOIN account ON account.id = member.account_id
             WHERE access_token.digest = $1 AND access_token.revoked_at IS NULL AND account.gone_at IS NULL",
        )
        .bind(digest.as_bytes().to_vec())
        .fetch_optional(connection)
        .await?
    });
    row.map(|row| Ok((Member::try_from(row.member)?, parse(&row.scopes, "scope")?)))
        .transpose()
}

/// Ends a token for good.
///
/// # Errors
/// The database is away.
pub async fn revoke(transaction: &mut Transaction, digest: &SecretDigest, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE access_token SET revoked_at = coalesce(revoked_at, $2) WHERE digest = $1")
            .bind(digest.as_bytes().to_vec())
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}
