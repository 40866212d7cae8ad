//! An Offer on its way: the first one of two people, or the renewal of a pair.

use chrono::{DateTime, Utc};
use vouchwell_evidence::{Digest, Timestamp};

use super::ShownState;
use crate::identifier::ObjectUri;
use crate::limit::{DEADLINE, LATE_ARRIVAL};

/// An Offer on its way, as its owner's server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The Offer.
    pub offer: ObjectUri,
    /// Whose turn it is.
    pub side: ProposalSide,
    /// What the other said with an answer.
    pub message: Option<String>,
    /// When it was made or came.
    pub created_at: DateTime<Utc>,
}

/// Who has attested and who is to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalSide {
    /// The owner has attested and waits.
    Offered {
        /// The owner's attestation.
        mine: Digest,
        /// The last moment for an answer.
        accept_by: Timestamp,
    },
    /// The other has attested and waits.
    Asked {
        /// The other's attestation.
        theirs: Digest,
        /// The last moment for an answer.
        accept_by: Timestamp,
        /// The owner said no; nobody else is told, and she may still say yes in time.
        declined_silently: bool,
        /// Not shown to the owner: too many members do not know the other.
        hidden: bool,
        /// A code came with it that the owner had shown.
        code_scanned: bool,
    },
    /// The other chose to say no.
    Declined,
}

/// An Offer that arrives.
#[derive(Debug, Clone, Copy)]
pub struct IncomingOffer<'a> {
    /// Its id.
    pub offer: &'a ObjectUri,
    /// The code that came with it.
    pub code: IncomingCode,
    /// The owner's own Offer, if there is one on its way, came of a code that she scanned.
    pub own_is_scanned: bool,
}

/// The code that came with an Offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncomingCode {
    /// None.
    Absent,
    /// One that the owner did not show, or that is used up or too old.
    Wrong,
    /// One that the owner showed.
    Right,
}

/// What to do with an Offer that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    /// Ask the member.
    Ask,
    /// Take her own Offer back, and ask her.
    TakeBackAndAsk,
    /// The member has offered too, and the other's Offer lives: answer at once.
    AnswerAtOnce,
    /// It changes nothing.
    Ignore,
}

impl Proposal {
    /// What its owner is shown at a time.
    pub fn shown(&self, now: Timestamp) -> ShownState {
        match self.side {
            ProposalSide::Offered { accept_by, .. } if now <= accept_by => ShownState::Offered,
            ProposalSide::Asked {
                accept_by,
                declined_silently: false,
                ..
            } if now <= accept_by => ShownState::Asked,
            _ => ShownState::Closed,
        }
    }

    /// Whether the owner sees it at all.
    pub const fn is_visible_to_owner(&self) -> bool {
        !matches!(self.side, ProposalSide::Asked { hidden: true, .. })
    }

    /// Whether the owner may still say yes to it.
    pub fn may_be_accepted(&self, now: Timestamp) -> bool {
        matches!(self.side, ProposalSide::Asked { accept_by, .. } if now <= accept_by)
    }

    /// The last moment for an answer.
    pub const fn accept_by(&self) -> Option<Timestamp> {
        match self.side {
            ProposalSide::Offered { accept_by, .. } | ProposalSide::Asked { accept_by, .. } => {
                Some(accept_by)
            }
            ProposalSide::Declined => None,
        }
    }

    /// Whether the owner said no to it without a word.
    pub const fn is_declined_silently(&self) -> bool {
        matches!(
            self.side,
            ProposalSide::Asked {
                declined_silently: true,
                ..
            }
        )
    }

    /// Whether a code came with it that the owner had shown.
    pub const fn is_code_scanned(&self) -> bool {
        matches!(
            self.side,
            ProposalSide::Asked {
                code_scanned: true,
                ..
            }
        )
    }

    /// The owner says no; nobody else is told.
    pub fn decline_silently(&mut self) {
        if let ProposalSide::Asked {
            declined_silently, ..
        } = &mut self.side
        {
            *declined_silently = true;
        }
    }

    /// Whether an answer that was signed at `published` and arrives now is taken.
    ///
    /// One signed in time reopens a closed offer for some days (protocol §6, *Accept*).
    pub fn takes_answer(&self, published: Timestamp, now: Timestamp) -> bool {
        matches!(self.side, ProposalSide::Offered { accept_by, .. }
            if published <= accept_by && now <= accept_by + LATE_ARRIVAL)
    }

    /// What another Offer of the other does to this one (protocol §6, *A second Offer*, *Crossing Offers*,
    /// *Meeting in person*).
    pub fn receive(&self, incoming: IncomingOffer<'_>, now: Timestamp) -> Reception {
        let is_right = incoming.code == IncomingCode::Right;
        match &self.side {
            ProposalSide::Offered { accept_by, .. } if now <= *accept_by => {
                if is_right && !incoming.own_is_scanned {
                    Reception::TakeBackAndAsk
                } else if *incoming.offer < self.offer {
                    Reception::AnswerAtOnce
                } else {
                    Reception::Ignore
                }
            }
            ProposalSide::Asked {
                declined_silently: true,
                ..
            } if !is_right => Reception::Ignore,
            // With a code the other says anew, in the owner's presence, what he said before.
            ProposalSide::Asked { accept_by, .. }
                if now <= *accept_by && incoming.code == IncomingCode::Absent =>
            {
                Reception::Ignore
            }
            _ => Reception::Ask,
        }
    }

    /// What a further Offer does to the renewal of a mutual pair. A silent no is no answer for good here,
    /// since they know each other; it holds until the time is over in which the other could have had one.
    pub fn receive_renewal(&self, incoming: IncomingOffer<'_>, now: Timestamp) -> Reception {
        let heard = Timestamp::from_datetime(self.created_at) + DEADLINE;
        match self.side {
            ProposalSide::Asked {
                declined_silently: true,
                accept_by,
                ..
            } if now > accept_by.max(heard) => Reception::Ask,
            _ => self.receive(incoming, now),
        }
    }
}

#[cfg(test)]
mod tests;
