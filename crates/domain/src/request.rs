//! Requests: somebody asks an acquaintance for a recommendation.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::{Timestamp, Topics};

use crate::identifier::{AccountId, InvalidIdentifier, MemberId, ObjectUri, RequestId};
use crate::limit::{LATE_ARRIVAL, REMINDER_AFTER};

/// The five answers, of equal weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestAnswer {
    /// Yes, I'll write.
    Write,
    /// I don't know this person.
    DontKnow,
    /// I know her, but not this work.
    NotThisWork,
    /// Let's meet first.
    MeetFirst,
    /// Not now.
    NotNow,
}

impl RequestAnswer {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Write,
        Self::DontKnow,
        Self::NotThisWork,
        Self::MeetFirst,
        Self::NotNow,
    ];

    /// The word used by the API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::DontKnow => "dont_know",
            Self::NotThisWork => "not_this_work",
            Self::MeetFirst => "meet_first",
            Self::NotNow => "not_now",
        }
    }
}

impl FromStr for RequestAnswer {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|answer| answer.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// Which side of a request a member is on, and what she knows of its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// The member asked.
    Asker {
        /// Whether an answer has arrived: silence tells nothing.
        answered: bool,
    },
    /// The member was asked.
    Asked {
        /// What she answered.
        answer: Option<RequestAnswer>,
        /// Not shown to her: too many members do not know the asker.
        hidden: bool,
    },
}

/// One member's view of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Known to the owner alone.
    pub id: RequestId,
    /// Whose view this is.
    pub owner: MemberId,
    /// The other person.
    pub other: AccountId,
    /// The owner's side.
    pub side: Side,
    /// The Invite.
    pub invite: ObjectUri,
    /// What it is about.
    pub topics: Topics,
    /// What the asker wrote.
    pub message: Option<String>,
    /// What the answerer wrote.
    pub reply: Option<String>,
    /// Taken back, or told to be closed.
    pub closed: bool,
    /// Its place in the owner's list.
    pub sequence: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it closes by itself.
    pub closes_at: Timestamp,
    /// When the asker reminded.
    pub reminded_at: Option<DateTime<Utc>>,
}

/// What an owner is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShownRequestState {
    /// Waiting.
    Open,
    /// Over without an answer: declined, ignored, blocked and expired alike.
    Closed,
    /// Answered.
    Answered,
}

impl Request {
    /// What its owner is shown at a time.
    pub fn shown(&self, now: Timestamp) -> ShownRequestState {
        let answered = match &self.side {
            Side::Asker { answered } => *answered,
            Side::Asked { answer, .. } => answer.is_some(),
        };
        if self.closed {
            ShownRequestState::Closed
        } else if answered {
            ShownRequestState::Answered
        } else if now <= self.closes_at {
            ShownRequestState::Open
        } else {
            ShownRequestState::Closed
        }
    }

    /// When the owner may remind, unless it is answered or closed by then: once, after some days.
    pub fn may_be_reminded_from(&self) -> Option<DateTime<Utc>> {
        let may_remind = self.is_asked_by_owner() && self.reminded_at.is_none();
        may_remind.then(|| self.created_at + REMINDER_AFTER)
    }

    /// Whether the other's reminder is taken: once, while nothing was answered. It comes early where the
    /// request itself came late.
    pub fn takes_reminder(&self, now: DateTime<Utc>) -> bool {
        let is_due = now >= self.created_at + REMINDER_AFTER - LATE_ARRIVAL;
        let is_open = self.shown(Timestamp::from_datetime(now)) == ShownRequestState::Open;
        !self.is_asked_by_owner() && is_open && is_due && self.reminded_at.is_none()
    }

    /// Whether the owner asked.
    pub const fn is_asked_by_owner(&self) -> bool {
        matches!(self.side, Side::Asker { .. })
    }

    /// Whether the owner sees it at all.
    pub const fn is_visible_to_owner(&self) -> bool {
        !matches!(self.side, Side::Asked { hidden: true, .. })
    }
}
