//! Deliveries: many hosts beside each other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::task::{JoinError, JoinSet};
use vouchwell_domain::account::Host;
use vouchwell_domain::job::{LeasedJob, Queue};
use vouchwell_storage::peer;

use super::Signals;
use crate::Federation;
use crate::deliver::Outcome;

/// Hosts that are delivered to at once.
const DELIVERED: usize = 256;

impl Federation {
    async fn closed_hosts(&self) -> Result<Vec<Host>, vouchwell_storage::Error> {
        let mut reading = self.context.store.for_one_query().await?;
        peer::closed(&mut reading, self.context.now()).await
    }
}

/// Deliveries run beside each other: those of one host in one task, hosts that are slow or away beside
/// those that are not.
pub(super) async fn deliver(federation: Arc<Federation>, mut signals: Signals) {
    let mut running: JoinSet<Host> = JoinSet::new();
    let mut busy: HashSet<Host> = HashSet::new();
    federation.take_over(Queue::Delivery).await;
    while !signals.is_stopping() {
        federation.pulse.beat(Queue::Delivery);
        while let Some(ended) = running.try_join_next() {
            forget(&mut busy, ended);
        }
        // No more than begin at once: what is read for them holds for the moment.
        let places = DELIVERED.saturating_sub(running.len());
        let jobs = take(&federation, &busy, places).await;
        if jobs.is_empty() {
            tokio::select! {
                () = signals.wait() => {}
                Some(ended) = running.join_next() => forget(&mut busy, ended),
            }
            continue;
        }
        let jobs = by_host(jobs);
        let known = federation.read_up(jobs.keys(), jobs.values().flatten()).await;
        let known = known.map(Arc::new);
        for (host, jobs) in jobs {
            let federation = Arc::clone(&federation);
            let known = match &known {
                Ok(known) => Ok(Arc::clone(known)),
                Err(error) => Err(Outcome::NotNow(error.to_string())),
            };
            busy.insert(host.clone());
            running.spawn(async move {
                match known {
                    Ok(known) => federation.deliver_to_host(host.clone(), jobs, known).await,
                    Err(outcome) => federation.record_all(jobs, &host, &outcome).await,
                }
                host
            });
        }
    }
    while running.join_next().await.is_some() {}
}

async fn take(federation: &Federation, busy: &HashSet<Host>, places: usize) -> Vec<LeasedJob> {
    if places == 0 {
        return Vec::new();
    }
    let taken = async {
        let mut skipped = federation.closed_hosts().await?;
        skipped.extend(busy.iter().cloned());
        let limit = u32::try_from(places).unwrap_or(1);
        federation.lease(Queue::Delivery, limit, &skipped).await
    };
    taken.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "deliveries cannot be taken");
        Vec::new()
    })
}

fn by_host(jobs: Vec<LeasedJob>) -> HashMap<Host, Vec<LeasedJob>> {
    let mut hosts: HashMap<Host, Vec<LeasedJob>> = HashMap::new();
    for job in jobs {
        if let Some(host) = job.job.host() {
            hosts.entry(host).or_default().push(job);
        }
    }
    hosts
}

fn forget(busy: &mut HashSet<Host>, ended: Result<Host, JoinError>) {
    match ended {
        Ok(host) => {
            busy.remove(&host);
        }
        Err(error) => {
            tracing::error!(%error, "a delivery stopped before its end");
            // Whose it was is not known: all may be taken again, at worst one delivery too many at once.
            busy.clear();
        }
    }
}
