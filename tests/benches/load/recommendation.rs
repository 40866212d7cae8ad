//! One recommendation to a thousand followers on two hundred hosts, or to any other number of them: how long it takes from
//! the end of its hold until everybody has it, and until everybody has also what comes with it, beside nothing but signing
//! and posting the same bytes to the same inboxes; with the memory of the server meanwhile. And the same with every tenth
//! host silent, by the one that finds it out and the one after it.

use std::time::{Duration, Instant};

use serde_json::Value;
use vouchwell_tests::{Draft, Engine, Instance, Member, World};

use crate::figures::{MemoryWatch, median, share};
use crate::hosts::{Audience, Hosts};

/// Rounds that count; the one before them opens the connections of both sides and begins the author's collection. So many
/// that memory has the time to grow, if it does.
const ROUNDS: usize = 20;
/// How often every tenth host falls silent, each time in a world of its own, since a server remembers who was silent.
const SILENCES: usize = 5;
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

/// How many times the bare time something took.
struct Ratios {
    note: f64,
    everything: f64,
}

pub(crate) async fn run(engine: Engine, audience: Audience) {
    measure_living(engine, audience).await;
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..SILENCES {
        let silence = measure_silence(engine, audience).await;
        for (rounds, ratio) in rounds.iter_mut().zip(silence) {
            rounds.push(ratio);
        }
    }
    println!("\nwith every tenth host silent, at the living; medians of {SILENCES} worlds:");
    for (what, ratios) in ["the one that finds it out", "the one after it"]
        .iter()
        .zip(rounds)
    {
        print_ratios(what, &ratios);
    }
}

/// The server of the author, and who follows her. One recommendation has gone out.
struct Scene {
    a: Instance,
    alice: Member,
    hosts: Hosts,
}

impl Scene {
    async fn new(world: &World, audience: Audience) -> Self {
        let a = world
            .build_instance("a")
            .with("VOUCHWELL_LIMITS", "off")
            .start()
            .await;
        let alice = a.member("alice");
        let hosts = Hosts::follow(&alice, world, audience).await;
        let before = hosts.delivered();
        publish(&a, &alice, "subject0").await;
        hosts.arrive(&before, ACTIVITIES).await;
        Self { a, alice, hosts }
    }

    /// Publishes one, and does the same barely: how many times the bare time the note took, and everything.
    async fn round(&self, number: usize, what: &str) -> Ratios {
        let watch = MemoryWatch::start(self.a.process_id());
        let subject = format!("subject{number}");
        let publication = measure(&self.a, &self.alice, &subject, &self.hosts).await;
        let (least, most) = watch.end().await;
        let ratios = print(what, &publication, bare(&self.hosts, &publication.bodies).await);
        println!("         {least:.0} to {most:.0} MB resident");
        self.hosts.forget();
        ratios
    }
}

async fn measure_living(engine: Engine, audience: Audience) {
    let world = World::new(engine).await;
    let scene = Scene::new(&world, audience).await;
    let mut rounds = Vec::new();
    for number in 1..=ROUNDS {
        rounds.push(scene.round(number, &format!("round {number}")).await);
    }
    println!(
        "\nrecommendations on {engine:?} to {} inboxes on {} hosts; medians of {ROUNDS} rounds:",
        scene.hosts.inboxes(),
        audience.hosts
    );
    print_ratios("all hosts alive", &rounds);
}

/// The first round finds out who is silent, the second knows.
async fn measure_silence(engine: Engine, audience: Audience) -> [Ratios; 2] {
    let world = World::new(engine).await;
    let Scene { a, alice, hosts } = Scene::new(&world, audience).await;
    let (hosts, silent) = hosts.silence_some();
    let scene = Scene { a, alice, hosts };
    let what = format!("with {} silent hosts", silent.len());
    let finding = scene.round(1, &what).await;
    [finding, scene.round(2, &format!("{what}, after it")).await]
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

fn print(what: &str, publication: &Publication, (note, everything): (Duration, Duration)) -> Ratios {
    let ratios = Ratios {
        note: publication.note.as_secs_f64() / note.as_secs_f64(),
        everything: publication.everything.as_secs_f64() / everything.as_secs_f64(),
    };
    println!(
        "{what}: the note {:.2} s, bare {:.2} s, {:.2} times; everything {:.2} s, bare {:.2} s, {:.2} times",
        publication.note.as_secs_f64(),
        note.as_secs_f64(),
        ratios.note,
        publication.everything.as_secs_f64(),
        everything.as_secs_f64(),
        ratios.everything,
    );
    ratios
}

fn print_ratios(what: &str, ratios: &[Ratios]) {
    let of = |figure: fn(&Ratios) -> f64| {
        let figures = || ratios.iter().map(figure);
        let (least, most) = (share(figures(), 0.0), figures().fold(f64::NAN, f64::max));
        format!(
            "{:.2} times the bare time ({least:.2} to {most:.2})",
            median(figures())
        )
    };
    println!(
        "{what}: the note {}, everything {}",
        of(|ratio| ratio.note),
        of(|ratio| ratio.everything)
    );
}
