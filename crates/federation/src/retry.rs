//! When something that failed is tried again.

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::Entropy;

/// The first delay, in seconds; each further one is twice as long.
const FIRST: f64 = 60.0;
/// The longest delay, in seconds.
const LONGEST: f64 = 12.0 * 3_600.0;
/// How long something is tried, in seconds: over the promised 7 days by more than the longest delay.
const FULL_TIME: f64 = 8.0 * 86_400.0;
/// Failures of a host, one after the other, from which on it is left alone for a while.
pub const FAILURES_TO_CLOSE: u32 = 5;

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
        attempts: u32,
        first_failed_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        entropy: &dyn Entropy,
    ) -> Option<DateTime<Utc>> {
        let tried_for = now - first_failed_at.unwrap_or(now);
        let is_over = first_failed_at.is_some() && tried_for >= self.seconds(FULL_TIME);
        (!is_over).then(|| now + self.delay(attempts, jitter(entropy)))
    }

    /// For how long a host with so many failures is left alone.
    pub fn rest(&self, failures: u32) -> TimeDelta {
        self.delay(failures.saturating_sub(FAILURES_TO_CLOSE), 1.0)
    }

    fn delay(&self, attempts: u32, jitter: f64) -> TimeDelta {
        let doubled = FIRST * 2_f64.powi(i32::try_from(attempts.min(30)).unwrap_or(30));
        self.seconds(doubled.min(LONGEST) * jitter)
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
        let delay = |attempts| policy.delay(attempts, 1.0);
        assert_eq!(delay(0), TimeDelta::minutes(1));
        assert_eq!(delay(1), TimeDelta::minutes(2));
        assert_eq!(delay(4), TimeDelta::minutes(16));
        assert_eq!(delay(30), TimeDelta::hours(12));
        assert_eq!(delay(u32::MAX), TimeDelta::hours(12));
    }

    #[test]
    fn seven_days_are_tried_in_full_whatever_chance_says() {
        for chance in [0, 255] {
            let policy = RetryPolicy::scaled(1.0);
            let (mut now, mut attempts) = (noon(), 0);
            while let Some(next) = policy.next(attempts, Some(noon()), now, &Always(chance)) {
                assert!(next > now);
                (now, attempts) = (next, attempts + 1);
            }
            assert!(
                now - noon() >= TimeDelta::days(7),
                "gave up after {}",
                now - noon()
            );
            assert!(
                now - noon() <= TimeDelta::days(9),
                "gave up after {}",
                now - noon()
            );
            assert!(attempts < 60, "{attempts} attempts");
        }
    }

    #[test]
    fn a_scale_shortens_delays_and_the_full_time_alike() {
        let policy = RetryPolicy::scaled(0.001);
        let soon = policy.next(0, None, noon(), &Always(128)).unwrap();
        assert!(soon - noon() < TimeDelta::milliseconds(80));
        assert_eq!(
            policy.next(20, Some(noon() - TimeDelta::minutes(12)), noon(), &Always(0)),
            None
        );
    }
}
