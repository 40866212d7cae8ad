//! Bursts: what comes in at once is taken in before it takes effect.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::Signals;

/// Between two looks at how much came in.
const LOOK: Duration = Duration::from_millis(50);
/// Activities a second that are a burst.
const MANY: u128 = 1_000;
/// How long a burst goes first, and how long it has to be calm before the next one does. Others give up after ten seconds
/// without an answer ([`read_timeout`] of Mastodon), while nobody misses what takes effect some seconds later.
///
/// [`read_timeout`]: https://github.com/mastodon/mastodon/blob/main/app/lib/request.rb
const PATIENCE: Duration = Duration::from_secs(5);

/// Counts the activities that came in.
#[derive(Debug, Default)]
pub(crate) struct Arrived(AtomicU64);

impl Arrived {
    pub(crate) fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// What was seen of what comes in.
#[derive(Debug)]
pub(super) struct Burst {
    looked_at: Instant,
    seen: u64,
    are_many: bool,
    last: Option<Lasting>,
}

/// From when to when many came, but for short gaps.
#[derive(Debug, Clone, Copy)]
struct Lasting {
    since: Instant,
    until: Instant,
}

impl Burst {
    pub(super) fn none_at(now: Instant) -> Self {
        Self {
            looked_at: now,
            seen: 0,
            are_many: false,
            last: None,
        }
    }

    /// Waits until the burst is over, or has gone first for long enough, or the worker stops.
    pub(super) async fn pass(&mut self, arrived: &Arrived, signals: &Signals) {
        while self.goes_first(Instant::now(), arrived.0.load(Ordering::Relaxed)) && !signals.is_stopping() {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Whether so many came since the last look that the rest waits. One that goes on for longer than it may go first,
    /// with or without gaps, does so no more until it has ended.
    fn goes_first(&mut self, now: Instant, arrived: u64) -> bool {
        let passed = now - self.looked_at;
        if passed >= LOOK {
            let came = u128::from(arrived.saturating_sub(self.seen));
            self.are_many = came * 1_000 >= MANY * passed.as_millis();
            if self.are_many {
                let before = self.last.filter(|last| now - last.until <= PATIENCE);
                let since = before.map_or(self.looked_at, |before| before.since);
                self.last = Some(Lasting { since, until: now });
            }
            (self.looked_at, self.seen) = (now, arrived);
        }
        self.are_many && self.last.is_some_and(|last| now - last.since < PATIENCE)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Burst, PATIENCE};

    const TICK: Duration = Duration::from_millis(100);

    /// What a look says after each tenth of a second in which so many came.
    fn looks(came: impl IntoIterator<Item = u64>) -> Vec<bool> {
        let (mut now, mut arrived) = (Instant::now(), 0);
        let mut burst = Burst::none_at(now);
        let look = |came| {
            now += TICK;
            arrived += came;
            burst.goes_first(now, arrived)
        };
        came.into_iter().map(look).collect()
    }

    #[test]
    fn a_burst_goes_first_until_it_ends() {
        assert_eq!(
            looks([0, 20, 90, 300, 400, 20, 0]),
            [false, false, false, true, true, false, false]
        );
    }

    fn ticks() -> usize {
        usize::try_from(PATIENCE.as_millis() / TICK.as_millis()).unwrap()
    }

    #[test]
    fn one_that_does_not_end_goes_first_for_a_while() {
        let said = looks(std::iter::repeat_n(500, 3 * ticks()));
        assert!(said[..ticks() - 1].iter().all(|goes_first| *goes_first));
        assert!(said[ticks() - 1..].iter().all(|goes_first| !goes_first));
    }

    #[test]
    fn gaps_give_it_no_more_time_and_calm_does() {
        let with_gaps = (0..2 * ticks()).map(|tick| if tick % 10 == 9 { 0 } else { 500 });
        let calm = std::iter::repeat_n(0, ticks());
        let said = looks(with_gaps.chain(calm).chain([500]));
        assert!(
            said[ticks() - 1..3 * ticks()]
                .iter()
                .all(|goes_first| !goes_first)
        );
        assert!(said[3 * ticks()], "the next one goes first again");
    }
}
