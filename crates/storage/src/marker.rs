//! How far members have read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::marker::{MarkedTimeline, Marker};

use crate::error::parse;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    timeline: String,
    last_read: String,
    version: i64,
    updated_at: DateTime<Utc>,
}

/// How far a member has read, as far as she has said.
///
/// # Errors
/// The database is away.
pub async fn list(
    transaction: &mut Transaction,
    member: MemberId,
) -> Result<BTreeMap<MarkedTimeline, Marker>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT timeline, last_read, version, updated_at FROM marker WHERE account_id = $1")
            .bind(member.account().number())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter()
        .map(|row| {
            let marker = Marker {
                last_read: row.last_read,
                version: row.version,
                updated_at: row.updated_at,
            };
            Ok((parse(&row.timeline, "timeline")?, marker))
        })
        .collect()
}

/// Keeps how far a member has read.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    member: MemberId,
    timeline: MarkedTimeline,
    last_read: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO marker (account_id, timeline, last_read, version, updated_at) VALUES ($1, $2, $3, 1, $4)
             ON CONFLICT (account_id, timeline) DO UPDATE SET last_read = excluded.last_read,
                 version = marker.version + 1, updated_at = excluded.updated_at",
        )
        .bind(member.account().number())
        .bind(timeline.as_str())
        .bind(last_read)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}
