//! How long rightly signed mentions wait at the front door, alone and beside a flood of activities whose signatures are
//! those of another key than they name.

use std::time::Instant;

use serde_json::json;
use vouchwell_tests::{Engine, Member, PeerActor, SignedPost, World};

use crate::figures::{rate, share};
use crate::{inbox, wire};

/// Mentions that are rightly signed, half of them before the flood.
const GOOD: usize = 4_000;
/// Different requests of the flood, which come again and again.
const BAD: usize = 1_000;
/// Connections of the flood.
const CONNECTIONS: usize = 64;

pub(crate) async fn run(engine: Engine) {
    let world = World::new(engine).await;
    let a = world.build_instance("a").behind_proxy().start().await;
    let alice = a.member("alice");
    let peer = world.peer("peer").await;
    let writers = inbox::writers(&peer);
    inbox::meet(&a, &alice, &writers).await;
    let good = inbox::mentions(&writers, &alice, GOOD);
    let bad: Vec<Vec<u8>> = (0..BAD).map(|number| forged(&writers, &alice, number)).collect();
    let server = a.address();
    let measuring = tokio::task::spawn_blocking(move || {
        let (first, second) = good.split_at(GOOD / 2);
        let alone = wire::accepting_times(server, first);
        let start = Instant::now();
        let flooded = wire::refused_while(server, &bad, CONNECTIONS, || {
            wire::accepting_times(server, second)
        });
        (alone, flooded, start.elapsed())
    });
    let (alone, (refused, beside), time) = measuring.await.expect("everything is answered");
    println!("front door on {engine:?}: mentions one after the other, milliseconds until each is accepted;");
    for (what, times) in [("alone", alone), ("beside the flood", beside)] {
        let of = |part| share(times.iter().copied(), part);
        println!(
            "{what:17} p50 {:.2}, p99 {:.2}, most {:.2}",
            of(0.5),
            of(0.99),
            of(0.9999)
        );
    }
    println!(
        "refused beside them: {:.0} a second over {CONNECTIONS} connections",
        rate(refused, time)
    );
}

/// What one of them says, signed by the next.
fn forged(writers: &[PeerActor], alice: &Member, number: usize) -> Vec<u8> {
    let (named, signer) = (
        &writers[number % writers.len()],
        &writers[(number + 1) % writers.len()],
    );
    let like = named.activity(
        "Like",
        &alice.actor(),
        &json!(format!("{}/statuses/1", alice.actor())),
    );
    let post = SignedPost::new(signer, &format!("{}/inbox", alice.actor()), &like);
    wire::bytes(&post.key_id(&named.key_id()).seal())
}
