use serde_json::{Value, json};
use vouchwell_tests::{SOON, eventually, on_both_databases};

on_both_databases! {
    /// A stream is open for as long as its token is good.
    async fn a_token_that_is_ended_ends_its_streams(world: World) {
        let a = world.instance("a").await;
        let (alice, bob) = (a.member("alice"), a.member("bob"));
        let mut of_alice = alice.look_on("/api/v1/streaming/user").await;
        let mut of_bob = bob.look_on("/api/v1/streaming/user").await;
        let signed_out = a.run(["account", "sign-out", "bob"], b"");
        assert!(signed_out.status.success(), "{signed_out:?}");
        of_bob.ends().await;
        let again = bob.try_to_look_on("/api/v1/streaming/user").await;
        again.expect_err("the token is over").refused(401);
        of_alice.thump().await;
    }

    /// Whoever asks for what there is not, or for more than is given, is told so.
    async fn streams_are_refused_in_the_words_of_mastodon(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let (reader, lurker) = (a.sign_in("alice", "read"), a.sign_in("alice", "read:statuses"));
        assert_eq!(a.get("/api/v1/streaming/health").await.body, "OK");
        let error = async |address: &str| {
            let answer = reader.try_to_look_on(address).await.expect_err("it is refused");
            (answer.status.as_u16(), answer.json()["error"].clone())
        };
        let no_tag = (400, json!("Missing tag name parameter"));
        assert_eq!(error("/api/v1/streaming/hashtag").await, no_tag);
        assert_eq!(error("/api/v1/streaming/hashtag?tag=%23").await, no_tag);
        assert_eq!(error("/api/v1/streaming/list").await, (400, json!("Missing list name parameter")));
        assert_eq!(error("/api/v1/streaming/nothing").await, (404, json!("Record not found")));
        assert_eq!(error("/api/v1/streaming?stream=user").await, (400, json!("Bad request")));

        // What may not be read by a call is not shown either.
        let refused = lurker.try_to_look_on("/api/v1/streaming/user/notification").await;
        refused.expect_err("another scope").refused(403);
        let mut home = lurker.look_on("/api/v1/streaming/user").await;
        let bob = a.member("bob");
        bob.follow("alice").await;
        let own = reader.with_token(a.sign_in("alice", "write").token().expect("a token"));
        let post = own.post("/api/v1/statuses", &json!({"status": "Hello"})).await.ok();
        assert_eq!(home.next_is("update").await["id"], post["id"], "and nothing of the follow");

        let mut open = Vec::new();
        while let Ok(stream) = reader.try_to_look_on("/api/v1/streaming/public").await {
            open.push(stream);
            assert!(open.len() < 100, "there is no limit");
        }
        let refused = reader.try_to_look_on("/api/v1/streaming/public").await.expect_err("it is full");
        assert_eq!(refused.json()["error"], "Too many requests");
        refused.refused_by_limit("20");
        bob.look_on("/api/v1/streaming/public").await;
        open.clear();
        eventually(SOON, "those that were closed leave room", async || {
            reader.try_to_look_on("/api/v1/streaming/public").await.ok()
        })
        .await;
    }

    /// Browsers put the token into the address, which is not for the log.
    async fn a_token_in_the_address_is_good_and_not_written_down(world: World) {
        let a = world.build_instance("a").with("RUST_LOG", "trace").start().await;
        let alice = a.member("alice");
        let token = alice.token().expect("a token");
        let mut stream = a.look_on(&format!("/api/v1/streaming/user?access_token={token}")).await;
        let post = alice.write_post("Hello", "public").await;
        assert_eq!(stream.next_is("update").await["id"], post["id"]);
        let elsewhere = a.get(&format!("/api/v1/timelines/home?access_token={token}")).await;
        elsewhere.refused(401);
        let log = a.log();
        assert!(log.contains("/api/v1/streaming/user"), "the log says something");
        assert!(!log.contains(token), "and not the token");
        let instance: Value = a.get("/api/v2/instance").await.ok();
        let address = a.origin().replace("https", "wss");
        assert_eq!(instance["configuration"]["urls"]["streaming"], json!(address));
    }
}
