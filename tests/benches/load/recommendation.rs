//! One recommendation to a thousand followers on two hundred hosts, or to any other number of them: how long it takes from
//! the end of its hold until everybody has it, and until everybody has also what comes with it, beside nothing but signing
//! and posting the same bytes to the same inboxes; with the memory of the server meanwhile. And the same with every tenth
//! host silent.

use std::time::{Duration, Instant};

use serde_json::Value;
use vouchwell_tests::{Draft, Engine, Instance, Member, World};

use crate::figures::{MemoryWatch, median};
use crate::hosts::{Audience, Hosts};

/// Rounds that count; the one before them opens the connections of both sides and begins the author's collection.
const ROUNDS: usize = 5;
/// What reaches each follower: the note, and the author's collection for its topic, which has one more in it.
const ACTIVITIES: usize = 2;
/// The type of the activity that brings the note.
const NOTE: &str = "Create";
/// The type of the activity that brings the collection, when it is not new.
const COLLECTION: &str = "Update";
const HOLD: Duration = Duration::from_secs(1);

/// What one recommendation took.
struct Publication {
    /// Until the last follower had the note.
    note: Duration,
    /// Until the last follower had everything.
    everything: Duration,
    /// The activities that came.
    bodies: [Value; ACTIVITIES],
}

pub(crate) async fn run(engine: Engine, audience: Audience) {
    let world = World::new(engine).await;
    let a = world
        .build_instance("a")
        .with("VOUCHWELL_LIMITS", "off")
        .start()
        .await;
    let alice = a.member("alice");
    let hosts = Hosts::follow(&alice, &world, audience).await;
    let before = hosts.delivered();
    publish(&a, &alice, "subject0").await;
    hosts.arrive(&before, ACTIVITIES).await;

    let mut rounds = Vec::new();
    for number in 1..=ROUNDS {
        let watch = MemoryWatch::start(a.process_id());
        let publication = measure(&a, &alice, &format!("subject{number}"), &hosts).await;
        let (least, most) = watch.end().await;
        let bare = bare(&hosts, &publication.bodies).await;
        let ratios = print(&format!("round {number}"), &publication, bare);
        println!("         {least:.0} to {most:.0} MB resident");
        rounds.push(ratios);
    }
    println!(
        "\nrecommendations on {engine:?} to {} inboxes on {} hosts; medians of {ROUNDS} rounds:",
        hosts.inboxes(),
        audience.hosts
    );
    println!(
        "the note {:.2} times the bare time, everything {:.2} times",
        median(rounds.iter().map(|round| round.0)),
        median(rounds.iter().map(|round| round.1))
    );

    let (living, silent) = hosts.silence_some();
    println!("with {} silent hosts, at the living:", silent.len());
    for (number, round) in (ROUNDS + 1..).zip(["the one that finds it out", "the one after it"]) {
        let watch = MemoryWatch::start(a.process_id());
        let publication = measure(&a, &alice, &format!("subject{number}"), &living).await;
        let (least, most) = watch.end().await;
        print(round, &publication, bare(&living, &publication.bodies).await);
        println!("         {least:.0} to {most:.0} MB resident");
    }
}

/// Lets a new subject accept a text, and answers when its hold ends.
async fn publish(a: &Instance, alice: &Member, name: &str) -> Instant {
    let subject = a.member(name);
    alice.get_to_know(&subject).await;
    let draft = Draft::new(&format!(
        "She has kept the books of my workshop for six years, and I would give them to her again. {name}"
    ));
    let (_, offered) = alice.write_and_offer(&subject, &draft).await;
    subject.accept(&offered).await.ok();
    let end = Instant::now() + HOLD;
    tokio::time::sleep_until(end.into()).await;
    end
}

async fn measure(a: &Instance, alice: &Member, subject: &str, hosts: &Hosts) -> Publication {
    let before = hosts.delivered();
    let start = publish(a, alice, subject).await;
    hosts.arrive(&before, ACTIVITIES).await;
    let [(note, created), (collection, updated)] =
        [NOTE, COLLECTION].map(|kind| hosts.last(kind, start - HOLD));
    Publication {
        note: note - start,
        everything: note.max(collection) - start,
        bodies: [created, updated],
    }
}

/// How long it takes to post the note alone, and everything.
async fn bare(hosts: &Hosts, [note, collection]: &[Value; ACTIVITIES]) -> (Duration, Duration) {
    let note = hosts.post_bare(note).await;
    (note, note + hosts.post_bare(collection).await)
}

/// How many times the bare time it took for the note, and for everything.
fn print(what: &str, publication: &Publication, (note, everything): (Duration, Duration)) -> (f64, f64) {
    let ratios = (
        publication.note.as_secs_f64() / note.as_secs_f64(),
        publication.everything.as_secs_f64() / everything.as_secs_f64(),
    );
    println!(
        "{what}: the note {:.2} s, bare {:.2} s, {:.2} times; everything {:.2} s, bare {:.2} s, {:.2} times",
        publication.note.as_secs_f64(),
        note.as_secs_f64(),
        ratios.0,
        publication.everything.as_secs_f64(),
        everything.as_secs_f64(),
        ratios.1,
    );
    ratios
}
