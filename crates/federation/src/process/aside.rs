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
/// Of the senders of one server at once, so that it leaves places to others.
const PER_HOST: usize = 16;

/// Who is at it.
#[derive(Debug, Default)]
pub(crate) struct Places(Mutex<HashMap<Host, usize>>);

/// One that is taken.
struct Place {
    federation: Arc<Federation>,
    host: Host,
}

impl Places {
    /// Takes one, if one is left for a host.
    fn take(&self, host: &Host) -> bool {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.values().sum::<usize>() >= PLACES {
            return false;
        }
        let of_host = taken.entry(host.clone()).or_default();
        let is_left = *of_host < PER_HOST;
        *of_host += usize::from(is_left);
        is_left
    }

    fn leave(&self, host: &Host) {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_host) = taken.get_mut(host) {
            *of_host -= 1;
            if *of_host == 0 {
                taken.remove(host);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.federation.places.leave(&self.host);
    }
}

impl Federation {
    /// Processes an activity that needs other servers. If there is no place for it, or it cannot be stored, its lease
    /// runs out and it comes back by itself.
    pub(super) fn process_aside(self: &Arc<Self>, mut leased: LeasedJob) {
        let Job::Process { actor, .. } = &leased.job else {
            return;
        };
        let Some(host) = Host::of(&actor.url()).filter(|host| self.places.take(host)) else {
            return;
        };
        let federation = Arc::clone(self);
        let place = Place {
            federation: Arc::clone(self),
            host,
        };
        tokio::spawn(async move {
            let _place = place;
            let done = async {
                if !federation.lease_anew(&mut leased).await? {
                    return Ok(());
                }
                let known = federation.known_to(std::slice::from_ref(&leased)).await?;
                let budget = FetchBudget::default();
                let preparing = timeout(PATIENCE, federation.prepare_job(&leased, &known, &budget)).await;
                let prepared = preparing.unwrap_or_else(|_| Prepared::Later("no answer in time".to_owned()));
                federation.conclude(vec![(&leased, prepared)]).await
            };
            if let Err(error) = done.await {
                tracing::warn!(%error, cause = ?error, "a received activity waits until the database is back");
            }
        });
    }

    /// Whether it is still ours, and is for longer.
    async fn lease_anew(&self, leased: &mut LeasedJob) -> Result<bool, vouchwell_storage::Error> {
        let mut transaction = self.context.store.begin().await?;
        let is_ours = job::extend(&mut transaction, leased, self.context.now() + LEASE).await?;
        transaction.commit().await?;
        Ok(is_ours)
    }
}

#[cfg(test)]
mod tests {
    use super::{PER_HOST, PLACES, Places};

    #[test]
    fn one_server_leaves_places_to_others_and_takes_what_it_left() {
        let places = Places::default();
        let host = |number: usize| format!("h{number}.example").parse().unwrap();
        let taken = |number: usize| (0..100).filter(|_| places.take(&host(number))).count();
        assert_eq!(taken(0), PER_HOST);
        assert_eq!(taken(1), PER_HOST);
        let all: usize = (2..100).map(taken).sum();
        assert_eq!(all + 2 * PER_HOST, PLACES);
        places.leave(&host(0));
        assert_eq!(taken(1), 0);
        assert_eq!(taken(0), 1);
    }
}
