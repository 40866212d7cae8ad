//! Signed mentions of a member, over HTTP into the inbox: how many are accepted in a second, and how many a second
//! until the member is shown all of them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vouchwell_tests::{Engine, Instance, Member, Peer, PeerActor, SignedPost, World};

use crate::bound::{Disk, Rsa};
use crate::figures::{median, processor_seconds, rate};
use crate::wire;

/// People who write.
const WRITERS: usize = 200;
/// Mentions in one round.
const MENTIONS: usize = 10_000;
const ROUNDS: usize = 5;
/// Connections at once.
const CONNECTIONS: usize = 64;
/// How often it is asked whether everything is there.
const LOOK: Duration = Duration::from_millis(50);

struct Round {
    verifications: f64,
    commits: f64,
    accepted: f64,
    visible: f64,
    processor_seconds: f64,
}

pub(crate) async fn run(engine: Engine) {
    let world = World::new(engine).await;
    let a = world.build_instance("a").behind_proxy().start().await;
    let alice = a.member("alice");
    let peer = world.peer("peer").await;
    let writers = writers(&peer);
    meet(&a, &alice, &writers).await;

    let (rsa, mut disk) = (Rsa::new(), Disk::new(engine).await);
    let mut rounds = Vec::new();
    for number in 1..=ROUNDS {
        let requests = mentions(&writers, &alice, MENTIONS);
        let (verifications, commits) = (rsa.verifications(), disk.commits().await);
        let before = processor_seconds(a.process_id());
        let (accepting, showing) = send(&a, &alice, requests).await;
        let round = Round {
            verifications,
            commits,
            accepted: rate(MENTIONS, accepting),
            visible: rate(MENTIONS, showing),
            processor_seconds: processor_seconds(a.process_id()) - before,
        };
        println!(
            "round {number}: {:6.0} accepted/s {:6.0} visible/s; bare: {:6.0} verified/s {:6.0} commits/s",
            round.accepted, round.visible, round.verifications, round.commits
        );
        rounds.push(round);
    }
    print(engine, &rounds);
    check(&alice, WRITERS + ROUNDS * MENTIONS).await;
}

fn print(engine: Engine, rounds: &[Round]) {
    let of = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
    println!(
        "\ninbox on {engine:?}: {MENTIONS} signed mentions by {WRITERS} people over {CONNECTIONS} connections;"
    );
    println!("medians of {ROUNDS} rounds\n");
    println!("                  a second   of verifications   of commits");
    println!(
        "bare RSA-2048     {:8.0}   verified on one core",
        of(|round| round.verifications)
    );
    println!(
        "bare commits      {:8.0}   durable, one after the other",
        of(|round| round.commits)
    );
    println!(
        "accepted          {:8.0}   {:16.3}   {:10.2}",
        of(|round| round.accepted),
        of(|round| round.accepted / round.verifications),
        of(|round| round.accepted / round.commits),
    );
    println!(
        "visible           {:8.0}   {:16.3}   {:10.2}",
        of(|round| round.visible),
        of(|round| round.visible / round.verifications),
        of(|round| round.visible / round.commits),
    );
    println!(
        "processor seconds of the server for 1,000: {:.2}",
        of(|round| round.processor_seconds) * 1_000.0 / MENTIONS as f64
    );
}

pub(crate) fn writers(peer: &Peer) -> Vec<PeerActor> {
    let number = |number: usize| peer.actor(&format!("writer{number}"));
    std::thread::scope(|scope| {
        let halves = [0..WRITERS / 2, WRITERS / 2..WRITERS];
        let halves = halves.map(|half| scope.spawn(move || half.map(number).collect::<Vec<_>>()));
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("keys can be made"))
            .collect()
    })
}

/// The first mention by each, for which the server has to ask for the writer.
pub(crate) async fn meet(a: &Instance, alice: &Member, writers: &[PeerActor]) {
    send(a, alice, mentions(writers, alice, writers.len())).await;
}

/// Signed requests, written by one after the other.
pub(crate) fn mentions(writers: &[PeerActor], alice: &Member, count: usize) -> Vec<Vec<u8>> {
    let inbox = format!("{}/inbox", alice.actor());
    let sign = |number: usize| {
        let writer = &writers[number % writers.len()];
        wire::bytes(&SignedPost::new(writer, &inbox, &mention(writer, alice, number)).seal())
    };
    std::thread::scope(|scope| {
        let (inbox, sign) = (0..count / 2, &sign);
        let halves = [inbox.clone(), inbox.end..count];
        let halves = halves.map(|half| scope.spawn(move || half.map(sign).collect::<Vec<_>>()));
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("everything can be signed"))
            .collect()
    })
}

fn mention(writer: &PeerActor, alice: &Member, number: usize) -> Value {
    let note = json!({
        "id": writer.address("notes"), "type": "Note", "attributedTo": writer.id(), "published": writer.time(),
        "summary": null, "inReplyTo": null, "sensitive": false,
        "content": format!(
            "<p><span class=\"h-card\"><a href=\"{}\" class=\"u-url mention\">@<span>alice</span></a></span> \
             this is mention number {number}, about as long as what people write to each other on a usual day.</p>\
             <p>It has two paragraphs, and a <a href=\"https://link.example/{number}\">link</a>.</p>",
            alice.actor(),
        ),
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": [format!("{}/followers", writer.id()), alice.actor()],
        "tag": [{"type": "Mention", "href": alice.actor(), "name": format!("@{}", alice.handle())}],
    });
    writer.public_activity("Create", &note)
}

/// How long it took until the last was accepted, and until all were shown.
pub(crate) async fn send(a: &Instance, alice: &Member, requests: Vec<Vec<u8>>) -> (Duration, Duration) {
    let (start, server) = (Instant::now(), a.address());
    let sending = tokio::task::spawn_blocking(move || wire::send_all(server, &requests, CONNECTIONS));
    let accepting = sending.await.expect("everything is accepted");
    loop {
        let queue = a.get("/readyz").await.ok()["queue"].clone();
        let newest = alice.notifications().await;
        assert_eq!(queue["failed"], 0, "nothing fails");
        if queue["ready"] == 0 && queue["waiting"] == 0 && !newest.is_empty() {
            return (accepting, start.elapsed());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Every mention is shown, and once.
async fn check(alice: &Member, expected: usize) {
    let mut shown = BTreeSet::new();
    let mut page = "/api/v1/notifications?limit=80".to_owned();
    loop {
        let answer = alice.get(&page).await.ok();
        let notifications = answer.as_array().expect("a list");
        let Some(last) = notifications.last() else { break };
        let last = last["id"].as_str().expect("an id");
        page = format!("/api/v1/notifications?limit=80&max_id={last}");
        for notification in notifications {
            let uri = notification["status"]["uri"].as_str().expect("a mention");
            assert!(shown.insert(uri.to_owned()), "{uri} is shown twice");
        }
    }
    assert_eq!(shown.len(), expected, "all mentions are shown");
}
