//! This instance: the one row that fixes its address.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::first_sequence;
use vouchwell_domain::token::SecretDigest;

use crate::error::parse;
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

/// Puts another setup secret in place of the present one.
///
/// # Errors
/// The database is away.
pub async fn set_setup_token(transaction: &mut Transaction, digest: &SecretDigest) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE instance SET setup_token_digest = $1 WHERE id = 1")
            .bind(digest.as_bytes().to_vec())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// What the instance has, as its description counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct InstanceCounts {
    /// Members whose accounts are not deleted.
    pub members: i64,
    /// Those of them who were here or wrote something since a time.
    pub active: i64,
    /// Public statuses of members.
    pub statuses: i64,
    /// Other servers of which somebody is known here.
    pub hosts: i64,
}

/// Counts what the instance has, and who was active since a time.
///
/// # Errors
/// The database is away.
pub async fn counts(transaction: &mut Transaction, since: DateTime<Utc>) -> Result<InstanceCounts> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "WITH present (id) AS (
                 SELECT account.id FROM member JOIN account ON account.id = member.account_id
                 WHERE account.gone_at IS NULL)
             SELECT (SELECT count(*) FROM present) AS members,
                 (SELECT count(*) FROM present WHERE
                     EXISTS (SELECT 1 FROM session
                         WHERE session.account_id = present.id AND session.last_used_on >= $1)
                     OR EXISTS (SELECT 1 FROM access_token
                         WHERE access_token.account_id = present.id AND access_token.last_used_on >= $1)
                     OR EXISTS (SELECT 1 FROM status
                         WHERE status.account_id = present.id AND status.id >= $2)) AS active,
                 (SELECT count(*) FROM status WHERE visibility = 'public' AND local) AS statuses,
                 (SELECT count(DISTINCT host) FROM account) AS hosts",
        )
        .bind(since.date_naive())
        .bind(first_sequence(since))
        .fetch_one(connection)
        .await?
    }))
}

/// What happened in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Activity {
    /// Public statuses that members wrote.
    pub statuses: i64,
    /// Sessions that members began and have not ended since.
    pub logins: i64,
    /// Members who joined.
    pub registrations: i64,
}

/// What happened in the weeks that begin at these times, in one statement.
///
/// # Errors
/// The database is away.
pub async fn activity(transaction: &mut Transaction, weeks: &[DateTime<Utc>]) -> Result<Vec<Activity>> {
    if weeks.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("WITH week (lowest, highest, begins, ends) AS (");
        builder.push_values(weeks, |mut week, begins| {
            let ends = *begins + TimeDelta::weeks(1);
            week.push_bind(first_sequence(*begins))
                .push_bind(first_sequence(ends))
                .push_bind(*begins)
                .push_bind(ends);
        });
        builder.push(
            ") SELECT (SELECT count(*) FROM status WHERE status.visibility = 'public' AND status.local
                     AND status.id >= week.lowest AND status.id < week.highest) AS statuses,
                 (SELECT count(*) FROM session
                     WHERE session.created_at >= week.begins AND session.created_at < week.ends) AS logins,
                 (SELECT count(*) FROM member
                     WHERE member.created_at >= week.begins AND member.created_at < week.ends) AS registrations
             FROM week ORDER BY week.lowest DESC",
        );
        builder.build_query_as().fetch_all(connection).await?
    }))
}

/// The other servers of which somebody is known here, in the order of their names.
///
/// # Errors
/// The database is away.
pub async fn hosts(transaction: &mut Transaction) -> Result<Vec<Host>> {
    let hosts: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT DISTINCT host FROM account WHERE host IS NOT NULL ORDER BY host")
            .fetch_all(connection)
            .await?
    });
    hosts.iter().map(|host| parse(host, "host")).collect()
}
