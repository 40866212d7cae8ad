//! Readers: the inboxes to which a Note was ever sent.

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{ObjectUri, RecommendationId};

use crate::error::parse;
use crate::{Result, Transaction};

/// Rows in one statement; the databases take only so many parameters.
const ROWS: usize = 1_000;

/// Remembers to which inboxes a Note is sent.
///
/// # Errors
/// The database is away.
pub async fn add(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
    inboxes: &[ObjectUri],
) -> Result<()> {
    for part in inboxes.chunks(ROWS) {
        on_both!(&mut *transaction, connection => {
            let mut builder = QueryBuilder::new("INSERT INTO reader (recommendation_id, inbox) ");
            builder.push_values(part, |mut row, inbox| {
                row.push_bind(recommendation.as_str()).push_bind(inbox.as_str());
            });
            builder.push(" ON CONFLICT DO NOTHING");
            builder.build().execute(connection).await?;
        });
    }
    Ok(())
}

/// The inboxes to which a Note was ever sent.
///
/// # Errors
/// The database is away.
pub async fn inboxes(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
) -> Result<Vec<ObjectUri>> {
    let inboxes: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT inbox FROM reader WHERE recommendation_id = $1 ORDER BY inbox")
            .bind(recommendation.as_str())
            .fetch_all(connection)
            .await?
    });
    inboxes.iter().map(|inbox| parse(inbox, "inbox")).collect()
}
