//! The row of a version.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::evidence::{Digest, Disclosure, Timestamp, Topics};
use vouchwell_domain::version::{Foundation, Hold, Offer, Version, VersionStage, Words};

use crate::error::{parse, parse_optional};
use crate::{Error, Result};

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
    /// Read with texts that are on their way.
    #[sqlx(default)]
    kept_back: bool,
    tentative_uri: Option<String>,
    hold_until: Option<DateTime<Utc>>,
    publish_at: Option<DateTime<Utc>>,
    message: Option<String>,
    pub(crate) published_at: Option<DateTime<Utc>>,
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
                kept_back: self.kept_back,
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
