use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use vouchwell_tests::{Engine, SOON, World, eventually};

use crate::scene::text;

const POSTS: usize = 40;
/// More than a node may hold a delivery without saying that it still lives.
const LEASE: Duration = Duration::from_secs(60);

/// Two processes on one PostgreSQL. The one that takes what Alice writes is killed in the middle of it, while it waits for
/// a peer that does not answer; the other brings all of it to Bob, each post once, and to the peer what the first held.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_on_one_postgresql_one_killed() {
    let world = World::new(Engine::Postgresql).await;
    let (mut a, b) = (world.instance("a").await, world.instance("b").await);
    let (alice, bob) = (a.member("alice"), b.member("bob"));
    bob.become_follower(&alice.handle()).await;
    let peer = world.peer("peer").await;
    let amy = peer.actor("amy");
    alice.resolve(&amy.handle()).await;
    peer.fall_silent();
    alice
        .write_post(&format!("@{} For you", amy.handle()), "direct")
        .await;
    peer.wait_for_type("Create").await;
    let other = a.another_node().await;
    let (by_one, by_other) = (
        a.with_token(alice.token().expect("a token")),
        other.used_by(&alice),
    );

    let writing = (0..POSTS).map(|number| {
        let visitor = if number % 2 == 0 { &by_one } else { &by_other };
        async move {
            let post = json!({"status": format!("Number {number}.")});
            let request = visitor.request(reqwest::Method::POST, "/api/v1/statuses");
            let request = request
                .header("content-type", "application/json")
                .body(post.to_string());
            // Who wrote to the one that is killed may get no answer.
            let answer = request
                .send()
                .await
                .ok()
                .filter(|answer| answer.status().is_success())?;
            let written: serde_json::Value = serde_json::from_slice(&answer.bytes().await.ok()?).ok()?;
            Some(text(&written["uri"]))
        }
    });
    let writing = futures::future::join_all(writing);
    let killing = async {
        eventually(SOON, "the first posts are at Bob's", async || {
            (!bob.home().await.is_empty()).then_some(())
        })
        .await;
        a.kill();
    };
    let (written, ()) = tokio::join!(writing, killing);
    let acknowledged: BTreeSet<String> = written.into_iter().flatten().collect();
    assert!(acknowledged.len() >= POSTS / 2, "the other node took its half");

    peer.speak();
    // The other node has looked at everything that is due, since it brings what became due last.
    let late = other
        .used_by(&alice)
        .post("/api/v1/statuses", &json!({"status": "Alone now."}))
        .await
        .ok();
    bob.finds_at_home(&late["uri"]).await;
    assert_eq!(
        peer.delivered(),
        1,
        "what the first node holds is not taken from it"
    );
    other.set_clock_ahead(LEASE);
    eventually(SOON, "the other node takes over", async || {
        (peer.delivered() == 2 && peer.received().last()?.is_taken).then_some(())
    })
    .await;

    let at_bobs = async || {
        let home = bob.home().await;
        home.iter()
            .map(|status| text(&status["uri"]))
            .collect::<Vec<String>>()
    };
    eventually(SOON, "everything that was acknowledged is at Bob's", async || {
        let found: BTreeSet<String> = at_bobs().await.into_iter().collect();
        acknowledged.is_subset(&found).then_some(())
    })
    .await;
    let found = at_bobs().await;
    let distinct: BTreeSet<&String> = found.iter().collect();
    assert_eq!(found.len(), distinct.len(), "something is there twice");
}
