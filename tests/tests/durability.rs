//! `kill -9` at random moments under load: nothing that was acknowledged is lost, nothing takes effect twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{
    Chance, Draft, Member, Peer, PeerActor, SOON, SignedPost, Soak, World, eventually, on_both_databases,
};

const KILLS: u32 = 50;

/// Texts of the drafts that the server acknowledged, written until `stop`.
async fn write_drafts(alice: Member, subject: String, stop: Arc<AtomicBool>) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let text = format!("Draft number {number}.");
        let request = alice
            .request(Method::POST, "/api/v1/vouchwell/recommendations")
            .header("content-type", "application/json")
            .body(Draft::new(&text).json(&subject).to_string());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => {
                acknowledged.insert(text);
            }
            Ok(answer) => assert!(
                answer.status().as_u16() >= 500,
                "a draft was refused: {}",
                answer.status()
            ),
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
    acknowledged
}

/// Sends mentions of Alice to her inbox, every one until it is acknowledged and then once more, until `stop`.
/// Answers the ids of the Notes that were acknowledged.
async fn mention(
    world: World,
    peer: Arc<Peer>,
    writer: Arc<PeerActor>,
    alice: Member,
    numbers: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
) -> BTreeSet<String> {
    let inbox = format!("{}/inbox", alice.actor());
    let mut acknowledged = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let create = note(&writer, &alice, number);
        let mut times = 0;
        while times < 2 && !stop.load(Ordering::Relaxed) {
            let sealed = SignedPost::new(&writer, &inbox, &create).seal();
            let request = world
                .client()
                .post(&sealed.url)
                .headers(sealed.headers)
                .body(sealed.body);
            match request.send().await {
                Ok(answer) if answer.status() == 202 => {
                    acknowledged.insert(create["object"]["id"].as_str().expect("an id").to_owned());
                    times += 1;
                }
                Ok(answer) => assert!(answer.status().as_u16() >= 500, "refused: {}", answer.status()),
                Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    }
    drop(peer);
    acknowledged
}

fn note(writer: &PeerActor, alice: &Member, number: u32) -> Value {
    let note = json!({
        "id": writer.address("notes"), "type": "Note", "attributedTo": writer.id(),
        "content": format!("<p>Mention number {number}</p>"), "published": writer.time(),
        "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [alice.actor()],
        "tag": [{"type": "Mention", "href": alice.actor(), "name": format!("@{}", alice.handle())}],
    });
    writer.public_activity("Create", &note)
}

on_both_databases! {
    /// Fifty times.
    async fn what_was_acknowledged_survives_fifty_kills_and_happens_once(world: World) {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_nanos() as u64;
        println!("seed {seed}");
        let mut chance = Chance(seed);
        let mut a = world.instance("a").await;
        let (alice, reader) = (a.member("alice"), a.member("reader"));
        let peer = Arc::new(world.peer("peer").await);
        let writer = Arc::new(peer.actor("writer"));
        let sue = peer.actor("sue");
        alice.resolve(&sue.handle()).await;

        let stop = Arc::new(AtomicBool::new(false));
        let numbers = Arc::new(AtomicU32::new(0));
        let drafting = tokio::spawn(write_drafts(alice.clone(), sue.handle(), Arc::clone(&stop)));
        let mentioning: Vec<_> = (0..3)
            .map(|_| {
                let (peer, writer) = (Arc::clone(&peer), Arc::clone(&writer));
                let (numbers, stop) = (Arc::clone(&numbers), Arc::clone(&stop));
                tokio::spawn(mention(world.clone(), peer, writer, alice.clone(), numbers, stop))
            })
            .collect();

        for _ in 0..KILLS {
            tokio::time::sleep(Duration::from_millis(20 + chance.draw() % 400)).await;
            a.kill();
            a.start().await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        stop.store(true, Ordering::Relaxed);
        let drafts = drafting.await.expect("drafting went on");
        let mut notes = BTreeSet::new();
        for one in mentioning {
            notes.extend(one.await.expect("mentioning went on"));
        }
        assert!(drafts.len() > 50 && notes.len() > 50, "there was load: {} and {}", drafts.len(), notes.len());

        let kept = texts_of_drafts(&alice).await;
        let distinct: BTreeSet<String> = kept.iter().cloned().collect();
        assert_eq!(kept.len(), distinct.len(), "a draft is there twice");
        let lost: Vec<_> = drafts.difference(&distinct).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");

        a.idle().await;
        let account = reader.resolve(&writer.handle()).await;
        eventually(SOON, "every acknowledged Note is there once", async || {
            let shown = ids_of(&reader, &format!("/api/v1/accounts/{account}/statuses"), "uri").await;
            let distinct: BTreeSet<String> = shown.iter().cloned().collect();
            assert_eq!(shown.len(), distinct.len(), "a status is there twice");
            notes.is_subset(&distinct).then_some(())
        })
        .await;
        let notified = ids_of_mentions(&alice).await;
        let distinct: BTreeSet<String> = notified.iter().cloned().collect();
        assert_eq!(notified.len(), distinct.len(), "a mention was told twice");
        assert!(notes.is_subset(&distinct), "a mention was not told");
    }

    /// Ten servers for some seconds, or as many as `VOUCHWELL_SOAK_SECONDS` says; `cargo bench --bench load -- soak` has
    /// them for as long as one likes.
    async fn ten_servers_lose_nothing_and_get_nothing_twice_in_spite_of_faults(world: World) {
        let seconds = std::env::var("VOUCHWELL_SOAK_SECONDS").map_or(12, |text| text.parse().expect("seconds"));
        let soak = Soak {
            length: Duration::from_secs(seconds),
            calm: Duration::from_millis(400),
            seed: SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_nanos() as u64,
        };
        let report = soak.run(&world).await;
        println!("{report}");
        // A quarter of a second for each is little on a machine that does something else besides.
        let least = usize::try_from(seconds).expect("not so long");
        let recommendations = &report.recommendations;
        assert!(report.acknowledged > 4 * least && report.posts > least / 2, "there was load: {report}");
        assert!(
            recommendations.acknowledged > least / 4 && recommendations.withdrawn > least / 8,
            "recommendations were part of it: {report}"
        );
        assert!(u64::from(report.kills.min(report.outages)) > seconds / 12, "there were faults: {report}");
        assert!(report.is_good(), "{report}");
    }

    /// What is to be sent is sent, though the process dies again and again, and it is the same activity each time.
    async fn what_was_promised_is_delivered_in_spite_of_kills(world: World) {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_nanos() as u64;
        println!("seed {seed}");
        let mut chance = Chance(seed);
        let mut a = world.instance("a").await;
        let alice = a.member("alice");
        let peer = world.peer("peer").await;
        let actors: Vec<PeerActor> = (0..20).map(|number| peer.actor(&format!("person{number}"))).collect();
        for actor in &actors {
            alice.resolve(&actor.handle()).await;
        }
        for actor in &actors {
            alice.attest(&actor.handle()).await.ok();
            tokio::time::sleep(Duration::from_millis(chance.draw() % 30)).await;
            a.restart().await;
        }
        for actor in &actors {
            let to_actor = |activity: &Value| activity["type"] == "Offer" && activity["target"] == actor.id();
            peer.wait_for(&format!("the Offer to {}", actor.name()), to_actor).await;
        }
        a.idle().await;
        for actor in &actors {
            let offers = peer.activities().into_iter().filter(|activity| activity["target"] == actor.id());
            let distinct: BTreeSet<String> = offers.map(|offer| offer["id"].to_string()).collect();
            assert_eq!(distinct.len(), 1, "one Offer to {}, however often it was sent", actor.name());
        }
    }
}

async fn texts_of_drafts(alice: &Member) -> Vec<String> {
    ids_of(alice, "/api/v1/vouchwell/recommendations?role=author", "text").await
}

async fn ids_of_mentions(alice: &Member) -> Vec<String> {
    let notifications = alice.pages("/api/v1/notifications").await;
    let mentions = notifications
        .iter()
        .filter(|notification| notification["type"] == "mention");
    mentions
        .filter_map(|notification| notification["status"]["uri"].as_str())
        .map(str::to_owned)
        .collect()
}

async fn ids_of(member: &Member, path: &str, field: &str) -> Vec<String> {
    let items = member.pages(path).await;
    items
        .iter()
        .filter_map(|item| item[field].as_str())
        .map(str::to_owned)
        .collect()
}
