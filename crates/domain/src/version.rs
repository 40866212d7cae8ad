//! Versions: the texts of a recommendation, on their way to being public.

use chrono::{DateTime, Utc};
use vouchwell_evidence::{
    Digest, Disclosure, Endorsement, Language, Limitations, RecommendationText, Timestamp, Topics,
};

use crate::identifier::{ObjectUri, VersionId};
use crate::limit::LATE_ARRIVAL;

/// What an author writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The recommendation itself, plain text.
    pub text: RecommendationText,
    /// Its language.
    pub language: Language,
    /// What it is about.
    pub topics: Topics,
    /// What the author cannot speak to.
    pub limitations: Limitations,
    /// What a reader should know of the two.
    pub disclosures: Vec<Disclosure>,
}

impl Words {
    /// The words of a signed endorsement.
    pub fn of(endorsement: &Endorsement) -> Self {
        Self {
            text: endorsement.text.clone(),
            language: endorsement.language.clone(),
            topics: endorsement.topics.clone(),
            limitations: endorsement.limitations.clone(),
            disclosures: endorsement.disclosures.clone(),
        }
    }
}

/// The signed documents that stand under an offered text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foundation {
    /// The endorsement, the text signed by its author.
    pub endorsement: Digest,
    /// The author's attestation.
    pub author_attestation: Digest,
    /// The subject's attestation.
    pub subject_attestation: Digest,
}

/// A text that lies before its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The Offer activity.
    pub uri: ObjectUri,
    /// What was signed.
    pub foundation: Foundation,
    /// When it lapses.
    pub ends_at: Timestamp,
    /// The subject lets it lapse; only she knows.
    pub set_aside: bool,
    /// It does not lie before its subject yet, because she is writing about its author; he does not know.
    pub kept_back: bool,
}

/// The time after a subject's yes in which either may still pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The TentativeAccept activity, which an Undo names.
    pub tentative: ObjectUri,
    /// When it is over.
    pub until: DateTime<Utc>,
    /// The signed acceptance, once the hold is over.
    pub acceptance: Option<Digest>,
    /// When the author's server publishes, known once it has the acceptance.
    pub publish_at: Option<DateTime<Utc>>,
}

/// How far a text is. *Public* is not among these: that takes a [`crate::publication::Publication`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionStage {
    /// Seen by its author alone.
    Draft,
    /// Before its subject.
    Offered(Offer),
    /// The subject said yes.
    Accepted(Offer, Hold),
}

/// A text on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// What it says.
    pub words: Words,
    /// How far it is.
    pub stage: VersionStage,
    /// What the subject asked to be corrected.
    pub message: Option<String>,
}

/// The step does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// Only an offered text can be answered.
    #[error("this text is not offered at the moment")]
    NotOffered,
    /// The deadline has passed.
    #[error("this text lapsed; its author can offer it again")]
    Lapsed,
    /// Only an accepted text can be pulled, and only within the hold.
    #[error("there is nothing to pull: the text is not accepted, or the hold is over")]
    NotHeld,
}

impl Version {
    /// Whether it is with its author alone.
    pub const fn is_draft(&self) -> bool {
        matches!(self.stage, VersionStage::Draft)
    }

    /// The offer, if the text is before its subject or accepted by her.
    pub const fn offer(&self) -> Option<&Offer> {
        match &self.stage {
            VersionStage::Draft => None,
            VersionStage::Offered(offer) | VersionStage::Accepted(offer, _) => Some(offer),
        }
    }

    /// The offer, if it can be answered now.
    ///
    /// # Errors
    /// The text is not offered, or its deadline has passed.
    pub fn answerable(&self, now: Timestamp) -> Result<&Offer, VersionError> {
        match &self.stage {
            VersionStage::Offered(offer) if now <= offer.ends_at => Ok(offer),
            VersionStage::Offered(_) => Err(VersionError::Lapsed),
            VersionStage::Draft | VersionStage::Accepted(..) => Err(VersionError::NotOffered),
        }
    }

    /// The hold, while the subject can still pull.
    ///
    /// # Errors
    /// The text is not accepted, or the acceptance is signed already.
    pub fn pullable(&self) -> Result<(&Offer, &Hold), VersionError> {
        match &self.stage {
            VersionStage::Accepted(offer, hold) if hold.acceptance.is_none() => Ok((offer, hold)),
            _ => Err(VersionError::NotHeld),
        }
    }

    /// Whether an acceptance signed at `published` may still arrive for this offer.
    pub fn takes_acceptance(&self, offer_uri: &ObjectUri, published: Timestamp, now: Timestamp) -> bool {
        // The hold may run past the deadline of the offer: what counts is that the yes came in time,
        // which the TentativeAccept proved, or that the acceptance itself was signed in time.
        match &self.stage {
            VersionStage::Accepted(offer, hold) => offer.uri == *offer_uri && hold.acceptance.is_none(),
            VersionStage::Offered(offer) => {
                offer.uri == *offer_uri && published <= offer.ends_at && now <= offer.ends_at + LATE_ARRIVAL
            }
            VersionStage::Draft => false,
        }
    }
}
