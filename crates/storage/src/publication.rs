//! The one place where a recommendation becomes public.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use vouchwell_domain::identifier::{AccountId, RecommendationId, StatusId, VersionId};
use vouchwell_domain::publication::Publication;

use crate::topic_word::Source;
use crate::{Result, Transaction, collection, document, tie, topic_word, version};

/// Where and when a publication is recorded.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// The recommendation.
    pub recommendation: &'a RecommendationId,
    /// The version that becomes public.
    pub version: &'a VersionId,
    /// The status that carries it.
    pub status: StatusId,
    /// The place of the version among the others.
    pub sequence: i64,
    /// When the recommendation was first published.
    pub first_published_at: DateTime<Utc>,
    /// When this text is published.
    pub now: DateTime<Utc>,
}

/// Makes a version public, in place of the one that was, and lets its subject be found by it. Takes the
/// verified evidence: there is no other way to write this state.
///
/// # Errors
/// The database is away.
pub async fn record(
    transaction: &mut Transaction,
    publication: &Publication,
    record: &Record<'_>,
) -> Result<()> {
    let bundle = publication.bundle();
    document::keep_bundle(transaction, bundle, record.now).await?;
    version::drop_in_progress(transaction, record.recommendation).await?;
    replace_public(transaction, record.recommendation).await?;
    write_version(transaction, publication, record).await?;
    let expires_at = publication.expires_at();
    let (author, subject): (i64, i64) = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "UPDATE recommendation SET standing = 'public', public_version = $2, status_id = $3,
                 published_at = $4, expires_at = $5 WHERE id = $1 RETURNING author_id, subject_id",
        )
        .bind(record.recommendation.as_str())
        .bind(record.version.as_str())
        .bind(record.status.number())
        .bind(record.first_published_at)
        .bind(expires_at.datetime())
        .fetch_one(connection)
        .await?
    });
    let source = Source {
        recommendation: record.recommendation,
        author: AccountId::from_number(author),
        subject: AccountId::from_number(subject),
        expires_at: expires_at.datetime(),
    };
    let topics = &publication.words().topics;
    topic_word::replace(transaction, &source, topics).await?;
    collection::replace(
        transaction,
        &source,
        topics,
        (record.first_published_at, record.now),
    )
    .await?;
    tie::renew(transaction, source.author, source.subject).await
}

async fn replace_public(transaction: &mut Transaction, id: &RecommendationId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE version SET stage = 'replaced' WHERE recommendation_id = $1 AND stage = 'public'")
            .bind(id.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

async fn write_version(
    transaction: &mut Transaction,
    publication: &Publication,
    record: &Record<'_>,
) -> Result<()> {
    let words = publication.words();
    let foundation = publication.foundation();
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO version (id, recommendation_id, stage, text, language, topics, limitations, disclosures,
                 endorsement, author_attestation, subject_attestation, acceptance, set_aside, sequence,
                 created_at, published_at)
             VALUES ($1, $2, 'public', $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $12, $13, $13)
             ON CONFLICT (id) DO UPDATE SET stage = 'public', acceptance = excluded.acceptance,
                 published_at = excluded.published_at",
        )
        .bind(record.version.as_str())
        .bind(record.recommendation.as_str())
        .bind(words.text.as_str())
        .bind(words.language.as_str())
        .bind(Json(&words.topics))
        .bind(words.limitations.as_str())
        .bind(Json(&words.disclosures))
        .bind(foundation.endorsement.to_string())
        .bind(foundation.author_attestation.to_string())
        .bind(foundation.subject_attestation.to_string())
        .bind(publication.acceptance().to_string())
        .bind(record.sequence)
        .bind(record.now)
        .execute(connection)
        .await?;
    });
    Ok(())
}
