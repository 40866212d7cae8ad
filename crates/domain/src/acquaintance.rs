//! Acquaintance: two people say that they know each other. Each member has a view of her own.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::{Digest, Timestamp};

use crate::identifier::{AccountId, AcquaintanceId, InvalidIdentifier, MemberId, ObjectUri};
use crate::limit::LATE_ARRIVAL;

/// Who may learn of an acquaintance. The stricter of both sides wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AcquaintanceVisibility {
    /// Nobody; such an acquaintance carries no recommendation.
    Private,
    /// Acquaintances of either, and everybody as far as a public recommendation rests on it.
    Acquaintances,
    /// Everybody.
    Public,
}

impl AcquaintanceVisibility {
    /// The word used by the API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Acquaintances => "acquaintances",
            Self::Public => "public",
        }
    }
}

impl std::str::FromStr for AcquaintanceVisibility {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Private, Self::Acquaintances, Self::Public]
            .into_iter()
            .find(|visibility| visibility.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// How far an acquaintance is, as its owner's server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
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
    },
    /// Both have attested.
    Mutual {
        /// The owner's attestation.
        mine: Digest,
        /// The other's.
        theirs: Digest,
        /// Since when both have.
        since: DateTime<Utc>,
    },
    /// The other chose to say no.
    Declined,
    /// It was mutual or offered, and one of the two ended it.
    Ended,
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
    /// The Offer that began it.
    pub offer: ObjectUri,
    /// How far it is.
    pub stage: Stage,
    /// What the other said with an answer.
    pub message: Option<String>,
    /// The owner's choice.
    pub visibility: AcquaintanceVisibility,
    /// Its place in the owner's list.
    pub sequence: i64,
    /// When it began.
    pub created_at: DateTime<Utc>,
}

/// What to do with an Offer that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    /// Ask the member.
    Ask,
    /// The member has offered too, and the other's Offer lives: answer at once.
    AnswerAtOnce,
    /// It changes nothing.
    Ignore,
}

impl Acquaintance {
    /// What its owner is shown at a time.
    pub fn shown(&self, now: Timestamp) -> ShownState {
        match &self.stage {
            Stage::Offered { accept_by, .. } if now <= *accept_by => ShownState::Offered,
            Stage::Asked {
                accept_by,
                declined_silently: false,
                ..
            } if now <= *accept_by => ShownState::Asked,
            Stage::Mutual { .. } => ShownState::Mutual,
            Stage::Ended => ShownState::Ended,
            Stage::Offered { .. } | Stage::Asked { .. } | Stage::Declined => ShownState::Closed,
        }
    }

    /// Whether the owner sees it at all.
    pub const fn is_visible_to_owner(&self) -> bool {
        !matches!(self.stage, Stage::Asked { hidden: true, .. })
    }

    /// Whether the owner may still say yes to what the other offered.
    pub fn may_be_accepted(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Asked { accept_by, .. } if now <= accept_by)
    }

    /// Whether an answer that was signed at `published` and arrives now is taken.
    ///
    /// One signed in time reopens a closed offer for some days (protocol §6, *Accept*).
    pub fn takes_answer(&self, published: Timestamp, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Offered { accept_by, .. }
            if published <= accept_by && now <= accept_by + LATE_ARRIVAL)
    }

    /// What another's Offer does to this (protocol §6, *A second Offer*, *Crossing Offers*).
    pub fn receive_offer(&self, incoming: &ObjectUri, keys_changed: bool, now: Timestamp) -> Reception {
        match &self.stage {
            Stage::Offered { accept_by, .. } if now <= *accept_by => {
                if *incoming < self.offer {
                    Reception::AnswerAtOnce
                } else {
                    Reception::Ignore
                }
            }
            Stage::Asked {
                declined_silently: true,
                ..
            } => Reception::Ignore,
            Stage::Asked { accept_by, .. } if now <= *accept_by => Reception::Ignore,
            Stage::Mutual { .. } if !keys_changed => Reception::Ignore,
            _ => Reception::Ask,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn digest() -> Digest {
        Digest::of(&serde_json::json!({"a": 1}))
    }

    fn view(stage: Stage) -> Acquaintance {
        Acquaintance {
            id: "00000000000000000000000000000001".parse().unwrap(),
            owner: MemberId::of_stored_member(AccountId::from_number(1)),
            other: AccountId::from_number(2),
            offer: "https://a.example/activities/5".parse().unwrap(),
            stage,
            message: None,
            visibility: AcquaintanceVisibility::Acquaintances,
            sequence: 1,
            created_at: at("2026-03-01T00:00:00Z").datetime(),
        }
    }

    #[test]
    fn declined_and_expired_look_the_same_to_their_owners() {
        let accept_by = at("2026-03-22T00:00:00Z");
        let offered = view(Stage::Offered {
            mine: digest(),
            accept_by,
        });
        assert_eq!(offered.shown(at("2026-03-22T00:00:00Z")), ShownState::Offered);
        assert_eq!(offered.shown(at("2026-03-22T00:00:01Z")), ShownState::Closed);
        let declined = view(Stage::Asked {
            theirs: digest(),
            accept_by,
            declined_silently: true,
            hidden: false,
        });
        assert_eq!(declined.shown(at("2026-03-02T00:00:00Z")), ShownState::Closed);
        assert!(declined.may_be_accepted(at("2026-03-02T00:00:00Z")));
    }

    #[test]
    fn of_two_crossing_offers_the_lower_id_lives() {
        let now = at("2026-03-02T00:00:00Z");
        let mine = view(Stage::Offered {
            mine: digest(),
            accept_by: at("2026-03-22T00:00:00Z"),
        });
        let lower = "https://a.example/activities/4".parse().unwrap();
        let higher = "https://b.example/activities/4".parse().unwrap();
        assert_eq!(mine.receive_offer(&lower, false, now), Reception::AnswerAtOnce);
        assert_eq!(mine.receive_offer(&higher, false, now), Reception::Ignore);
    }

    #[test]
    fn an_answer_signed_in_time_is_taken_for_eight_days_more() {
        let mine = view(Stage::Offered {
            mine: digest(),
            accept_by: at("2026-03-22T00:00:00Z"),
        });
        assert!(mine.takes_answer(at("2026-03-22T00:00:00Z"), at("2026-03-30T00:00:00Z")));
        assert!(!mine.takes_answer(at("2026-03-22T00:00:00Z"), at("2026-03-30T00:00:01Z")));
        assert!(!mine.takes_answer(at("2026-03-22T00:00:01Z"), at("2026-03-22T00:00:01Z")));
    }
}
