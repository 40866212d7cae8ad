//! When something that failed is tried again.

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::Entropy;

/// The first delay, in seconds.
const FIRST: f64 = 60.0;
/// How long something is tried, in seconds: over the promised 7 days by more than the longest of the usual delays.
const FULL_TIME: f64 = 8.0 * 86_400.0;
/// Failures of a host, one after the other, from which on it is left alone for a while.
pub const FAILURES_TO_CLOSE: u32 = 5;

/// How soon something is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// It may succeed at any time: each delay is twice as long as the one before, up to half a day.
    Usual,
    /// It hardly will before somebody changes something there: a minute, a quarter of an hour, four hours, then a day.
    Seldom,
}

impl Pace {
    /// By how much each delay is longer than the one before.
    const fn growth(self) -> f64 {
        match self {
            Self::Usual => 2.0,
            Self::Seldom => 16.0,
        }
    }

    /// The longest delay, in seconds.
    const fn longest(self) -> f64 {
        match self {
            Self::Usual => 12.0 * 3_600.0,
            Self::Seldom => 24.0 * 3_600.0,
        }
    }
}

/// The policy, stretched or shortened by a factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetryPolicy {
    scale: f64,
}

impl RetryPolicy {
    /// The usual delays times `scale`.
    pub const fn scaled(scale: f64) -> Self {
        Self { scale }
    }

    /// When to try again what has failed `attempts` times before and failed again now; nothing if it was
    /// tried for the full time.
    pub fn next(
        &self,
        pace: Pace,
        attempts: u32,
        first_failed_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        entropy: &dyn Entropy,
    ) -> Option<DateTime<Utc>> {
        let tried_for = now - first_failed_at.unwrap_or(now);
        let is_over = first_failed_at.is_some() && tried_for >= self.seconds(FULL_TIME);
        (!is_over).then(|| now + self.delay(pace, attempts, jitter(entropy)))
    }

    /// For how long a host with so many failures is left alone.
    pub fn rest(&self, failures: u32) -> TimeDelta {
        self.delay(Pace::Usual, failures.saturating_sub(FAILURES_TO_CLOSE), 1.0)
    }

    fn delay(&self, pace: Pace, attempts: u32, jitter: f64) -> TimeDelta {
        let grown = FIRST * pace.growth().powi(i32::try_from(attempts.min(30)).unwrap_or(30));
        self.seconds(grown.min(pace.longest()) * jitter)
    }

    fn seconds(&self, seconds: f64) -> TimeDelta {
        TimeDelta::milliseconds((seconds * self.scale * 1_000.0) as i64)
    }
}

/// A factor between 0.75 and 1.25, so that what failed together does not come back together.
fn jitter(entropy: &dyn Entropy) -> f64 {
    let mut byte = [0_u8; 1];
    entropy.fill(&mut byte);
    0.75 + f64::from(byte[0]) / 510.0
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Entropy for Always {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    fn noon() -> DateTime<Utc> {
        "2026-05-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn delays_double_up_to_half_a_day() {
        let policy = RetryPolicy::scaled(1.0);
        let delay = |attempts| policy.delay(Pace::Usual, attempts, 1.0);
        assert_eq!(delay(0), TimeDelta::minutes(1));
        assert_eq!(delay(1), TimeDelta::minutes(2));
        assert_eq!(delay(4), TimeDelta::minutes(16));
        assert_eq!(delay(30), TimeDelta::hours(12));
        assert_eq!(delay(u32::MAX), TimeDelta::hours(12));
    }

    #[test]
    fn what_was_refused_is_soon_tried_once_a_day() {
        let policy = RetryPolicy::scaled(1.0);
        let delay = |attempts| policy.delay(Pace::Seldom, attempts, 1.0);
        assert_eq!(delay(0), TimeDelta::minutes(1));
        assert_eq!(delay(1), TimeDelta::minutes(16));
        assert_eq!(delay(3), TimeDelta::days(1));
        assert_eq!(delay(u32::MAX), TimeDelta::days(1));
    }

    #[test]
    fn seven_days_are_tried_in_full_whatever_chance_says() {
        for (pace, chance, fewer_than) in [
            (Pace::Usual, 0, 60),
            (Pace::Usual, 255, 60),
            (Pace::Seldom, 0, 15),
            (Pace::Seldom, 255, 15),
        ] {
            let policy = RetryPolicy::scaled(1.0);
            let (mut now, mut attempts) = (noon(), 0);
            while let Some(next) = policy.next(pace, attempts, Some(noon()), now, &Always(chance)) {
                assert!(next > now);
                (now, attempts) = (next, attempts + 1);
            }
            let tried_for = now - noon();
            assert!(tried_for >= TimeDelta::days(7), "gave up after {tried_for}");
            assert!(
                tried_for <= TimeDelta::hours(9 * 24 + 6),
                "gave up after {tried_for}"
            );
            assert!(attempts < fewer_than, "{attempts} attempts");
        }
    }

    #[test]
    fn a_scale_shortens_delays_and_the_full_time_alike() {
        let policy = RetryPolicy::scaled(0.001);
        let soon = policy.next(Pace::Usual, 0, None, noon(), &Always(128)).unwrap();
        assert!(soon - noon() < TimeDelta::milliseconds(80));
        assert_eq!(
            policy.next(
                Pace::Usual,
                20,
                Some(noon() - TimeDelta::minutes(12)),
                noon(),
                &Always(0)
            ),
            None
        );
    }
}
