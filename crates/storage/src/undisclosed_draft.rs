//! Drafts whose authors have not said yet what readers should know of the two.

use vouchwell_domain::identifier::{RecommendationId, VersionId};

use crate::{Result, Transaction};

/// Marks a draft.
///
/// # Errors
/// The database is away.
pub async fn add(transaction: &mut Transaction, version: &VersionId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO undisclosed_draft (version_id) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(version.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Whether the draft of a recommendation is one of them.
///
/// # Errors
/// The database is away.
pub async fn exists(transaction: &mut Transaction, recommendation: &RecommendationId) -> Result<bool> {
    let count: i64 = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT COUNT(*) FROM undisclosed_draft JOIN version ON version.id = undisclosed_draft.version_id
             WHERE version.recommendation_id = $1 AND version.stage = 'draft'",
        )
        .bind(recommendation.as_str())
        .fetch_one(connection)
        .await?
    });
    Ok(count > 0)
}

/// The author has said it.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, version: &VersionId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM undisclosed_draft WHERE version_id = $1")
            .bind(version.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}
