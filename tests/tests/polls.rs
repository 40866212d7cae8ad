//! A poll between two servers, from its question to its end.

use std::time::Duration;

use serde_json::{Value, json};
use vouchwell_tests::{Member, SOON, eventually, on_both_databases};

fn id(json: &Value) -> &str {
    json["id"].as_str().expect("an id")
}

async fn is_told_of_the_end(member: &Member, uri: &Value) -> Value {
    eventually(SOON, "the end of the poll is told", async || {
        let told = member.notifications().await;
        let mut ends = told.into_iter().filter(|told| told["type"] == "poll");
        ends.find(|told| told["status"]["uri"] == *uri)
            .map(|told| told["status"]["poll"].clone())
    })
    .await
}

on_both_databases! {
    async fn a_poll_is_answered_on_another_server_and_ends_on_both(world: World) {
        let (mut a, mut b) = (world.instance("a").await, world.instance("b").await);
        let (ada, fan) = (a.member("ada"), b.member("fan"));
        fan.become_follower(&ada.handle()).await;
        let poll = json!({"options": ["tea", "coffee"], "expires_in": "300", "multiple": "0", "hide_totals": "false"});
        let asked = ada.post("/api/v1/statuses", &json!({"status": "Which?", "poll": poll})).await.ok();
        assert_eq!((&asked["poll"]["voted"], &asked["poll"]["options"][1]), (&json!(true), &json!({"title": "coffee", "votes_count": 0})));
        let there = fan.finds_at_home(&asked["uri"]).await;
        assert_eq!((&there["poll"]["voted"], &there["poll"]["expires_at"]), (&json!(false), &asked["poll"]["expires_at"]));

        let address = format!("/api/v1/polls/{}", id(&there["poll"]));
        let voted = fan.post(&format!("{address}/votes"), &json!({"choices": ["1"]})).await.ok();
        assert_eq!((&voted["own_votes"], &voted["options"][1]["votes_count"]), (&json!([1]), &json!(1)));
        let again = fan.post(&format!("{address}/votes"), &json!({"choices": [0]})).await.refused(422);
        assert!(again.contains("already voted"), "{again}");
        eventually(SOON, "the vote arrives", async || {
            let poll = a.get(&format!("/api/v1/polls/{}", id(&asked["poll"]))).await.ok();
            (poll["options"][1]["votes_count"] == 1 && poll["voters_count"] == 1).then_some(())
        })
        .await;
        b.get("/api/v1/polls/7").await.refused(404);
        for unfit in [json!({"options": ["one"], "expires_in": 300}), json!({"options": ["a", "b"]}),
            json!({"options": ["a", "b"], "expires_in": 1}), json!("x")] {
            ada.post("/api/v1/statuses", &json!({"status": "x", "poll": unfit})).await.refused(422);
        }

        world.pass(Duration::from_secs(301));
        a.restart().await;
        b.restart().await;
        for member in [&ada, &fan] {
            let ended = is_told_of_the_end(member, &asked["uri"]).await;
            assert_eq!((&ended["expired"], &ended["options"][1]["votes_count"]), (&json!(true), &json!(1)));
        }
        let note = a.get_activity(asked["uri"].as_str().expect("an id")).await.ok();
        assert_eq!((&note["type"], &note["closed"]), (&json!("Question"), &note["endTime"]));
    }
}
