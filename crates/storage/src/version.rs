//! Versions: the texts of recommendations.

mod published;
mod recommendation;
mod row;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::version::{Version, VersionStage};

pub use published::{PublishedVersion, published, published_before};
pub use recommendation::{
    published_resting_on, recommendation_by_offer, recommendation_by_tentative, recommendation_of,
    recommendations_resting_on,
};
pub(crate) use row::Row;

use crate::{Result, Transaction, kept_back};

/// Writes a text that is on its way.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
    version: &Version,
    sequence: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let (stage, hold) = match &version.stage {
        VersionStage::Draft => ("draft", None),
        VersionStage::Offered(_) => ("offered", None),
        VersionStage::Accepted(_, hold) => ("accepted", Some(hold)),
    };
    let offer = version.offer();
    if let Some(offer) = offer.filter(|offer| offer.kept_back) {
        kept_back::add(transaction, &offer.uri).await?;
    }
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO version (id, recommendation_id, stage, text, language, topics, limitations, disclosures,
                 endorsement, author_attestation, subject_attestation, acceptance, offer_uri, offer_ends_at,
                 set_aside, tentative_uri, hold_until, publish_at, message, sequence, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
             ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, text = excluded.text,
                 language = excluded.language, topics = excluded.topics, limitations = excluded.limitations,
                 disclosures = excluded.disclosures, endorsement = excluded.endorsement,
                 author_attestation = excluded.author_attestation,
                 subject_attestation = excluded.subject_attestation, acceptance = excluded.acceptance,
                 offer_uri = excluded.offer_uri, offer_ends_at = excluded.offer_ends_at,
                 set_aside = excluded.set_aside, tentative_uri = excluded.tentative_uri,
                 hold_until = excluded.hold_until, publish_at = excluded.publish_at, message = excluded.message",
        )
        .bind(version.id.as_str())
        .bind(recommendation.as_str())
        .bind(stage)
        .bind(version.words.text.as_str())
        .bind(version.words.language.as_str())
        .bind(Json(&version.words.topics))
        .bind(version.words.limitations.as_str())
        .bind(Json(&version.words.disclosures))
        .bind(offer.map(|offer| offer.foundation.endorsement.to_string()))
        .bind(offer.map(|offer| offer.foundation.author_attestation.to_string()))
        .bind(offer.map(|offer| offer.foundation.subject_attestation.to_string()))
        .bind(hold.and_then(|hold| hold.acceptance.as_ref()).map(Digest::to_string))
        .bind(offer.map(|offer| offer.uri.as_str()))
        .bind(offer.map(|offer| offer.ends_at.datetime()))
        .bind(offer.is_some_and(|offer| offer.set_aside))
        .bind(hold.map(|hold| hold.tentative.as_str()))
        .bind(hold.map(|hold| hold.until))
        .bind(hold.and_then(|hold| hold.publish_at))
        .bind(version.message.as_deref())
        .bind(sequence)
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Ends a text on its way, without a trace for the other side.
///
/// # Errors
/// The database is away.
pub async fn drop_in_progress(
    transaction: &mut Transaction,
    recommendation: &RecommendationId,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE version SET stage = 'dropped'
             WHERE recommendation_id = $1 AND stage IN ('draft', 'offered', 'accepted')",
        )
        .bind(recommendation.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}
