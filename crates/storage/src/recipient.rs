//! Recipients: the inboxes to which an account of this instance ever sent something.

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{AccountId, ObjectUri};

use crate::error::parse;
use crate::{Result, Transaction};

/// Rows in one statement; the databases take only so many parameters.
const ROWS: usize = 1_000;

/// Remembers to which inboxes an account sends.
///
/// # Errors
/// The database is away.
pub async fn add(transaction: &mut Transaction, account: AccountId, inboxes: &[ObjectUri]) -> Result<()> {
    for part in inboxes.chunks(ROWS) {
        on_both!(&mut *transaction, connection => {
            let mut builder = QueryBuilder::new("INSERT INTO recipient (account_id, inbox) ");
            builder.push_values(part, |mut row, inbox| {
                row.push_bind(account.number()).push_bind(inbox.as_str());
            });
            builder.push(" ON CONFLICT DO NOTHING");
            builder.build().execute(connection).await?;
        });
    }
    Ok(())
}

/// The inboxes to which an account ever sent something, each server's shared one in place of its others.
///
/// # Errors
/// The database is away.
pub async fn inboxes(transaction: &mut Transaction, account: AccountId) -> Result<Vec<ObjectUri>> {
    let inboxes: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT DISTINCT coalesce(account.shared_inbox, recipient.inbox) AS inbox FROM recipient
             LEFT JOIN account ON account.inbox = recipient.inbox AND account.host IS NOT NULL
             WHERE recipient.account_id = $1 ORDER BY inbox",
        )
        .bind(account.number())
        .fetch_all(connection)
        .await?
    });
    inboxes.iter().map(|inbox| parse(inbox, "inbox")).collect()
}
