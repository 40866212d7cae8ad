//! Answers that came before what they answer.

use vouchwell_domain::status::Status;

use crate::{Result, Transaction};

/// Lets the statuses that answer a new one find it.
///
/// # Errors
/// The database is away.
pub(super) async fn find_waiting(transaction: &mut Transaction, answered: &Status) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE status SET in_reply_to_id = $2, in_reply_to_account_id = $3
             WHERE in_reply_to = $1 AND in_reply_to_id IS NULL AND id <> $2",
        )
        .bind(answered.uri.as_str())
        .bind(answered.id.number())
        .bind(answered.account.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}
