//! Versions that are or were public.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::version::{Foundation, Words};

use super::Row;
use crate::{Error, Result, Transaction};

/// The evidence of a text that is or was public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedVersion {
    /// What it says.
    pub words: Words,
    /// What stands under it.
    pub foundation: Foundation,
    /// The acceptance.
    pub acceptance: Digest,
    /// When it became public.
    pub published_at: DateTime<Utc>,
}

/// All texts of a recommendation that were ever public, newest first.
///
/// # Errors
/// The database is away.
pub async fn published(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
) -> Result<Vec<PublishedVersion>> {
    #[derive(FromRow)]
    struct PublishedRow {
        #[sqlx(flatten)]
        row: Row,
        published_at: DateTime<Utc>,
    }
    let rows: Vec<PublishedRow> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM version WHERE recommendation_id = $1 AND stage IN ('public', 'replaced')
             ORDER BY published_at DESC, sequence DESC",
        )
        .bind(recommendation.as_str())
        .fetch_all(connection)
        .await?
    });
    rows.iter()
        .map(|PublishedRow { row, published_at }| {
            Ok(PublishedVersion {
                words: row.words()?,
                foundation: row.foundation()?,
                acceptance: row.acceptance()?.ok_or(Error::Unreadable("public version"))?,
                published_at: *published_at,
            })
        })
        .collect()
}
