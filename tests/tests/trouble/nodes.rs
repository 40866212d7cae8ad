use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Engine, Member, SOON, Visitor, World, eventually};

use crate::scene::text;

/// So many are written through the node that lives on.
const POSTS: usize = 20;
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

    let writing_by_one = async {
        let mut written = BTreeSet::new();
        while let Some(uri) = write(&by_one, &format!("By the one: {}.", written.len())).await {
            written.insert(uri);
        }
        written
    };
    let writing_by_other = async {
        let mut written = BTreeSet::new();
        for number in 0..POSTS {
            let uri = write(&by_other, &format!("By the other: {number}.")).await;
            written.insert(uri.expect("the other node answers"));
        }
        written
    };
    let killing = async {
        eventually(SOON, "the first posts are at Bob's", async || {
            (!bob.home().await.is_empty()).then_some(())
        })
        .await;
        a.kill();
    };
    let (by_one, by_other, ()) = tokio::join!(writing_by_one, writing_by_other, killing);
    let acknowledged = &by_one | &by_other;

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

    let found = eventually(SOON, "everything that was acknowledged is at Bob's", async || {
        let found = whole_home(&bob).await;
        acknowledged
            .iter()
            .all(|uri| found.contains(uri))
            .then_some(found)
    })
    .await;
    let distinct: BTreeSet<&String> = found.iter().collect();
    assert_eq!(found.len(), distinct.len(), "something is there twice");
}

/// The id of a new post; nothing if there is no whole answer, since the node was killed.
async fn write(node: &Visitor, words: &str) -> Option<String> {
    let request = node
        .request(Method::POST, "/api/v1/statuses")
        .header("content-type", "application/json")
        .body(json!({"status": words}).to_string());
    let answer = request.send().await.ok()?;
    assert!(answer.status().is_success(), "{}", answer.status());
    let written: Value = serde_json::from_slice(&answer.bytes().await.ok()?).ok()?;
    Some(text(&written["uri"]))
}

/// The ids of all that is shown to a member, page by page.
async fn whole_home(member: &Member) -> Vec<String> {
    let mut found = Vec::new();
    let mut page = member.home().await;
    while let Some(last) = page.last() {
        let older = format!("/api/v1/timelines/home?limit=40&max_id={}", text(&last["id"]));
        found.extend(page.iter().map(|status| text(&status["uri"])));
        page = serde_json::from_value(member.get(&older).await.ok()).expect("a page is a list");
    }
    found
}
