//! Questions to other servers, whether something that is public here was withdrawn.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::account::Host;
use crate::identifier::RecommendationId;

/// How long an answer counts: what is shown later is asked about again (protocol §8).
const FRESH: TimeDelta = TimeDelta::hours(24);

/// A question to one server about all documents of a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalQuestion {
    /// The recommendation, as it is known here.
    pub recommendation: RecommendationId,
    /// Whose server is asked.
    pub host: Host,
    /// When it was to be asked; a later question takes the place of this one.
    pub asked_at: DateTime<Utc>,
}

impl WithdrawalQuestion {
    /// What was asked at this time or before has to be asked again now.
    pub fn latest_stale(now: DateTime<Utc>) -> DateTime<Utc> {
        now - FRESH
    }

    /// Whether it was tried for so long that the next reader asks anew.
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.asked_at <= Self::latest_stale(now)
    }
}
