//! Versions: the texts of recommendations.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::evidence::{Digest, Disclosure, Timestamp, Topics};
use vouchwell_domain::identifier::{ObjectUri, RecommendationId, VersionId};
use vouchwell_domain::version::{Foundation, Hold, Offer, Version, VersionStage, Words};

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction};

/// A stored version, whatever became of it.
#[derive(FromRow)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) recommendation_id: String,
    pub(crate) stage: String,
    text: String,
    language: String,
    topics: Json<Topics>,
    limitations: String,
    disclosures: Json<Vec<Disclosure>>,
    endorsement: Option<String>,
    author_attestation: Option<String>,
    subject_attestation: Option<String>,
    acceptance: Option<String>,
    offer_uri: Option<String>,
    offer_ends_at: Option<DateTime<Utc>>,
    set_aside: bool,
    tentative_uri: Option<String>,
    hold_until: Option<DateTime<Utc>>,
    publish_at: Option<DateTime<Utc>>,
    message: Option<String>,
}

impl Row {
    pub(crate) fn words(&self) -> Result<Words> {
        Ok(Words {
            text: parse(&self.text, "text")?,
            language: parse(&self.language, "language")?,
            topics: self.topics.0.clone(),
            limitations: parse(&self.limitations, "limitations")?,
            disclosures: self.disclosures.0.clone(),
        })
    }

    pub(crate) fn acceptance(&self) -> Result<Option<Digest>> {
        parse_optional(self.acceptance.as_ref(), "acceptance digest")
    }

    pub(crate) fn foundation(&self) -> Result<Foundation> {
        let digest = |text: &Option<String>| match text {
            Some(text) => parse(text, "digest"),
            None => Err(Error::Unreadable("version without evidence")),
        };
        Ok(Foundation {
            endorsement: digest(&self.endorsement)?,
            author_attestation: digest(&self.author_attestation)?,
            subject_attestation: digest(&self.subject_attestation)?,
        })
    }

    fn offer(&self) -> Result<Offer> {
        match (&self.offer_uri, self.offer_ends_at) {
            (Some(uri), Some(ends_at)) => Ok(Offer {
                uri: parse(uri, "offer id")?,
                foundation: self.foundation()?,
                ends_at: Timestamp::from_datetime(ends_at),
                set_aside: self.set_aside,
            }),
            _ => Err(Error::Unreadable("offered version")),
        }
    }

    pub(crate) fn version(&self) -> Result<Version> {
        let stage = match (self.stage.as_str(), &self.tentative_uri, self.hold_until) {
            ("draft", ..) => VersionStage::Draft,
            ("offered", ..) => VersionStage::Offered(self.offer()?),
            ("accepted", Some(tentative), Some(until)) => {
                let hold = Hold {
                    tentative: parse(tentative, "activity id")?,
                    until,
                    acceptance: self.acceptance()?,
                    publish_at: self.publish_at,
                };
                VersionStage::Accepted(self.offer()?, hold)
            }
            _ => return Err(Error::Unreadable("version")),
        };
        let id = parse(&self.id, "version id")?;
        Ok(Version {
            id,
            words: self.words()?,
            stage,
            message: self.message.clone(),
        })
    }
}

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
