//! This instance: the one row that fixes its address.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::token::SecretDigest;

use crate::secret::digest;
use crate::{Result, Transaction};

/// What was fixed at the first start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The public origin, from which all ids are made.
    pub origin: String,
    /// The digest of the secret in the link that makes the first member.
    pub setup_token: Option<SecretDigest>,
    /// When it first started.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    origin: String,
    setup_token_digest: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
}

/// What was fixed at the first start, if that has been.
///
/// # Errors
/// The database is away.
pub async fn load(transaction: &mut Transaction) -> Result<Option<Instance>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT origin, setup_token_digest, created_at FROM instance WHERE id = 1")
            .fetch_optional(connection)
            .await?
    });
    let Some(row) = row else { return Ok(None) };
    let setup_token = row.setup_token_digest.as_deref().map(digest).transpose()?;
    Ok(Some(Instance {
        origin: row.origin,
        setup_token,
        created_at: row.created_at,
    }))
}

/// Fixes the address at the first start. An address that is fixed already stays.
///
/// # Errors
/// The database is away.
pub async fn fix_origin(transaction: &mut Transaction, origin: &str, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO instance (id, origin, created_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING")
            .bind(origin)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Puts another setup secret in place of the present one, or none.
///
/// # Errors
/// The database is away.
pub async fn set_setup_token(transaction: &mut Transaction, digest: Option<&SecretDigest>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE instance SET setup_token_digest = $1 WHERE id = 1")
            .bind(digest.map(|digest| digest.as_bytes().to_vec()))
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// What the instance has, as its description counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstanceCounts {
    /// Members.
    pub members: i64,
    /// Public statuses of members.
    pub statuses: i64,
    /// Other servers of which somebody is known here.
    pub hosts: i64,
}

/// Counts what the instance has.
///
/// # Errors
/// The database is away.
pub async fn counts(transaction: &mut Transaction) -> Result<InstanceCounts> {
    let (members, statuses, hosts): (i64, i64, i64) = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT (SELECT count(*) FROM member),
                 (SELECT count(*) FROM status JOIN account ON account.id = status.account_id
                  WHERE account.host IS NULL AND status.visibility = 'public'),
                 (SELECT count(DISTINCT host) FROM account)",
        )
        .fetch_one(connection)
        .await?
    });
    Ok(InstanceCounts {
        members,
        statuses,
        hosts,
    })
}
