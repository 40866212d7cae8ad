use serde_json::json;
use vouchwell_tests::{Engine, EventStream, Member, SOON, Visitor, World, eventually};

/// Looks on until what happens is shown; whoever comes while the nodes find each other is let go once.
async fn look_on(reader: &Visitor, author: &Member) -> EventStream {
    eventually(SOON, "what happens is shown", async || {
        let mut stream = reader.look_on("/api/v1/streaming/user").await;
        let post = author.write_post("Here I am", "public").await;
        let (event, data) = stream.next().await?;
        assert_eq!(event, "update");
        let id = post["id"].as_str().expect("an id");
        data.contains(id).then_some(stream)
    })
    .await
}

/// Two processes on one PostgreSQL: whichever takes a post, those who look on at the other are shown it. A connection
/// between them that breaks leaves no gap unsaid.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_takes_is_shown_by_the_other() {
    let world = World::new(Engine::Postgresql).await;
    let a = world.instance("a").await;
    let (alice, bob) = (a.member("alice"), a.member("bob"));
    bob.become_follower(&alice.handle()).await;
    let other = a.another_node().await;
    let of_bob = other.used_by(&bob);
    let mut stream = look_on(&of_bob, &alice).await;
    let post = json!({"status": "Hello"});
    let post = other.used_by(&alice).post("/api/v1/statuses", &post).await.ok();
    assert_eq!(stream.next_is("update").await["id"], post["id"]);

    a.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    )
    .await;
    // Whoever looked on is let go, to read what she may have missed.
    stream.ends().await;
    let missed = alice.write_post("While nobody looks", "public").await;
    assert_eq!(bob.home().await[0]["id"], missed["id"]);
    let mut stream = look_on(&of_bob, &alice).await;

    let signed_out = a.run(["account", "sign-out", "bob"], b"");
    assert!(signed_out.status.success(), "{signed_out:?}");
    stream.ends().await;
    let refused = of_bob.try_to_look_on("/api/v1/streaming/user").await;
    refused.expect_err("the token is over everywhere").refused(401);
}
