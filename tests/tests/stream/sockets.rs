use std::process::Command;

use serde_json::json;
use vouchwell_tests::on_both_databases;

on_both_databases! {
    /// As Phanpy and Elk do it: the token is the protocol, and streams are asked for on the connection.
    async fn several_streams_come_by_one_connection(world: World) {
        let a = world.build_instance("a").behind_proxy().start().await;
        let (alice, bob) = (a.member("alice"), a.member("bob"));
        bob.become_follower("alice").await;
        let token = bob.token().expect("a token");
        let mut socket = a.connect("/api/v1/streaming", Some(token)).await.expect("it is good");
        socket.say(&json!({"type": "subscribe", "stream": "user"})).await;
        socket.say(&json!({"type": "subscribe", "stream": "hashtag", "tag": "Trees"})).await;
        socket.say(&json!({"type": "subscribe", "stream": "user"})).await;
        socket.say(&json!({"type": "subscribe", "stream": "nothing"})).await;
        assert_eq!(socket.next().await, Ok(json!({"error": "Unknown stream type", "status": 400})));
        for nonsense in [json!([]), json!("hello"), json!({"type": "sing", "stream": "user"}), json!({"type": 1})] {
            socket.say(&nonsense).await;
            assert_eq!(socket.next().await, Ok(json!({"error": "Bad request", "status": 400})));
        }

        let post = alice.write_post("@bob #trees", "public").await;
        assert_eq!(socket.next_is(&["user"], "update").await["id"], post["id"]);
        assert_eq!(socket.next_is(&["hashtag", "trees"], "update").await["id"], post["id"]);
        assert_eq!(socket.next_is(&["user"], "notification").await["status"]["id"], post["id"]);
        socket.say(&json!({"type": "unsubscribe", "stream": "user"})).await;
        socket.say(&json!({"type": "subscribe", "stream": ""})).await;
        socket.next().await.expect("the answer shows that what was said before was heard");
        let second = alice.write_post("#trees again", "public").await;
        assert_eq!(socket.next_is(&["hashtag", "trees"], "update").await["id"], second["id"]);

        let address = format!("/api/v1/streaming/?stream=user:notification&access_token={token}");
        let mut told = a.connect(&address, None).await.expect("it is good");
        alice.do_with_status(bob.write_post("Mine", "public").await["id"].as_str().expect("an id"), "favourite", &json!({}))
            .await
            .ok();
        let favourite = told.next_is(&["user:notification"], "notification").await;
        assert_eq!(favourite["type"], "favourite");
    }

    /// What may not be looked at is refused on the connection, too; and the server says goodbye when it stops.
    async fn connections_are_bound_by_their_token_and_closed_in_order(world: World) {
        let mut a = world.build_instance("a").behind_proxy().start().await;
        a.create_account("alice");
        let limited = a.sign_in("alice", "read:notifications");
        let token = limited.token().expect("a token");
        let refused = |answer: Result<_, (u16, String)>| answer.err().map(|(status, _)| status);
        assert_eq!(refused(a.connect("/api/v1/streaming", None).await), Some(401));
        assert_eq!(refused(a.connect("/api/v1/streaming", Some("ended")).await), Some(401));
        let address = "/api/v1/streaming?stream=user";
        assert_eq!(refused(a.connect(address, Some(token)).await), Some(403));
        let address = "/api/v1/streaming?stream=nothing";
        assert_eq!(refused(a.connect(address, Some(token)).await), Some(400));
        let mut socket = a.connect("/api/v1/streaming", Some(token)).await.expect("it is good");
        let outside = json!({"error": "This action is outside the authorized scopes", "status": 403});
        for stream in ["public", "public:local:media"] {
            socket.say(&json!({"type": "subscribe", "stream": stream})).await;
            assert_eq!(socket.next().await, Ok(outside.clone()), "{stream}");
        }

        a.run(["account", "sign-out", "alice"], b"");
        assert_eq!(socket.next().await, Err(1008));

        let token = a.sign_in("alice", "read");
        let mut socket = a.connect("/api/v1/streaming", token.token()).await.expect("it is good");
        let process = a.process_id().to_string();
        Command::new("kill").args(["-TERM", &process]).status().expect("kill is there");
        assert_eq!(socket.next().await, Err(1001));
        a.kill();
    }
}
