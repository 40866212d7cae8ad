//! The followers of one member on many hosts, and what it takes to sign and post to all of them with nothing else done.

use std::iter;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use vouchwell_tests::{Member, Peer, PeerActor, SignedPost, World};

/// Every so many hosts one falls silent.
const SILENT: usize = 10;
/// Requests at once of the bare client.
const REQUESTS: usize = 64;
/// How often the hosts are asked what has come.
const LOOK: Duration = Duration::from_millis(2);
/// How long all living hosts may take, until the run counts as failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// To whom it goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Audience {
    pub(crate) hosts: usize,
    pub(crate) followers_per_host: usize,
}

/// A server with its followers.
pub(crate) struct Host {
    peer: Arc<Peer>,
    followers: Vec<Arc<PeerActor>>,
}

/// The servers that get what is delivered.
pub(crate) struct Hosts(Vec<Host>);

impl Hosts {
    /// Everybody follows `member`, and hears that she may. The followers of a host share one key for requests, so that
    /// thousands of them are made quickly.
    pub(crate) async fn follow(member: &Member, world: &World, audience: Audience) -> Self {
        let mut hosts = Vec::new();
        for number in 0..audience.hosts {
            let peer = Arc::new(world.peer(&format!("host{number}")).await);
            let made = Arc::clone(&peer);
            let followers = tokio::task::spawn_blocking(move || {
                let first = made.actor("follower0");
                let others: Vec<PeerActor> = (1..audience.followers_per_host)
                    .map(|number| made.one_of_a_crowd(&first, &format!("follower{number}")))
                    .collect();
                iter::once(first).chain(others).map(Arc::new).collect()
            });
            let followers = followers.await.expect("keys can be made");
            hosts.push(Host { peer, followers });
        }
        let hosts = Self(hosts);
        let target = member.actor();
        for host in &hosts.0 {
            for follower in &host.followers {
                let follow = follower.activity("Follow", &target, &target.clone().into());
                let answer = host
                    .peer
                    .post(follower, &format!("{target}/inbox"), &follow)
                    .await;
                assert!(answer.status.is_success(), "a follow is taken: {answer:?}");
            }
        }
        hosts.arrive(&vec![0; hosts.0.len()], 1).await;
        hosts
    }

    /// How many followers there are.
    pub(crate) fn inboxes(&self) -> usize {
        self.0.iter().map(|host| host.followers.len()).sum()
    }

    /// How many requests each host has got.
    pub(crate) fn delivered(&self) -> Vec<usize> {
        self.0.iter().map(|host| host.peer.delivered()).collect()
    }

    /// Keeps nothing of what came until now, which would be gigabytes in the end.
    pub(crate) fn forget(&self) {
        for host in &self.0 {
            host.peer.forget();
        }
    }

    /// Waits until every host has got so many more than before for each of its followers.
    pub(crate) async fn arrive(&self, before: &[usize], more: usize) {
        let arriving = async {
            for (host, before) in self.0.iter().zip(before) {
                while host.peer.delivered() < before + more * host.followers.len() {
                    tokio::time::sleep(LOOK).await;
                }
            }
        };
        tokio::time::timeout(PATIENCE, arriving)
            .await
            .expect("all living hosts get everything");
    }

    /// When the last of all activities of a type had come, of those after `start`; and one of them.
    pub(crate) fn last(&self, kind: &str, start: Instant) -> (Instant, Value) {
        let received = self.0.iter().flat_map(|host| host.peer.received());
        let of_kind = received
            .filter(|one| one.at > start && one.method == "POST")
            .map(|one| (one.at, one.json()))
            .filter(|(_, activity)| activity["type"] == kind);
        of_kind
            .max_by_key(|(at, _)| *at)
            .unwrap_or_else(|| panic!("no {kind} was delivered"))
    }

    /// What was delivered last.
    pub(crate) fn newest(&self) -> Value {
        let newest = self.0[0].peer.activities().pop();
        newest.expect("something was delivered")
    }

    /// Lets every tenth host take what comes and answer nothing; the others, and how many are silent.
    pub(crate) fn silence_some(self) -> (Self, Vec<Host>) {
        let (silent, living): (Vec<_>, Vec<_>) = self
            .0
            .into_iter()
            .enumerate()
            .partition(|(number, _)| number % SILENT == 0);
        let silent: Vec<Host> = silent.into_iter().map(|(_, host)| host).collect();
        for host in &silent {
            host.peer.fall_silent();
        }
        (Self(living.into_iter().map(|(_, host)| host).collect()), silent)
    }

    /// How long it takes to sign and post this to everybody, with nothing else done.
    pub(crate) async fn post_bare(&self, body: &Value) -> Duration {
        let signer = &self.0[0].followers[0];
        let places = Arc::new(tokio::sync::Semaphore::new(REQUESTS));
        let mut posting = tokio::task::JoinSet::new();
        let start = Instant::now();
        // A host after the other, so that each needs few connections.
        let most = self.0.iter().map(|host| host.followers.len()).max().unwrap_or(0);
        for number in 0..most {
            for host in &self.0 {
                let Some(follower) = host.followers.get(number) else {
                    continue;
                };
                let (places, peer, signer, body) = (
                    Arc::clone(&places),
                    Arc::clone(&host.peer),
                    Arc::clone(signer),
                    body.clone(),
                );
                let inbox = format!("{}/inbox", follower.id());
                posting.spawn(async move {
                    let _place = places.acquire().await;
                    let answer = peer.send(SignedPost::new(&signer, &inbox, &body).seal()).await;
                    assert!(answer.status.is_success(), "it is taken: {answer:?}");
                });
            }
        }
        while let Some(posted) = posting.join_next().await {
            posted.expect("everything is posted");
        }
        start.elapsed()
    }
}
