//! The tags by which statuses are found.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::StatusId;

use crate::{Result, Transaction};

/// Puts the tags of a status in place of those that were there.
///
/// # Errors
/// The database is away.
pub(crate) async fn replace(transaction: &mut Transaction, status: StatusId, tags: &[String]) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM status_tag WHERE status_id = $1")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    if tags.is_empty() {
        return Ok(());
    }
    let tags: BTreeSet<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO status_tag (tag, status_id) ");
        builder.push_values(tags, |mut row, tag| {
            row.push_bind(tag).push_bind(status.number());
        });
        builder.build().execute(connection).await?;
    });
    Ok(())
}
