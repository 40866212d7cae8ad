//! The worker: takes jobs from the four queues and does them.

pub(crate) mod burst;
mod delivery;
mod forgetting;
mod lease;
pub(crate) mod pulse;
mod run;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use vouchwell_domain::job::{LeasedJob, Queue};

use crate::Federation;
use burst::Burst;

/// How often queues are looked at without being told of new jobs.
const LOOK: Duration = Duration::from_millis(500);
/// Received activities in one transaction.
const PROCESSED: u32 = 256;
/// Messages and timers taken at once.
const TAKEN: u32 = 32;
/// The running worker.
#[derive(Debug)]
pub struct Worker {
    stopping: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// What a queue waits for.
#[derive(Debug, Clone)]
struct Signals {
    new_jobs: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

impl Signals {
    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    async fn wait(&mut self) {
        // Whichever comes first; a sender that is gone means that the worker stops.
        tokio::select! {
            _ = self.new_jobs.changed() => {}
            _ = self.stopping.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

impl Worker {
    /// Starts the loops of all queues.
    pub fn start(federation: Arc<Federation>) -> Self {
        let (stopping, stopped) = watch::channel(false);
        let (announcing, new_jobs) = watch::channel(0_u64);
        let signals = Signals {
            new_jobs,
            stopping: stopped,
        };
        let mut tasks: Vec<JoinHandle<()>> = [Queue::Inbox, Queue::Outbox, Queue::Timer]
            .into_iter()
            .map(|queue| {
                let (federation, signals) = (Arc::clone(&federation), signals.clone());
                let run = move || work(Arc::clone(&federation), queue, signals.clone());
                tokio::spawn(again_if_broken_off(queue, run))
            })
            .collect();
        let (delivering, delivery_signals) = (Arc::clone(&federation), signals.clone());
        let run = move || delivery::deliver(Arc::clone(&delivering), delivery_signals.clone());
        tasks.push(tokio::spawn(again_if_broken_off(Queue::Delivery, run)));
        tasks.push(tokio::spawn(forgetting::forget(
            Arc::clone(&federation),
            signals.stopping.clone(),
        )));
        tasks.push(tokio::spawn(announce(federation, announcing, signals.stopping)));
        Self { stopping, tasks }
    }

    /// Takes no more jobs, ends those that run, and returns.
    pub async fn stop(self) {
        // Loops that have ended already listen no more.
        let _ = self.stopping.send(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the worker stopped before its end");
            }
        }
    }
}

/// Begins a loop again that ended by a fault of the program, so that one activity or host does not stop a queue.
/// What it was doing comes back when its lease runs out.
async fn again_if_broken_off<F: Future<Output = ()>>(queue: Queue, run: impl Fn() -> F) {
    while AssertUnwindSafe(run()).catch_unwind().await.is_err() {
        tracing::error!(
            queue = queue.as_str(),
            "the work on a queue broke off, and begins again"
        );
        tokio::time::sleep(LOOK).await;
    }
}

/// Passes on to all queues that there are new jobs.
async fn announce(
    federation: Arc<Federation>,
    announcing: watch::Sender<u64>,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            () = federation.context.new_jobs.notified() => announcing.send_modify(|count| *count += 1),
            _ = stopping.changed() => return,
        }
    }
}

async fn work(federation: Arc<Federation>, queue: Queue, mut signals: Signals) {
    federation.take_over(queue).await;
    let mut burst = Burst::none_at(Instant::now());
    while !signals.is_stopping() {
        federation.pulse.beat(queue);
        if queue == Queue::Inbox {
            burst.pass(&federation.arrived, &signals).await;
        }
        let limit = if queue == Queue::Inbox { PROCESSED } else { TAKEN };
        match federation.lease(queue, limit, &[]).await {
            Ok(jobs) if jobs.is_empty() && queue == Queue::Inbox => {
                tokio::select! {
                    () = federation.arrivals.notified() => {}
                    () = signals.wait() => {}
                }
            }
            Ok(jobs) if jobs.is_empty() => signals.wait().await,
            Ok(jobs) if queue == Queue::Inbox => federation.process_until_stored(&jobs, &mut signals).await,
            Ok(jobs) => federation.run(jobs).await,
            Err(error) => {
                tracing::warn!(%error, queue = queue.as_str(), "jobs cannot be taken");
                signals.wait().await;
            }
        }
    }
}

impl Federation {
    /// The queues on which nobody works any more.
    pub fn stopped_queues(&self) -> Vec<Queue> {
        self.pulse.stopped()
    }

    /// Tries a batch until the database takes it, for as long as it is ours.
    async fn process_until_stored(self: &Arc<Self>, jobs: &[LeasedJob], signals: &mut Signals) {
        while let Err(error) = self.process(jobs).await {
            self.pulse.beat(Queue::Inbox);
            tracing::warn!(%error, cause = ?error, "received activities wait until the database is back");
            if signals.is_stopping() || jobs.iter().all(|job| job.leased_until <= self.context.now()) {
                return;
            }
            signals.wait().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{Queue, again_if_broken_off};

    #[tokio::test]
    async fn a_loop_that_breaks_off_begins_again() {
        let begun = Cell::new(0);
        let run = || async {
            begun.set(begun.get() + 1);
            assert!(begun.get() > 1, "the first one breaks off");
        };
        again_if_broken_off(Queue::Inbox, run).await;
        assert_eq!(begun.get(), 2);
    }
}
