//! Which recommendation a version belongs to.

use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::{ObjectUri, RecommendationId, VersionId};

use crate::error::{parse, parse_optional};
use crate::{Result, Transaction};

async fn recommendation_where(
    transaction: &mut Transaction,
    statement: &'static str,
    value: &str,
) -> Result<Option<RecommendationId>> {
    let id: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(statement).bind(value).fetch_optional(connection).await?
    });
    parse_optional(id.as_ref(), "recommendation id")
}

/// The recommendation that a version belongs to.
///
/// # Errors
/// The database is away.
pub async fn recommendation_of(
    transaction: &mut Transaction,
    id: &VersionId,
) -> Result<Option<RecommendationId>> {
    let statement = "SELECT recommendation_id FROM version WHERE id = $1";
    recommendation_where(transaction, statement, id.as_str()).await
}

/// The recommendation whose text on its way was offered by an activity.
///
/// # Errors
/// The database is away.
pub async fn recommendation_by_offer(
    transaction: &mut Transaction,
    offer: &ObjectUri,
) -> Result<Option<RecommendationId>> {
    let statement =
        "SELECT recommendation_id FROM version WHERE offer_uri = $1 AND stage IN ('offered', 'accepted')";
    recommendation_where(transaction, statement, offer.as_str()).await
}

/// The recommendation whose text on its way was accepted by an activity.
///
/// # Errors
/// The database is away.
pub async fn recommendation_by_tentative(
    transaction: &mut Transaction,
    tentative: &ObjectUri,
) -> Result<Option<RecommendationId>> {
    let statement = "SELECT recommendation_id FROM version WHERE tentative_uri = $1 AND stage = 'accepted'";
    recommendation_where(transaction, statement, tentative.as_str()).await
}

/// The recommendations of which a version, public or on its way, rests on a document.
///
/// # Errors
/// The database is away.
pub async fn recommendations_resting_on(
    transaction: &mut Transaction,
    document: &Digest,
) -> Result<Vec<RecommendationId>> {
    let ids: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT DISTINCT recommendation_id FROM version
             WHERE (endorsement = $1 OR acceptance = $1 OR author_attestation = $1 OR subject_attestation = $1)
               AND stage IN ('offered', 'accepted', 'public')",
        )
        .bind(document.to_string())
        .fetch_all(connection)
        .await?
    });
    ids.iter().map(|id| parse(id, "recommendation id")).collect()
}

/// The recommendations of which a text that is or was public rests on a document.
///
/// # Errors
/// The database is away.
pub async fn published_resting_on(
    transaction: &mut Transaction,
    document: &Digest,
) -> Result<Vec<RecommendationId>> {
    let ids: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT DISTINCT recommendation_id FROM version
             WHERE (endorsement = $1 OR acceptance = $1 OR author_attestation = $1 OR subject_attestation = $1)
               AND stage IN ('public', 'replaced')",
        )
        .bind(document.to_string())
        .fetch_all(connection)
        .await?
    });
    ids.iter().map(|id| parse(id, "recommendation id")).collect()
}
