//! The worker: takes jobs from the four queues and does them.

mod delivery;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use vouchwell_domain::account::Host;
use vouchwell_domain::job::{Job, LeasedJob, Queue};
use vouchwell_service::timer;
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{Store, account};

use crate::Federation;
use crate::client::FetchBudget;

/// How often queues are looked at without being told of new jobs.
const LOOK: Duration = Duration::from_millis(500);
/// Received activities in one transaction.
const PROCESSED: u32 = 128;
/// Messages and timers taken at once.
const TAKEN: u32 = 32;
/// Deliveries to one host at once.
const PER_HOST: u32 = 8;
/// How long jobs are taken for. A loop does not take again what it is still doing, so this only decides
/// how soon another node takes over what was left behind: not before a delivery has had its time.
const LEASE: TimeDelta = TimeDelta::seconds(15);
const DELIVERY_LEASE: TimeDelta = TimeDelta::seconds(35);

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
            .map(|queue| tokio::spawn(work(Arc::clone(&federation), queue, signals.clone())))
            .collect();
        tasks.push(tokio::spawn(delivery::deliver(
            Arc::clone(&federation),
            signals.clone(),
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
    while !signals.is_stopping() {
        let limit = if queue == Queue::Inbox { PROCESSED } else { TAKEN };
        match federation.lease(queue, limit, &[]).await {
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
    async fn lease(
        &self,
        queue: Queue,
        limit: u32,
        skipped_hosts: &[Host],
    ) -> Result<Vec<LeasedJob>, vouchwell_storage::Error> {
        let now = self.context.now();
        if !self.has_due(queue).await? {
            return Ok(Vec::new());
        }
        let mut transaction = self.context.store.begin().await?;
        let duration = if queue == Queue::Delivery {
            DELIVERY_LEASE
        } else {
            LEASE
        };
        let wanted = Lease {
            queue,
            limit,
            per_host: PER_HOST,
            skipped_hosts,
            now,
            duration,
        };
        let jobs = job::lease(&mut transaction, wanted).await?;
        transaction.commit().await?;
        Ok(jobs)
    }

    /// Looks without writing, so that an idle server writes nothing.
    async fn has_due(&self, queue: Queue) -> Result<bool, vouchwell_storage::Error> {
        let mut snapshot = self.context.store.snapshot().await?;
        job::has_due(&mut snapshot, queue, self.context.now()).await
    }

    /// What a process that was killed left behind is due again. On SQLite there is no other process that
    /// could be doing it.
    async fn take_over(&self, queue: Queue) {
        if !matches!(self.context.store, Store::Sqlite { .. }) {
            return;
        }
        let released = async {
            let mut transaction = self.context.store.begin().await?;
            job::release(&mut transaction, queue).await?;
            transaction.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, queue = queue.as_str(), "jobs left behind wait for the end of their lease");
        }
    }

    /// Tries a batch until the database takes it, for as long as it is ours.
    async fn process_until_stored(&self, jobs: &[LeasedJob], signals: &mut Signals) {
        while let Err(error) = self.process(jobs).await {
            tracing::warn!(%error, cause = ?error, "received activities wait until the database is back");
            if signals.is_stopping() || jobs.iter().all(|job| job.leased_until <= self.context.now()) {
                return;
            }
            signals.wait().await;
        }
    }

    async fn run(&self, jobs: Vec<LeasedJob>) {
        for leased in jobs {
            let done = match &leased.job {
                Job::Distribute(distribution) => self
                    .distribute(distribution, &leased)
                    .await
                    .map_err(|error| error.to_string()),
                _ => self.run_timer(&leased).await,
            };
            if let Err(why) = done {
                self.give_back(&leased, &why).await;
            }
        }
    }

    async fn run_timer(&self, leased: &LeasedJob) -> Result<(), String> {
        let was_done = timer::run(&self.context, &leased.job)
            .await
            .map_err(|error| error.to_string())?;
        if let Job::RefreshAccount { account } = &leased.job {
            self.refresh(*account).await?;
        } else if !was_done {
            tracing::error!(job = ?leased.job, "a job is in the wrong queue");
        }
        self.complete(leased).await.map_err(|error| error.to_string())
    }

    async fn refresh(&self, id: vouchwell_domain::identifier::AccountId) -> Result<(), String> {
        let mut snapshot = self
            .context
            .store
            .snapshot()
            .await
            .map_err(|error| error.to_string())?;
        let account = account::by_id(&mut snapshot, id)
            .await
            .map_err(|error| error.to_string())?;
        drop(snapshot);
        let Some(account) = account.filter(|account| !account.is_local()) else {
            return Ok(());
        };
        match self.refetch(&account.uri, &FetchBudget::default()).await {
            Err(error) if error.is_transient() => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    async fn complete(&self, leased: &LeasedJob) -> Result<(), vouchwell_storage::Error> {
        let mut transaction = self.context.store.begin().await?;
        job::complete(&mut transaction, std::slice::from_ref(leased)).await?;
        transaction.commit().await
    }

    async fn give_back(&self, leased: &LeasedJob, why: &str) {
        tracing::warn!(job = ?leased.id, %why, "a job is tried again later");
        let given_back = async {
            let mut transaction = self.context.store.begin().await?;
            self.again(&mut transaction, leased, why).await?;
            transaction.commit().await
        };
        if let Err(error) = given_back.await {
            // The lease runs out, and the job comes back by itself.
            tracing::warn!(%error, "a job could not be given back");
        }
    }
}
