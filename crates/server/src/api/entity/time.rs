//! Times as Mastodon's clients read them: exactly three decimals and Z. Other forms become *now* in some.

use chrono::{DateTime, SecondsFormat, Utc};

pub(super) fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The date alone.
pub(super) fn date(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d").to_string()
}

/// The midnight before, so that nobody learns at what hour an account was made.
pub(super) fn day(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT00:00:00.000Z").to_string()
}
