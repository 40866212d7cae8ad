//! Activities that need other servers: beside each other, and beside those that need none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::timeout;
use vouchwell_domain::account::Host;
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_storage::job;

use super::Prepared;
use crate::Federation;
use crate::client::FetchBudget;

/// Time for one.
const PATIENCE: Duration = Duration::from_secs(12);
/// How long it is leased from its beginning on: what it waited for before counts no more, and there is time to store
/// what came of it, so that nobody else begins it again.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Of all senders at once.
const PLACES: usize = 128;
/// Of the senders under one domain at once, so that they leave places to others.
const PER_DOMAIN: usize = 16;
/// For how long what finds no place is put off, at the least and at the most. In between it is as long as it has waited,
/// so that however many wait, they are looked at seldom and keep nothing newer waiting.
const LATER: [TimeDelta; 2] = [TimeDelta::seconds(2), TimeDelta::minutes(2)];

/// Who is at it.
#[derive(Debug, Default)]
pub(crate) struct Places(Mutex<HashMap<Host, usize>>);

/// One that is taken.
struct Place {
    federation: Arc<Federation>,
    domain: Host,
}

impl Places {
    /// Takes one, if one is left for a domain.
    fn take(&self, domain: &Host) -> bool {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.values().sum::<usize>() >= PLACES {
            return false;
        }
        let of_domain = taken.entry(domain.clone()).or_default();
        let is_left = *of_domain < PER_DOMAIN;
        *of_domain += usize::from(is_left);
        is_left
    }

    fn leave(&self, domain: &Host) {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_domain) = taken.get_mut(domain) {
            *of_domain -= 1;
            if *of_domain == 0 {
                taken.remove(domain);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.federation.places.leave(&self.domain);
    }
}

impl Federation {
    /// Processes activities that need other servers. Those for which there is no place are put off. What cannot be
    /// stored comes back when its lease runs out.
    pub(super) async fn process_aside(self: &Arc<Self>, jobs: Vec<LeasedJob>) {
        let mut without_place = Vec::new();
        for leased in jobs {
            match self.place_for(&leased) {
                Some(place) => drop(tokio::spawn(Arc::clone(self).process_in(place, leased))),
                None => without_place.push(leased),
            }
        }
        if let Err(error) = self.put_off(&without_place).await {
            tracing::warn!(%error, "activities without a place wait for the end of their lease");
        }
    }

    async fn put_off(&self, jobs: &[LeasedJob]) -> Result<(), vouchwell_storage::Error> {
        if jobs.is_empty() {
            return Ok(());
        }
        let now = self.context.now();
        let jobs: Vec<_> = jobs
            .iter()
            .map(|leased| (leased, now + later(now - leased.id.made_at())))
            .collect();
        let mut transaction = self.context.store.begin().await?;
        job::put_off(&mut transaction, &jobs).await?;
        transaction.commit().await
    }

    fn place_for(self: &Arc<Self>, leased: &LeasedJob) -> Option<Place> {
        let Job::Process { actor, .. } = &leased.job else {
            return None;
        };
        let domain = Host::of(&actor.url())?.registrable_domain();
        self.places.take(&domain).then(|| Place {
            federation: Arc::clone(self),
            domain,
        })
    }

    async fn process_in(self: Arc<Self>, _place: Place, mut leased: LeasedJob) {
        let done = async {
            if !self.lease_anew(&mut leased, LEASE).await? {
                return Ok(());
            }
            let known = self.known_to(std::slice::from_ref(&leased)).await?;
            let budget = FetchBudget::default();
            let preparing = timeout(PATIENCE, self.prepare_job(&leased, &known, &budget)).await;
            let prepared = preparing.unwrap_or_else(|_| Prepared::Later("no answer in time".to_owned()));
            self.conclude(vec![(&leased, prepared)]).await
        };
        if let Err(error) = done.await {
            tracing::warn!(%error, cause = ?error, "a received activity waits until the database is back");
        }
    }
}

/// When to look again at what has waited so long.
fn later(waited: TimeDelta) -> TimeDelta {
    let [least, most] = LATER;
    waited.clamp(least, most)
}

#[cfg(test)]
mod tests {
    use super::{PER_DOMAIN, PLACES, Places};
    use vouchwell_domain::account::Host;

    #[test]
    fn one_domain_leaves_places_to_others_and_takes_what_it_left() {
        let places = Places::default();
        let domain = |number: usize| -> Host {
            let host: Host = format!("s.h{number}.example").parse().unwrap();
            host.registrable_domain()
        };
        let taken = |number: usize| (0..100).filter(|_| places.take(&domain(number))).count();
        assert_eq!(taken(0), PER_DOMAIN);
        assert_eq!(taken(1), PER_DOMAIN);
        let all: usize = (2..100).map(taken).sum();
        assert_eq!(all + 2 * PER_DOMAIN, PLACES);
        places.leave(&domain(0));
        assert_eq!(taken(1), 0);
        assert_eq!(taken(0), 1);
    }
}
