//! The audit log. There is no way to change what stands in it.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::audit::{AuditEntry, Doer};
use vouchwell_domain::identifier::AuditEntryId;
use vouchwell_domain::page::Page;

use crate::error::parse;
use crate::{Error, Result, Transaction};

/// What stands in place of the name of a member: no name is empty.
const COMMAND_LINE: &str = "";

#[derive(FromRow)]
struct Row {
    id: i64,
    done_by: String,
    act: String,
    subject: String,
    note: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for AuditEntry {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: AuditEntryId::from_number(row.id),
            done_by: match row.done_by {
                name if name == COMMAND_LINE => Doer::CommandLine,
                name => Doer::Member(name),
            },
            act: parse(&row.act, "act")?,
            subject: row.subject,
            note: row.note,
            created_at: row.created_at,
        })
    }
}

/// Adds to the log.
///
/// # Errors
/// The database is away.
pub async fn add(transaction: &mut Transaction, entry: &AuditEntry) -> Result<()> {
    let done_by = match &entry.done_by {
        Doer::Member(name) => name,
        Doer::CommandLine => COMMAND_LINE,
    };
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO audit_entry (id, done_by, act, subject, note, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(entry.id.number())
        .bind(done_by)
        .bind(entry.act.as_str())
        .bind(&entry.subject)
        .bind(&entry.note)
        .bind(entry.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// What stands in the log, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, page: Page) -> Result<Vec<AuditEntry>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM audit_entry WHERE id < $1 ORDER BY id DESC LIMIT $2")
            .bind(page.upper())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(AuditEntry::try_from).collect()
}
