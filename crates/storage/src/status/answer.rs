//! Answers that came before what they answer.

use sqlx::QueryBuilder;
use vouchwell_domain::status::Status;

use crate::{Result, Transaction};

/// Lets the statuses that answer new ones find them.
///
/// # Errors
/// The database is away.
pub(super) async fn find_waiting(transaction: &mut Transaction, answered: &[&Status]) -> Result<()> {
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("WITH answered (uri, id, account) AS (");
        builder.push_values(answered, |mut row, status| {
            row.push_bind(status.uri.as_str())
                .push_bind(status.id.number())
                .push_bind(status.account.number());
        });
        builder.push(
            ") UPDATE status SET in_reply_to_id = answered.id, in_reply_to_account_id = answered.account
             FROM answered
             WHERE status.in_reply_to = answered.uri AND status.in_reply_to_id IS NULL
                 AND status.id <> answered.id",
        );
        builder.build().persistent(answered.len() == 1).execute(connection).await?;
    });
    Ok(())
}
