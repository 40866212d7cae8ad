//! Keys that nobody here knows: how many of them are fetched, so that a flood of signatures causes no flood of fetches.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use moka::sync::Cache;
use tokio::sync::oneshot;
use url::Url;
use vouchwell_domain::account::Host;

use super::Refusal;

/// Time in which a key that led to nothing is not asked for again.
const PAUSE: Duration = Duration::from_secs(60);
/// Keys that led to nothing, and domains, as far as they are remembered.
const REMEMBERED: u64 = 100_000;
/// Keys under one domain that are fetched within the pause.
const PER_DOMAIN: u32 = 300;

/// Of these, at once.
const AT_ONCE_PER_DOMAIN: usize = 64;
/// Of all, at once.
const AT_ONCE: usize = 256;
/// Time that a fetch has before it gives way to another one, so that servers which never answer keep nobody out for long.
const TIME: Duration = Duration::from_secs(10);

/// What is remembered of keys that are fetched. Whoever has a domain has as many names under it as she likes, so these are
/// counted together.
#[derive(Debug)]
pub(super) struct UnknownKeys {
    paused: Cache<String, ()>,
    counts: Cache<Host, Arc<AtomicU32>>,
    turns: Cache<String, Arc<tokio::sync::Mutex<()>>>,
    under_way: UnderWay,
}

impl Default for UnknownKeys {
    fn default() -> Self {
        Self {
            paused: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(PAUSE)
                .build(),
            counts: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(PAUSE)
                .build(),
            turns: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_idle(PAUSE)
                .build(),
            under_way: UnderWay::default(),
        }
    }
}

impl UnknownKeys {
    /// Requests that need the same key take turns, so that those which come while it is fetched find it.
    pub(super) fn turn(&self, key_id: &Url) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.get_with(key_id.as_str().to_owned(), Arc::default)
    }

    /// Lets a key be fetched, if it may be now; it counts as if it led to nothing until [`UnknownKeys::found`].
    pub(super) async fn fetch<T>(
        &self,
        key_id: &Url,
        fetching: impl Future<Output = T>,
    ) -> Result<T, Refusal> {
        let domain = Host::of(key_id).ok_or(Refusal::Key)?.registrable_domain();
        if self.paused.contains_key(key_id.as_str()) {
            return Err(Refusal::Key);
        }
        let count = self.counts.get_with(domain.clone(), Arc::default);
        if count.fetch_add(1, Ordering::Relaxed) >= PER_DOMAIN {
            return Err(Refusal::TooManyKeys);
        }
        let place = self.under_way.begin(domain, Instant::now());
        let has_to_give_way = place.ok_or(Refusal::TooManyKeys)?;
        self.paused.insert(key_id.as_str().to_owned(), ());
        tokio::select! {
            fetched = fetching => Ok(fetched),
            _ = has_to_give_way => {
                self.found(key_id);
                Err(Refusal::TooManyKeys)
            }
        }
    }

    /// The key may be asked for again.
    pub(super) fn found(&self, key_id: &Url) {
        self.paused.invalidate(key_id.as_str());
    }
}

/// The fetches that are under way, the oldest first, and those that have ended since one began.
#[derive(Debug, Default)]
struct UnderWay(Mutex<VecDeque<Begun>>);

#[derive(Debug)]
struct Begun {
    domain: Host,
    at: Instant,
    /// Dropped where the fetch has to give way; closed once it has ended.
    place: oneshot::Sender<Infallible>,
}

impl UnderWay {
    /// Takes a place, which is left when what it is answered with is dropped. Where all are taken the oldest fetch gives
    /// way, of the domain or of all, if it has had its time; that is told by what it was answered with.
    fn begin(&self, domain: Host, now: Instant) -> Option<oneshot::Receiver<Infallible>> {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|fetch| !fetch.place.is_closed());
        let of_domain = begun.iter().filter(|fetch| fetch.domain == domain).count();
        let is_domain_full = of_domain >= AT_ONCE_PER_DOMAIN;
        if is_domain_full || begun.len() >= AT_ONCE {
            let oldest = begun
                .iter()
                .position(|fetch| !is_domain_full || fetch.domain == domain)
                .filter(|oldest| now.duration_since(begun[*oldest].at) >= TIME)?;
            begun.remove(oldest);
        }
        let (place, taken) = oneshot::channel();
        begun.push_back(Begun {
            domain,
            at: now,
            place,
        });
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(number: usize) -> Host {
        format!("h{number}.example").parse().unwrap()
    }

    /// Whether each has to give way.
    fn gives_way(places: &mut [oneshot::Receiver<Infallible>]) -> Vec<bool> {
        let is_closed =
            |place: &mut oneshot::Receiver<_>| place.try_recv() == Err(oneshot::error::TryRecvError::Closed);
        places.iter_mut().map(is_closed).collect()
    }

    #[test]
    fn fetches_of_many_domains_give_way_to_a_newcomer_once_they_have_had_their_time() {
        let (under_way, start) = (UnderWay::default(), Instant::now());
        let mut hanging: Vec<_> = (0..AT_ONCE)
            .map(|number| under_way.begin(domain(number), start).unwrap())
            .collect();
        let newcomer = domain(AT_ONCE);
        let soon = start + TIME / 2;
        assert!(under_way.begin(newcomer.clone(), soon).is_none());
        let let_in = under_way.begin(newcomer.clone(), start + TIME);
        assert!(let_in.is_some());
        let given_way = gives_way(&mut hanging);
        assert!(given_way[0] && !given_way[1..].contains(&true));

        drop(hanging.split_off(AT_ONCE - 2));
        let _left = [(); 2].map(|()| under_way.begin(newcomer.clone(), soon).unwrap());
        assert!(under_way.begin(newcomer, soon).is_none(), "two had ended");
    }

    #[test]
    fn fetches_of_one_domain_give_way_to_each_other_alone() {
        let (under_way, start) = (UnderWay::default(), Instant::now());
        let other = under_way.begin(domain(1), start).unwrap();
        let begin = |at| under_way.begin(domain(0), at);
        let mut hanging: Vec<_> = (0..AT_ONCE_PER_DOMAIN).map(|_| begin(start).unwrap()).collect();
        assert!(begin(start).is_none());
        assert!(begin(start + TIME).is_some());
        hanging.insert(0, other);
        let given_way = gives_way(&mut hanging);
        assert_eq!(given_way.iter().position(|gives_way| *gives_way), Some(1));
        assert_eq!(given_way.iter().filter(|gives_way| **gives_way).count(), 1);
    }
}
