//! What members typed.

use vouchwell_domain::identifier::StatusId;

use crate::{Result, Transaction};

/// Keeps the text from which a status was made.
///
/// # Errors
/// The database is away.
pub async fn set_source(transaction: &mut Transaction, status: StatusId, text: &str) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO status_source (status_id, text) VALUES ($1, $2)
             ON CONFLICT (status_id) DO UPDATE SET text = excluded.text",
        )
        .bind(status.number())
        .bind(text)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The text from which a status was made, if it was made here.
///
/// # Errors
/// The database is away.
pub async fn source(transaction: &mut Transaction, status: StatusId) -> Result<Option<String>> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT text FROM status_source WHERE status_id = $1")
            .bind(status.number())
            .fetch_optional(connection)
            .await?
    }))
}
