use serde_json::json;
use vouchwell_tests::on_both_databases;

on_both_databases! {
    /// Everybody is shown what she would find by reading, and nothing else: what she may not read is passed over.
    async fn members_are_shown_what_they_may_read_while_it_happens(world: World) {
        let a = world.instance("a").await;
        let (alice, bob, carol) = (a.member("alice"), a.member("bob"), a.member("carol"));
        let dora = a.member("dora");
        bob.become_follower(&alice.handle()).await;
        dora.block(&alice.handle()).await;
        carol.post("/api/v1/tags/Trees/follow", &serde_json::json!({})).await.ok();
        let mut of_trees = carol.look_on("/api/v1/streaming/user").await;
        let mut home = bob.look_on("/api/v1/streaming/user/").await;
        let mut told = bob.look_on("/api/v1/streaming/user/notification").await;
        let mut everything = carol.look_on("/api/v1/streaming/public").await;
        let mut elsewhere = carol.look_on("/api/v1/streaming/public/remote").await;
        let mut trees = carol.look_on("/api/v1/streaming/hashtag/local?tag=Trees").await;
        let mut of_dora = dora.look_on("/api/v1/streaming/public/local").await;
        let mut direct = bob.look_on("/api/v1/streaming/direct").await;
        let friends = bob.post("/api/v1/lists", &json!({"title": "friends"})).await.ok();
        let friends = friends["id"].as_str().expect("an id");
        let members = json!({"account_ids": [bob.resolve(&alice.handle()).await]});
        bob.post(&format!("/api/v1/lists/{friends}/accounts"), &members).await.ok();
        let of_friends = format!("/api/v1/streaming/list?list={friends}");
        carol.try_to_look_on(&of_friends).await.expect_err("it is Bob's").refused(404);
        let mut list = bob.look_on(&of_friends).await;

        alice.write_post("To myself", "direct").await;
        let private = alice.write_post("To those who follow", "private").await;
        let public = alice.write_post(&format!("@{} #trees everywhere", bob.name()), "public").await;
        let letter = alice.write_post(&format!("@{} psst", bob.name()), "direct").await;
        let after = bob.write_post("The end", "public").await;

        let id = |status: &serde_json::Value| status["id"].as_str().expect("an id").to_owned();
        assert_eq!(home.next_is("update").await["id"], private["id"]);
        let shown = home.next_is("update").await;
        assert_eq!(shown, bob.status(&id(&public)).await.ok(), "as by reading");
        let mention = home.next_is("notification").await;
        assert_eq!((&mention["type"], &mention["status"]["id"]), (&"mention".into(), &public["id"]));
        assert_eq!(told.next_is("notification").await, mention);
        assert_eq!(home.next_is("update").await["id"], letter["id"]);
        assert_eq!(home.next_is("notification").await["status"]["id"], letter["id"]);
        assert_eq!(home.next_is("update").await["id"], after["id"]);
        assert_eq!(told.next_is("notification").await["status"]["id"], letter["id"]);
        assert_eq!(direct.next_is("conversation").await["last_status"]["id"], letter["id"]);
        assert_eq!(list.next_is("update").await["id"], private["id"]);
        assert_eq!(list.next_is("update").await["id"], public["id"]);
        assert_eq!(everything.next_is("update").await["id"], public["id"]);
        assert_eq!(everything.next_is("update").await["id"], after["id"]);
        assert_eq!(trees.next_is("update").await["id"], public["id"]);
        assert_eq!(of_trees.next_is("update").await["id"], public["id"], "Carol follows the hashtag");
        assert_eq!(of_dora.next_is("update").await["id"], after["id"], "Dora blocks Alice");

        let edited = alice.edit_post(&id(&public), "#trees and more").await;
        assert_eq!(home.next_is("status.update").await["content"], edited["content"]);
        assert_eq!(trees.next_is("status.update").await["content"], edited["content"]);
        let reblog = serde_json::json!({});
        let boost = alice.do_with_status(&id(&public), "reblog", &reblog).await.ok();
        for gone in [&private, &public] {
            alice.delete(&format!("/api/v1/statuses/{}", id(gone))).await.ok();
        }
        assert_eq!(home.next_is("delete").await, private["id"]);
        bob.post("/api/v2/filters", &json!({"title": "tea", "context": ["home"]})).await.ok();
        for stream in [&mut home, &mut trees, &mut elsewhere] {
            assert_eq!(stream.next_is("delete").await, boost["id"], "what was not readable is not named");
            assert_eq!(stream.next_is("delete").await, public["id"]);
        }
        let changed = home.next().await.expect("the stream goes on");
        assert_eq!(changed, ("filters_changed".to_owned(), "undefined".to_owned()));
    }
}
