//! Quarantine: recommendations of others by a new account wait until the account is older.

use chrono::{DateTime, TimeDelta, Utc};

use crate::member::Member;

/// When an accepted recommendation is published.
///
/// `oldest_shared_acquaintance` is the age of the oldest account that both know mutually.
pub fn publish_at(
    received_acceptance: DateTime<Utc>,
    author: &Member,
    quarantine: TimeDelta,
    oldest_shared_acquaintance: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let vouched_for =
        oldest_shared_acquaintance.is_some_and(|since| since + quarantine <= received_acceptance);
    if author.quarantine_exempt || vouched_for {
        received_acceptance
    } else {
        received_acceptance.max(author.created_at + quarantine)
    }
}
