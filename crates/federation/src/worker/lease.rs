//! Which jobs this process takes.

use chrono::TimeDelta;
use vouchwell_domain::account::Host;
use vouchwell_domain::job::{LeasedJob, Queue};
use vouchwell_storage::Store;
use vouchwell_storage::job::{self, Lease};

use crate::Federation;

/// Deliveries to one host at once.
const PER_HOST: u32 = 8;
/// How long jobs are taken for. A loop does not take again what it is still doing, so this only decides
/// how soon another node takes over what was left behind: not before a delivery has had its time.
const LEASE: TimeDelta = TimeDelta::seconds(15);
const DELIVERY_LEASE: TimeDelta = TimeDelta::seconds(35);

impl Federation {
    pub(super) async fn lease(
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

    /// Whether a job is still ours, and is for so long from now on.
    pub(crate) async fn lease_anew(
        &self,
        leased: &mut LeasedJob,
        duration: TimeDelta,
    ) -> Result<bool, vouchwell_storage::Error> {
        let mut transaction = self.context.store.begin().await?;
        let is_ours = job::extend(&mut transaction, leased, self.context.now() + duration).await?;
        transaction.commit().await?;
        Ok(is_ours)
    }

    /// Looks without writing, so that an idle server writes nothing.
    async fn has_due(&self, queue: Queue) -> Result<bool, vouchwell_storage::Error> {
        let mut reading = self.context.store.for_one_query().await?;
        job::has_due(&mut reading, queue, self.context.now()).await
    }

    /// What a process that was killed left behind is due again. On SQLite there is no other process that
    /// could be doing it.
    pub(super) async fn take_over(&self, queue: Queue) {
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
}
