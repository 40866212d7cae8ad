use serde_json::json;
use vouchwell_tests::{Draft, on_both_databases};

on_both_databases! {
    /// A recommendation is shown once it is public, at home and elsewhere; before, nobody can tell that it is there.
    async fn a_recommendation_is_shown_when_it_is_public_and_goes_when_it_is_withdrawn(world: World) {
        let (a, c) = (world.instance("a").await, world.instance("c").await);
        let (alice, bob, carol) = (a.member("alice"), a.member("bob"), c.member("carol"));
        let zoe = a.member("zoe");
        carol.become_follower(&alice.handle()).await;
        alice.get_to_know(&bob).await;
        let mut here = zoe.look_on("/api/v1/streaming/public").await;
        let mut there = carol.look_on("/api/v1/streaming/user").await;
        let mut of_bob = bob.look_on("/api/v1/streaming/user/notification").await;

        let words = "Bob finds the error before the auditor does.";
        let draft = Draft::new(words);
        let (mine, theirs) = alice.write_and_offer(&bob, &draft).await;
        let waits = of_bob.next_is("notification").await;
        assert_eq!(waits["status"]["visibility"], "direct", "he alone is told that a text waits for him");
        let post = alice.write_post("Nothing is public yet", "public").await;
        assert_eq!(here.next_is("update").await["id"], post["id"]);
        assert_eq!(there.next_is("update").await["uri"], post["uri"]);

        bob.accept(&theirs).await.ok();
        let shown = here.next_is("update").await;
        let public = alice.wait_for_recommendation("author", words, "public").await;
        assert_eq!(shown["id"], public["status_id"]);
        assert_eq!(of_bob.next_is("notification").await["status"]["id"], shown["id"]);
        let arrived = there.next_is("update").await;
        assert_eq!(arrived["uri"], shown["uri"]);
        carol.do_with_status(arrived["id"].as_str().expect("an id"), "favourite", &json!({})).await.ok();

        alice.withdraw(&mine).await.ok();
        assert_eq!(here.next_is("delete").await, shown["id"]);
        assert_eq!(there.next_is("delete").await, arrived["id"]);
    }
}
