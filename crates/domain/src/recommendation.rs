//! Recommendations: one Note, its standing, and the text on its way.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::Timestamp;

use crate::identifier::{AccountId, InvalidIdentifier, ObjectUri, RecommendationId, StatusId};
use crate::version::{Version, VersionStage, Words};

/// Whether the world may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Never published.
    Unpublished,
    /// Public, by a [`crate::publication::Publication`] that storage has recorded.
    Public(Box<PublishedText>),
    /// Was public, and is gone for good.
    Withdrawn {
        /// When.
        at: DateTime<Utc>,
    },
}

/// The text that the world sees, as recorded by a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedText {
    /// What it says.
    pub words: Words,
    /// What stands under it.
    pub foundation: crate::version::Foundation,
    /// The subject's signed acceptance.
    pub acceptance: vouchwell_evidence::Digest,
    /// The status that carries it to apps.
    pub status: StatusId,
    /// When the recommendation was first published.
    pub published_at: DateTime<Utc>,
    /// When this text was.
    pub text_published_at: DateTime<Utc>,
    /// When the first of its documents runs out: from then on it is shown as not re-affirmed.
    pub ends_at: Timestamp,
}

impl PublishedText {
    /// All that it rests on: while one of these is withdrawn, it is not public.
    pub const fn documents(&self) -> [vouchwell_evidence::Digest; 4] {
        [
            self.foundation.endorsement,
            self.foundation.author_attestation,
            self.foundation.subject_attestation,
            self.acceptance,
        ]
    }
}

/// A recommendation, as this server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// Its id here.
    pub id: RecommendationId,
    /// The id of the Note; the permalink where it was written.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// Who wrote it.
    pub author: AccountId,
    /// Whom it is about.
    pub subject: AccountId,
    /// Whether the world may see it.
    pub standing: Standing,
    /// The text on its way: the first one, or a revision.
    pub progress: Option<Version>,
    /// Its place in lists.
    pub sequence: i64,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When the servers of both were last asked for withdrawals.
    pub withdrawals_checked_at: Option<DateTime<Utc>>,
}

/// Which of the two somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// Wrote it.
    Author,
    /// Is recommended.
    Subject,
}

/// What a party is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShownRecommendationState {
    /// Being written.
    Draft,
    /// Before its subject.
    Offered,
    /// Accepted, in its hold or quarantine.
    Accepted,
    /// Before the world.
    Public,
    /// Gone.
    Withdrawn,
    /// Not answered in time.
    Lapsed,
}

impl ShownRecommendationState {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Draft, "draft"),
        (Self::Offered, "offered"),
        (Self::Accepted, "accepted"),
        (Self::Public, "public"),
        (Self::Withdrawn, "withdrawn"),
        (Self::Lapsed, "lapsed"),
    ];
}

impl std::str::FromStr for ShownRecommendationState {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find_map(|(state, word)| (word == text).then_some(state))
            .ok_or(InvalidIdentifier)
    }
}

/// How sure this server is that the keys are those of the two actors (protocol §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Identity {
    /// Neither listed now, nor seen before.
    Unconfirmed,
    /// Listed when the evidence was received.
    Remembered,
    /// Listed by the actor document now.
    Confirmed,
}

impl Version {
    /// What a party is shown of a text on its way; nothing where it is not hers to see.
    pub fn shown(&self, party: Party, now: Timestamp) -> Option<ShownRecommendationState> {
        match (&self.stage, party) {
            (VersionStage::Draft, Party::Author) => Some(ShownRecommendationState::Draft),
            (VersionStage::Draft, Party::Subject) => None,
            (VersionStage::Offered(offer), Party::Subject) if offer.kept_back => None,
            (VersionStage::Offered(offer), _) if now > offer.ends_at => {
                Some(ShownRecommendationState::Lapsed)
            }
            (VersionStage::Offered(offer), Party::Subject) if offer.set_aside => {
                Some(ShownRecommendationState::Lapsed)
            }
            (VersionStage::Offered(_), _) => Some(ShownRecommendationState::Offered),
            (VersionStage::Accepted(..), _) => Some(ShownRecommendationState::Accepted),
        }
    }
}

impl Recommendation {
    /// Which party an account is, if any.
    pub fn party(&self, account: AccountId) -> Option<Party> {
        if account == self.author {
            Some(Party::Author)
        } else if account == self.subject {
            Some(Party::Subject)
        } else {
            None
        }
    }

    /// What a party is shown; nothing where there is nothing for her to see.
    pub fn shown(&self, party: Party, now: Timestamp) -> Option<ShownRecommendationState> {
        match &self.standing {
            Standing::Public(_) => Some(ShownRecommendationState::Public),
            Standing::Withdrawn { .. } => Some(ShownRecommendationState::Withdrawn),
            Standing::Unpublished => self
                .progress
                .as_ref()
                .and_then(|version| version.shown(party, now)),
        }
    }

    /// The revision on its way beside a public text, as far as the party may see it.
    pub fn revision(&self, party: Party, now: Timestamp) -> Option<(&Version, ShownRecommendationState)> {
        let version = self.progress.as_ref()?;
        match &self.standing {
            Standing::Public(_) => version.shown(party, now).map(|state| (version, state)),
            Standing::Unpublished | Standing::Withdrawn { .. } => None,
        }
    }
}
