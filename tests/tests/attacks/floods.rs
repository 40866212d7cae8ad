//! Much at once, from one person and from many new servers.

use serde_json::{Value, json};
use vouchwell_tests::{Party, Peer, PeerActor, SOON, eventually, on_both_databases};

use crate::scene::Scene;

/// What somebody sends who wants to be noticed.
async fn press(scene: &Scene, peer: &Peer, actor: &PeerActor, bob: &Party) {
    let mut offer = actor.activity("Offer", &bob.id, &actor.sign(actor.attestation(bob)));
    offer["target"] = json!(bob.id);
    let mut invite = actor.activity("Invite", &bob.id, &json!(bob.id));
    invite["target"] = json!(bob.id);
    invite["topics"] = json!(["bookkeeping"]);
    invite["published"] = json!(actor.time());
    invite["endTime"] = json!(actor.time_in(chrono::TimeDelta::days(21)));
    let mut flag = actor.activity("Flag", &bob.id, &json!([bob.id]));
    flag["content"] = json!("He sells followers.");
    let follow = actor.activity("Follow", &bob.id, &json!(bob.id));
    let mention = actor.public_activity("Create", &scene.note(actor, "Look at me!"));
    for activity in [offer, invite, flag, follow, mention] {
        let answer = peer.post(actor, &scene.inbox(), &activity).await;
        assert_eq!(answer.status, 202, "{answer}");
    }
}

async fn followers(scene: &Scene) -> Value {
    let followers = format!("{}/followers", scene.bob.actor());
    scene.b.get_activity(&followers).await.ok()["totalItems"].clone()
}

on_both_databases! {
    async fn offers_invites_follows_mentions_and_reports_from_one_person(world: World) {
        let scene = Scene::set(&world).await;
        let bob = Party::of(&scene.bob).await;
        for _ in 0..25 {
            press(&scene, &scene.peer, &scene.mallory, &bob).await;
        }
        scene.fence("An honest word.").await;
        let known = scene.bob.acquaintances(None).await;
        assert_eq!(known.as_array().map(Vec::len), Some(1), "one card, however often she offers: {known}");
        assert_eq!(scene.bob.requests().await, json!([]), "who is no acquaintance asks for nothing");
        assert_eq!(followers(&scene).await, 1);
        let told = scene.bob.notifications().await;
        let of_kind = |kind: &str| told.iter().filter(|one| one["type"] == kind).count();
        assert_eq!((of_kind("follow"), of_kind("mention")), (1, 25 + 2), "her posts, the honest word and one note of the offer");

        scene.bob.block(&scene.mallory.handle()).await;
        press(&scene, &scene.peer, &scene.mallory, &bob).await;
        scene.fence("Another honest word.").await;
        let told = scene.bob.notifications().await.into_iter();
        let by_mallory = told.filter(|one| one["account"]["username"] == "mallory").count();
        assert_eq!((by_mallory, followers(&scene).await), (0, json!(0)), "one block ends it all");
    }

    async fn reports_from_one_host(world: World) {
        let scene = Scene::set(&world).await;
        for number in 0..110 {
            let actor = if number % 2 == 0 { &scene.mallory } else { &scene.amy };
            let flag = actor.activity("Flag", &scene.bob.actor(), &json!([scene.bob.actor()]));
            scene.send(actor, &flag).await;
        }
        scene.fence("Afterwards.").await;
        let kept = "SELECT count(*) FROM report";
        assert_eq!(scene.b.count(kept).await, 100);
        let other = world.peer("other").await;
        let zoe = other.actor("zoe");
        let flag = zoe.activity("Flag", &scene.bob.actor(), &json!([scene.bob.actor()]));
        assert_eq!(other.post(&zoe, &scene.inbox(), &flag).await.status, 202);
        eventually(SOON, "another server is heard", async || (scene.b.count(kept).await == 101).then_some(())).await;
    }

    /// Every one of them has a name of its own under one domain, as whoever owns a domain can make them.
    async fn many_new_hosts(world: World) {
        let scene = Scene::set(&world).await;
        let bob = Party::of(&scene.bob).await;
        let newcomer = async |number: usize| {
            let peer = world.peer(&format!("n{number}.flood")).await;
            let actor = peer.one_of_a_crowd(&scene.mallory, "eve");
            press(&scene, &peer, &actor, &bob).await;
            peer
        };
        let mut hosts = Vec::new();
        for number in 0..12 {
            hosts.push(newcomer(number).await);
        }
        scene.fence("An honest word.").await;
        assert_eq!(followers(&scene).await, 12, "each is heard once");
        for peer in &hosts {
            let fetched = peer.fetched().len();
            assert!(fetched <= 4, "{} was asked {fetched} times", peer.host());
        }

        let by_eve = async || {
            let told = scene.bob.notifications().await.into_iter();
            told.filter(|one| one["account"]["username"] == "eve").count()
        };
        let told = by_eve().await;
        assert_eq!(told, 24, "a follow and a mention of each");
        scene.b.execute(
            "INSERT INTO instance_domain (host, severity, comment, created_at)
             VALUES ('flood.test', 'block', '', '2026-01-01 00:00:00+00:00')",
        )
        .await;
        let before = scene.b.count("SELECT count(*) FROM received_activity").await;
        hosts.push(newcomer(12).await);
        scene.b.idle().await;
        let after = scene.b.count("SELECT count(*) FROM received_activity").await;
        assert_eq!(after, before, "a new name under a blocked domain is no new server");
        scene.fence("Another honest word.").await;
        assert_eq!(by_eve().await, told, "nothing more is told");
    }
}
