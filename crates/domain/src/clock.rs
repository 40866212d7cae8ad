//! Time and randomness, handed in so that tests decide them.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use vouchwell_evidence::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds: PostgreSQL keeps no more.
    fn now(&self) -> DateTime<Utc>;

    /// Now, in whole seconds, as evidence writes it.
    fn timestamp(&self) -> Timestamp {
        Timestamp::from_datetime(self.now())
    }
}

/// Gives bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the buffer from the source.
    fn fill(&self, buffer: &mut [u8]);
}

/// Cuts a time to whole microseconds.
pub fn to_microseconds(time: DateTime<Utc>) -> DateTime<Utc> {
    time.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(time)
}
