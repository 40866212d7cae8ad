//! Recommendations: a row for each Note, with the text that is public and the one on its way.

mod between;
mod list;
mod row;

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::{AccountId, ObjectUri, RecommendationId};
use vouchwell_domain::recommendation::Recommendation;

pub use between::{stands_between, unpublished_by};
pub use list::{
    count_public, living_of, of_party, public_of_party, published_among, unchanged_since, waiting,
};
use row::{Row, one, with_versions};

use crate::{Result, Transaction, collection, tie, topic_word, value_list, version};

/// Begins a recommendation, with nothing public.
///
/// # Errors
/// The database is away, or a Note with this id is here already.
pub async fn begin(transaction: &mut Transaction, recommendation: &Recommendation) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO recommendation (id, uri, url, author_id, subject_id, standing, sequence, created_at)
             VALUES ($1, $2, $3, $4, $5, 'unpublished', $6, $7)",
        )
        .bind(recommendation.id.as_str())
        .bind(recommendation.uri.as_str())
        .bind(recommendation.url.as_str())
        .bind(recommendation.author.number())
        .bind(recommendation.subject.number())
        .bind(recommendation.sequence)
        .bind(recommendation.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Marks a recommendation as withdrawn for good, drops what was on its way, and lets nothing be found by it.
///
/// # Errors
/// The database is away.
pub async fn withdraw(
    transaction: &mut Transaction,
    id: &RecommendationId,
    now: DateTime<Utc>,
) -> Result<()> {
    version::drop_in_progress(transaction, id).await?;
    let pair: Option<(i64, i64)> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "UPDATE recommendation SET standing = 'withdrawn', withdrawn_at = $2, status_id = NULL WHERE id = $1
             RETURNING author_id, subject_id",
        )
        .bind(id.as_str())
        .bind(now)
        .fetch_optional(connection)
        .await?
    });
    topic_word::remove(transaction, id).await?;
    collection::remove(transaction, id, now).await?;
    if let Some((author, subject)) = pair {
        tie::renew(
            transaction,
            AccountId::from_number(author),
            AccountId::from_number(subject),
        )
        .await?;
    }
    Ok(())
}

/// Forgets a recommendation that was never public, with its texts.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, id: &RecommendationId) -> Result<()> {
    for statement in [
        "DELETE FROM version WHERE recommendation_id = $1",
        "DELETE FROM recommendation WHERE id = $1 AND standing = 'unpublished'",
    ] {
        on_both!(&mut *transaction, connection => {
            sqlx::query(statement).bind(id.as_str()).execute(connection).await?;
        });
    }
    Ok(())
}

/// The recommendation with this id.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, id: &RecommendationId) -> Result<Option<Recommendation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM recommendation WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?
    });
    one(transaction, row).await
}

/// The recommendations with these ids, in their order; those that are not there are left out.
///
/// # Errors
/// The database is away.
pub async fn by_ids(transaction: &mut Transaction, ids: &[RecommendationId]) -> Result<Vec<Recommendation>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let texts = ids.iter().map(RecommendationId::to_string);
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        value_list::texts("SELECT * FROM recommendation WHERE id IN ", texts)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let mut found = with_versions(transaction, rows).await?;
    found.sort_by_key(|found| ids.iter().position(|id| *id == found.id));
    Ok(found)
}

/// The recommendations that these Notes carry, in no order.
///
/// # Errors
/// The database is away.
pub async fn by_uris(transaction: &mut Transaction, uris: &[ObjectUri]) -> Result<Vec<Recommendation>> {
    if uris.is_empty() {
        return Ok(Vec::new());
    }
    let texts = uris.iter().map(ObjectUri::to_string);
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        value_list::texts("SELECT * FROM recommendation WHERE uri IN ", texts)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    with_versions(transaction, rows).await
}

/// The recommendation that a Note carries.
///
/// # Errors
/// The database is away.
pub async fn by_uri(transaction: &mut Transaction, uri: &ObjectUri) -> Result<Option<Recommendation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM recommendation WHERE uri = $1")
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    });
    one(transaction, row).await
}

/// The recommendation of which some text that was ever public has this endorsement.
///
/// # Errors
/// The database is away.
pub async fn by_endorsement(
    transaction: &mut Transaction,
    digest: &Digest,
) -> Result<Option<Recommendation>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT recommendation.* FROM recommendation
             JOIN version ON version.recommendation_id = recommendation.id
             WHERE version.endorsement = $1 AND version.stage IN ('public', 'replaced')",
        )
        .bind(digest.to_string())
        .fetch_optional(connection)
        .await?
    });
    one(transaction, row).await
}
