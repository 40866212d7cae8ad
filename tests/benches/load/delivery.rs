//! One post to a thousand followers on two hundred hosts, or to any other number of them: how many deliveries a second
//! arrive, beside nothing but signing and posting the same bytes to the same inboxes. And the same with every tenth host
//! silent.

use std::time::{Duration, Instant};

use vouchwell_tests::{Engine, Instance, Member, World};

use crate::figures::{median, memory, processor_seconds, rate};
use crate::hosts::{Audience, Hosts};

/// Rounds that count; the one before them opens the connections of both sides.
const ROUNDS: usize = 5;

pub(crate) async fn run(engine: Engine, audience: Audience) {
    let world = World::new(engine).await;
    let a = world.build_instance("a").start().await;
    let alice = a.member("alice");
    let hosts = Hosts::follow(&alice, &world, audience).await;
    let inboxes = hosts.inboxes();

    deliver(&alice, &hosts).await;
    hosts.post_bare(&hosts.newest()).await;
    let mut rounds = Vec::new();
    for number in 1..=ROUNDS {
        let bare = rate(inboxes, hosts.post_bare(&hosts.newest()).await);
        let before = processor_seconds(a.process_id());
        let delivered = rate(inboxes, deliver(&alice, &hosts).await);
        let used = processor_seconds(a.process_id()) - before;
        let (resident, _) = memory(a.process_id());
        println!(
            "round {number}: {delivered:6.0} delivered/s; bare: {bare:6.0} signed and posted/s; {resident:.0} MB resident"
        );
        rounds.push((bare, delivered, used));
    }
    let of = |figure: fn(&(f64, f64, f64)) -> f64| median(rounds.iter().map(figure));
    println!(
        "\ndeliveries on {engine:?} to {inboxes} inboxes on {} hosts;",
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
        of(|round| round.2) * 1_000.0 / inboxes as f64
    );
    measure_with_silent_hosts(&a, &alice, hosts).await;
}

/// The first round finds out who is silent, the second knows.
async fn measure_with_silent_hosts(a: &Instance, alice: &Member, hosts: Hosts) {
    let (living, silent) = hosts.silence_some();
    let bare = rate(living.inboxes(), living.post_bare(&living.newest()).await);
    for round in ["that finds it out", "after it"] {
        let delivered = rate(living.inboxes(), deliver(alice, &living).await);
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

/// How long it takes until everybody has a new post.
async fn deliver(alice: &Member, hosts: &Hosts) -> Duration {
    let before = hosts.delivered();
    let start = Instant::now();
    alice
        .write_post(
            "A post about as long as what people write on a usual day, to everybody who follows.",
            "public",
        )
        .await;
    hosts.arrive(&before, 1).await;
    start.elapsed()
}
