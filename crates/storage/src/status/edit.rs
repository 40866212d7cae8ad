//! What statuses said before they were edited.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::status::Status;

use crate::{Result, Transaction};

/// What a status said, and since when.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StatusEdit {
    /// HTML.
    pub content: String,
    /// The content warning.
    pub spoiler: String,
    /// Whether media were hidden at first.
    pub sensitive: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Keeps what a status says, if it is about to say something else.
///
/// # Errors
/// The database is away.
pub(super) async fn keep(transaction: &mut Transaction, changed: &Status) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO status_edit (status_id, number, content, spoiler, sensitive, created_at)
             SELECT id, (SELECT count(*) FROM status_edit WHERE status_id = $1), content, spoiler, sensitive,
                 coalesce(edited_at, created_at)
             FROM status WHERE id = $1 AND (content <> $2 OR spoiler <> $3 OR sensitive <> $4)",
        )
        .bind(changed.id.number())
        .bind(&changed.content)
        .bind(&changed.spoiler)
        .bind(changed.sensitive)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// What a status said before, oldest first; of very many only the newest.
///
/// # Errors
/// The database is away.
pub async fn edits(transaction: &mut Transaction, status: StatusId, limit: u32) -> Result<Vec<StatusEdit>> {
    let mut edits: Vec<StatusEdit> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT content, spoiler, sensitive, created_at FROM status_edit WHERE status_id = $1
             ORDER BY number DESC LIMIT $2",
        )
        .bind(status.number())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    });
    edits.reverse();
    Ok(edits)
}
