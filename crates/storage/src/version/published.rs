//! Versions that are or were public.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::page::{Page, Placed};
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

#[derive(FromRow)]
struct PublishedRow {
    #[sqlx(flatten)]
    row: Row,
    published_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct PlacedRow {
    #[sqlx(flatten)]
    row: PublishedRow,
    position: i64,
}

impl PublishedRow {
    fn version(&self) -> Result<PublishedVersion> {
        Ok(PublishedVersion {
            words: self.row.words()?,
            foundation: self.row.foundation()?,
            acceptance: self
                .row
                .acceptance()?
                .ok_or(Error::Unreadable("public version"))?,
            published_at: self.published_at,
        })
    }
}

/// All texts of a recommendation that were ever public, newest first.
///
/// # Errors
/// The database is away.
pub async fn published(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
) -> Result<Vec<PublishedVersion>> {
    let rows: Vec<PublishedRow> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM version WHERE recommendation_id = $1 AND stage IN ('public', 'replaced')
             ORDER BY published_at DESC, sequence DESC",
        )
        .bind(recommendation.as_str())
        .fetch_all(connection)
        .await?
    });
    rows.iter().map(PublishedRow::version).collect()
}

/// The newest of them that are older than a position, newest first. The oldest stands at 1: the number tells what readers
/// can count, and not when a text was begun.
///
/// # Errors
/// The database is away.
pub async fn published_before(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
    page: Page,
) -> Result<Vec<Placed<PublishedVersion>>> {
    let rows: Vec<PlacedRow> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM (
                 SELECT version.*, ROW_NUMBER() OVER (ORDER BY published_at, sequence) AS position
                 FROM version WHERE recommendation_id = $1 AND stage IN ('public', 'replaced')
             ) AS published
             WHERE position < $2 ORDER BY position DESC LIMIT $3",
        )
        .bind(recommendation.as_str())
        .bind(page.upper())
        .bind(i64::from(page.limit))
        .fetch_all(connection)
        .await?
    });
    let placed = |placed: &PlacedRow| {
        Ok(Placed {
            position: placed.position,
            item: placed.row.version()?,
        })
    };
    rows.iter().map(placed).collect()
}
