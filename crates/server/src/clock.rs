//! The time of the machine.

use chrono::{DateTime, Utc};
use vouchwell_domain::Clock;
use vouchwell_domain::clock::to_microseconds;

/// Tells the time of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is where the time comes from")]
    fn now(&self) -> DateTime<Utc> {
        to_microseconds(Utc::now())
    }
}
