//! Whether the loops of the worker go on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use vouchwell_domain::job::Queue;

const QUEUES: [Queue; 4] = [Queue::Inbox, Queue::Outbox, Queue::Delivery, Queue::Timer];
/// A loop that was not heard of for so long has stopped: longer than anything that it does at once.
const PATIENCE: Duration = Duration::from_mins(2);

/// When each loop was last heard of. Clocks that are set do not change it.
#[derive(Debug)]
pub(crate) struct Pulse {
    begun: Instant,
    /// Milliseconds after the beginning, in the order of the queues above.
    beats: [AtomicU64; QUEUES.len()],
}

impl Pulse {
    /// Nothing was heard yet, and there is time until it must be.
    pub(crate) fn begin() -> Self {
        Self {
            begun: Instant::now(),
            beats: Default::default(),
        }
    }

    /// The loop of a queue goes on.
    pub(crate) fn beat(&self, queue: Queue) {
        self.beat_after(self.begun.elapsed(), queue);
    }

    /// The queues whose loops have stopped.
    pub(crate) fn stopped(&self) -> Vec<Queue> {
        self.stopped_after(self.begun.elapsed())
    }

    fn beat_after(&self, time: Duration, queue: Queue) {
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        for (known, beat) in QUEUES.iter().zip(&self.beats) {
            if *known == queue {
                beat.store(time, Ordering::Relaxed);
            }
        }
    }

    fn stopped_after(&self, time: Duration) -> Vec<Queue> {
        let is_late = |beat: &AtomicU64| {
            let beat = Duration::from_millis(beat.load(Ordering::Relaxed));
            time.saturating_sub(beat) > PATIENCE
        };
        let late = QUEUES.iter().zip(&self.beats).filter(|(_, beat)| is_late(beat));
        late.map(|(queue, _)| *queue).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vouchwell_domain::job::Queue;

    use super::{PATIENCE, Pulse, QUEUES};

    #[test]
    fn a_loop_that_is_not_heard_of_has_stopped() {
        let pulse = Pulse::begin();
        assert_eq!(pulse.stopped_after(PATIENCE), [], "there is time to begin");
        for round in 1..=3 {
            for queue in [Queue::Inbox, Queue::Outbox, Queue::Timer] {
                pulse.beat_after(PATIENCE * round, queue);
            }
        }
        assert_eq!(pulse.stopped_after(PATIENCE * 4), [Queue::Delivery]);
        pulse.beat_after(PATIENCE * 4, Queue::Delivery);
        assert_eq!(pulse.stopped_after(PATIENCE * 4), [], "it goes on again");
        assert_eq!(pulse.stopped_after(PATIENCE * 5 + Duration::from_secs(1)), QUEUES);
    }
}
