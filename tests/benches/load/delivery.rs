//! One post to a thousand followers on two hundred hosts, or to any other number of them: how many deliveries a second
//! arrive, beside nothing but signing and posting the same bytes to the same inboxes. And the same with every tenth host
//! silent.

use std::iter;
use std::sync::Arc;
use std::time::{Duration, Instant};

use vouchwell_tests::{Engine, Instance, Member, Peer, PeerActor, SignedPost, World};

use crate::figures::{median, memory, processor_seconds, rate};

/// Every so many hosts one falls silent at the end.
const SILENT: usize = 10;
/// Rounds that count; the one before them opens the connections of both sides.
const ROUNDS: usize = 5;
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

impl Audience {
    const fn inboxes(self) -> usize {
        self.hosts * self.followers_per_host
    }
}

struct Host {
    peer: Arc<Peer>,
    followers: Vec<Arc<PeerActor>>,
}

pub(crate) async fn run(engine: Engine, audience: Audience) {
    let world = World::new(engine).await;
    let a = world.build_instance("a").start().await;
    let alice = a.member("alice");
    let hosts = hosts(&world, audience).await;
    befriend(&alice, &hosts).await;

    deliver(&alice, &hosts).await;
    post_bare(&hosts).await;
    let mut rounds = Vec::new();
    for number in 1..=ROUNDS {
        let bare = rate(audience.inboxes(), post_bare(&hosts).await);
        let before = processor_seconds(a.process_id());
        let delivered = rate(audience.inboxes(), deliver(&alice, &hosts).await);
        let used = processor_seconds(a.process_id()) - before;
        let (resident, _) = memory(a.process_id());
        println!(
            "round {number}: {delivered:6.0} delivered/s; bare: {bare:6.0} signed and posted/s; {resident:.0} MB resident"
        );
        rounds.push((bare, delivered, used));
    }
    let of = |figure: fn(&(f64, f64, f64)) -> f64| median(rounds.iter().map(figure));
    println!(
        "\ndeliveries on {engine:?} to {} inboxes on {} hosts;",
        audience.inboxes(),
        audience.hosts
    );
    println!(
        "medians of {ROUNDS} rounds: {:.0} a second, bare {:.0} a second, {:.2} times the bare time,",
        of(|round| round.1),
        of(|round| round.0),
        of(|round| round.0 / round.1)
    );
    println!(
        "processor seconds of the server for 1,000: {:.2}",
        of(|round| round.2) * 1_000.0 / audience.inboxes() as f64
    );
    measure_with_silent_hosts(&a, &alice, hosts).await;
}

/// The first round finds out who is silent, the second knows.
async fn measure_with_silent_hosts(a: &Instance, alice: &Member, hosts: Vec<Host>) {
    let (silent, living): (Vec<_>, Vec<_>) = hosts
        .into_iter()
        .enumerate()
        .partition(|(number, _)| number % SILENT == 0);
    for (_, host) in &silent {
        host.peer.fall_silent();
    }
    let living: Vec<Host> = living.into_iter().map(|(_, host)| host).collect();
    let inboxes = living.iter().map(|host| host.followers.len()).sum();
    let bare = rate(inboxes, post_bare(&living).await);
    for round in ["that finds it out", "after it"] {
        let delivered = rate(inboxes, deliver(alice, &living).await);
        println!(
            "with {} silent hosts, the post {round}: {delivered:.0} a second at the living, {:.2} times the bare time",
            silent.len(),
            bare / delivered,
        );
    }
    let (resident, _) = memory(a.process_id());
    println!(
        "queue at the end: {}; {resident:.0} MB resident",
        a.get("/readyz").await.ok()["queue"]
    );
}

/// The followers of a host share one key for requests, so that thousands of them are made quickly.
async fn hosts(world: &World, audience: Audience) -> Vec<Host> {
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
    hosts
}

/// Everybody follows, and hears that she may.
async fn befriend(alice: &Member, hosts: &[Host]) {
    let target = alice.actor();
    for host in hosts {
        for follower in &host.followers {
            let follow = follower.activity("Follow", &target, &target.clone().into());
            let answer = host
                .peer
                .post(follower, &format!("{target}/inbox"), &follow)
                .await;
            assert!(answer.status.is_success(), "a follow is taken: {answer:?}");
        }
    }
    arrive(hosts, &vec![0; hosts.len()]).await;
}

/// How long it takes until everybody has a new post.
async fn deliver(alice: &Member, hosts: &[Host]) -> Duration {
    let before: Vec<usize> = hosts.iter().map(|host| host.peer.delivered()).collect();
    let start = Instant::now();
    alice
        .write_post(
            "A post about as long as what people write on a usual day, to everybody who follows.",
            "public",
        )
        .await;
    arrive(hosts, &before).await;
    start.elapsed()
}

/// Waits until every host has got one more for each follower than before.
async fn arrive(hosts: &[Host], before: &[usize]) {
    let arriving = async {
        for (host, before) in hosts.iter().zip(before) {
            while host.peer.delivered() < before + host.followers.len() {
                tokio::time::sleep(LOOK).await;
            }
        }
    };
    tokio::time::timeout(PATIENCE, arriving)
        .await
        .expect("all living hosts get everything");
}

/// How long it takes to sign and post what was delivered last to everybody, with nothing else done.
async fn post_bare(hosts: &[Host]) -> Duration {
    let signer = &hosts[0].followers[0];
    let body = hosts[0].peer.activities().pop().expect("something was delivered");
    let places = Arc::new(tokio::sync::Semaphore::new(REQUESTS));
    let mut posting = tokio::task::JoinSet::new();
    let start = Instant::now();
    // A host after the other, so that each needs few connections.
    let most = hosts.iter().map(|host| host.followers.len()).max().unwrap_or(0);
    for number in 0..most {
        for host in hosts {
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
