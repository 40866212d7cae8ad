//! Acquaintance: two people say that they know each other. Each member has a view of her own.

mod proposal;
mod visibility;

use chrono::{DateTime, Utc};
use serde::Serialize;
use vouchwell_evidence::{Digest, Timestamp};

use crate::identifier::{AccountId, AcquaintanceId, InvalidIdentifier, MemberId, ObjectUri};

pub use proposal::{IncomingCode, IncomingOffer, Proposal, ProposalSide, Reception};
pub use visibility::AcquaintanceVisibility;

/// How far an acquaintance is, as its owner's server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// One of the two has attested.
    Proposed(Proposal),
    /// Both have.
    Mutual(Mutual),
    /// It was mutual or offered, and one of the two ended it.
    Ended,
}

/// Both have attested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutual {
    /// What they said last.
    pub pair: Pair,
    /// Since when both have.
    pub since: DateTime<Utc>,
    /// The Offer by which one of them renews it. Until it is answered, all stays as it is.
    pub renewal: Option<Proposal>,
}

/// An attestation and its answer, as one of the two sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The Offer of the first of them.
    pub offer: ObjectUri,
    /// The owner's.
    pub mine: Digest,
    /// The other's.
    pub theirs: Digest,
}

/// What an owner is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShownState {
    /// Waiting for the other.
    Offered,
    /// Waiting for the owner.
    Asked,
    /// Both have attested.
    Mutual,
    /// Declined, ignored, blocked or expired: the same for all.
    Closed,
    /// Over.
    Ended,
}

impl std::str::FromStr for ShownState {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "offered" => Ok(Self::Offered),
            "asked" => Ok(Self::Asked),
            "mutual" => Ok(Self::Mutual),
            "closed" => Ok(Self::Closed),
            "ended" => Ok(Self::Ended),
            _ => Err(InvalidIdentifier),
        }
    }
}

/// One member's view of an acquaintance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquaintance {
    /// Known to the owner alone.
    pub id: AcquaintanceId,
    /// Whose view this is.
    pub owner: MemberId,
    /// The other person.
    pub other: AccountId,
    /// How far it is.
    pub stage: Stage,
    /// The owner's choice.
    pub visibility: AcquaintanceVisibility,
    /// Its place in the owner's list.
    pub sequence: i64,
    /// When it began.
    pub created_at: DateTime<Utc>,
}

impl Acquaintance {
    /// The Offer on its way: the first one, or a renewal.
    pub const fn proposal(&self) -> Option<&Proposal> {
        match &self.stage {
            Stage::Proposed(proposal) => Some(proposal),
            Stage::Mutual(mutual) => mutual.renewal.as_ref(),
            Stage::Ended => None,
        }
    }

    /// The same for changing it.
    pub const fn proposal_mut(&mut self) -> Option<&mut Proposal> {
        match &mut self.stage {
            Stage::Proposed(proposal) => Some(proposal),
            Stage::Mutual(mutual) => mutual.renewal.as_mut(),
            Stage::Ended => None,
        }
    }

    /// What its owner is shown at a time.
    pub fn shown(&self, now: Timestamp) -> ShownState {
        match &self.stage {
            Stage::Proposed(proposal) => proposal.shown(now),
            Stage::Mutual(_) => ShownState::Mutual,
            Stage::Ended => ShownState::Ended,
        }
    }

    /// Whether the owner sees it at all.
    pub const fn is_visible_to_owner(&self) -> bool {
        match &self.stage {
            Stage::Proposed(proposal) => proposal.is_visible_to_owner(),
            Stage::Mutual(_) | Stage::Ended => true,
        }
    }

    /// What an Offer of the other does to this.
    pub fn receive_offer(&self, incoming: IncomingOffer<'_>, now: Timestamp) -> Reception {
        match &self.stage {
            Stage::Proposed(proposal) => proposal.receive(incoming, now),
            Stage::Mutual(Mutual {
                renewal: Some(renewal),
                ..
            }) => renewal.receive_renewal(incoming, now),
            Stage::Mutual(_) | Stage::Ended => Reception::Ask,
        }
    }
}
