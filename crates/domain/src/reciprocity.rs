//! Reciprocity: readers are told when two people recommend each other.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::limit::EXCHANGE_PERIOD;

/// Whether two people recommend each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reciprocity {
    /// Only one recommends the other.
    None,
    /// Both do.
    Mutual,
    /// Both do, published within a month of each other.
    Exchanged,
}

impl Reciprocity {
    /// From the times of publication of one and of those in the other direction.
    pub fn between(published_at: DateTime<Utc>, returned: &[DateTime<Utc>]) -> Self {
        if returned
            .iter()
            .any(|other| (published_at - *other).abs() <= EXCHANGE_PERIOD)
        {
            Self::Exchanged
        } else if returned.is_empty() {
            Self::None
        } else {
            Self::Mutual
        }
    }
}
