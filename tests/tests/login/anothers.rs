use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Draft, Instance, Member, on_both_databases};

/// Whose what a call names by the `{…}` in its address is.
enum Named {
    /// Everybody's.
    Public,
    /// Bob's, under this id, and nobody else may know of it.
    Bobs(&'static str),
}

use Named::{Bobs, Public};

/// The first line that begins the address of a call counts.
const NAMED: &[(&str, Named)] = &[
    ("/api/v1/accounts/", Public),
    ("/api/v1/vouchwell/accounts/", Public),
    ("/api/v1/collections/", Public),
    ("/api/v1/suggestions/", Public),
    ("/api/v1/announcements/", Public),
    ("/api/v1/tags/", Public),
    ("/nodeinfo/", Public),
    ("/api/v1/timelines/tag/", Public),
    ("/api/v1/conversations/", Bobs("conversation")),
    ("/api/v1/featured_tags/", Bobs("featured tag")),
    ("/api/v1/filters/", Bobs("keyword")),
    ("/api/v1/follow_requests/", Bobs("asker")),
    ("/api/v1/lists/", Bobs("list")),
    ("/api/v1/media/", Bobs("media")),
    ("/api/v1/notifications/requests/", Bobs("notification request")),
    ("/api/v1/notifications/", Bobs("notification")),
    ("/api/v1/polls/", Bobs("poll")),
    ("/api/v1/scheduled_statuses/", Bobs("scheduled")),
    ("/api/v1/statuses/", Bobs("post")),
    ("/api/v1/timelines/list/", Bobs("list")),
    ("/api/v1/vouchwell/acquaintances/", Bobs("acquaintance")),
    ("/api/v1/vouchwell/recommendations/", Bobs("recommendation")),
    ("/api/v1/vouchwell/requests/", Bobs("request")),
    ("/api/v2/filters/keywords/", Bobs("keyword")),
    ("/api/v2/filters/statuses/", Bobs("filter status")),
    ("/api/v2/filters/", Bobs("filter")),
    ("/api/v2/notifications/", Bobs("group")),
];

/// Bodies without which a call would be refused before it is looked at what it names.
fn body(method: &Method, path: &str) -> Value {
    match (method, path) {
        (&Method::PUT, "/api/v1/statuses/{id}") => json!({"status": "Mine now"}),
        (&Method::PUT, "/api/v1/lists/{id}") => json!({"title": "Mine now"}),
        (_, "/api/v1/lists/{id}/accounts") => json!({"account_ids": ["1"]}),
        (_, "/api/v1/polls/{id}/votes") => json!({"choices": [0]}),
        (&Method::PUT, "/api/v1/scheduled_statuses/{id}") => json!({"scheduled_at": "2037-01-01T00:00:00Z"}),
        (_, "/api/v1/statuses/{id}/interaction_policy") => json!({"quote_approval_policy": "nobody"}),
        (&Method::PUT, "/api/v1/filters/{id}") => json!({"phrase": "mine", "context": ["home"]}),
        (&Method::PUT, "/api/v2/filters/{id}") => json!({"title": "Mine now"}),
        (_, "/api/v2/filters/{id}/keywords" | "/api/v2/filters/keywords/{id}") => json!({"keyword": "mine"}),
        (_, "/api/v2/filters/{id}/statuses") => json!({"status_id": "1"}),
        (&Method::PUT, "/api/v1/vouchwell/acquaintances/{id}") => json!({"visibility": "private"}),
        (_, "/api/v1/vouchwell/acquaintances/{id}/answer") => json!({"answer": "no"}),
        (_, "/api/v1/vouchwell/requests/{id}/answer") => json!({"answer": "not_now"}),
        (_, "/api/v1/vouchwell/recommendations/{id}/answer") => json!({"answer": "accept"}),
        (&Method::PUT, "/api/v1/vouchwell/recommendations/{id}") => Draft::new("Mine now").json("carol"),
        _ => json!({}),
    }
}

fn id(entity: &Value) -> String {
    entity["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id: {entity}"))
        .to_owned()
}

/// One of everything that is Bob's alone.
async fn everything_of(bob: &Member, carol: &Member, instance: &Instance) -> BTreeMap<&'static str, String> {
    let mut all = BTreeMap::new();
    let bob_id = carol.resolve("bob").await;
    let letter = carol.write_post("@bob between us", "direct").await;
    let conversation = bob.get("/api/v1/conversations").await.ok()[0].clone();
    let notification = bob.notifications().await[0].clone();
    let groups = bob.get("/api/v2/notifications").await.ok();
    all.insert("conversation", id(&conversation));
    all.insert("notification", id(&notification));
    let group = &groups["notification_groups"][0]["group_key"];
    all.insert("group", group.as_str().expect("a key").to_owned());
    all.insert(
        "post",
        id(&bob.write_post("@carol not for others", "direct").await),
    );
    let question = json!({"status": "@carol?", "visibility": "direct", "poll": {"options": ["a", "b"], "expires_in": 3600}});
    all.insert(
        "poll",
        id(&bob.post("/api/v1/statuses", &question).await.ok()["poll"]),
    );
    let later = json!({"status": "Later", "scheduled_at": "2036-01-01T00:00:00Z"});
    all.insert("scheduled", id(&bob.post("/api/v1/statuses", &later).await.ok()));
    all.insert(
        "list",
        id(&bob.post("/api/v1/lists", &json!({"title": "Friends"})).await.ok()),
    );
    all.insert(
        "featured tag",
        id(&bob
            .post("/api/v1/featured_tags", &json!({"name": "tea"}))
            .await
            .ok()),
    );
    let filter = json!({"title": "Rain", "context": ["home"], "keywords_attributes": [{"keyword": "rain"}]});
    let filter = bob.post("/api/v2/filters", &filter).await.ok();
    all.insert("filter", id(&filter));
    all.insert("keyword", id(&filter["keywords"][0]));
    let path = format!("/api/v2/filters/{}/statuses", id(&filter));
    all.insert(
        "filter status",
        id(&bob.post(&path, &json!({"status_id": id(&letter)})).await.ok()),
    );

    let settings = json!({"locked": true});
    bob.call(Method::PATCH, "/api/v1/accounts/update_credentials", &settings)
        .await
        .ok();
    carol.act(&bob_id, "follow").await.ok();
    all.insert("asker", bob.resolve("carol").await);

    bob.call(
        Method::PATCH,
        "/api/v2/notifications/policy",
        &json!({"for_not_following": "filter"}),
    )
    .await
    .ok();
    instance.member("dora").write_post("@bob hello", "public").await;
    all.insert(
        "notification request",
        id(&bob.get("/api/v1/notifications/requests").await.ok()[0]),
    );

    bob.get_to_know(carol).await;
    all.insert("acquaintance", bob.wait_for_acquaintance("carol", "mutual").await);
    carol.ask("bob").await.ok();
    all.insert("request", bob.wait_for_request("carol").await);
    let draft = Draft::new("Every tree lives");
    all.insert("recommendation", id(&bob.draft("carol", &draft).await.ok()));
    all.insert("media", id(&bob.upload("/api/v1/media").await.ok()));
    all
}

on_both_databases! {
    /// For every call of the router that names something: what is another member's alone is not there, whatever one may
    /// do otherwise, and stays as it is.
    async fn what_is_anothers_is_not_there(world: World) {
        let a = world.instance("a").await;
        let (alice, bob, carol) = (a.member("alice"), a.member("bob"), a.member("carol"));
        let all = everything_of(&bob, &carol, &a).await;
        let document = a.get("/api/openapi.json").await.ok();
        let mut calls = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            let Some((start, _)) = path.split_once('{') else { continue };
            let line = NAMED.iter().find(|(known, _)| start.starts_with(known));
            let (_, named) = line.unwrap_or_else(|| panic!("say whose it is what {path} names"));
            let Bobs(what) = named else { continue };
            let end = path.split_once('}').expect("a name").1;
            let address = format!("{start}{}{end}", all[what]);
            for method in item.as_object().expect("calls").keys() {
                if let Ok(method) = method.to_uppercase().parse::<Method>()
                    && item[method.as_str().to_lowercase()]["responses"].is_object()
                {
                    calls.push((method, path, address.clone()));
                }
            }
        }
        assert!(calls.len() > 60, "only {} calls were found", calls.len());

        let read = async || {
            let mut seen = Vec::new();
            for (_, path, address) in calls.iter().filter(|(method, ..)| method == Method::GET) {
                let answer = bob.get(address).await;
                assert!(answer.status.is_success(), "{path} is there for Bob: {answer}");
                seen.push(answer.json());
            }
            seen
        };
        let before = read().await;
        for (method, path, address) in &calls {
            let refused = alice.call(method.clone(), address, &body(method, path)).await;
            // Of a group that there is not, nobody is named.
            let names_nobody = path.as_str() == "/api/v2/notifications/{id}/accounts" && refused.json() == json!([]);
            assert!(names_nobody || refused.status == 404, "{method} {path}: {refused}");
        }
        assert_eq!(read().await, before);
        let stream = format!("/api/v1/streaming/list?list={}", all["list"]);
        alice.try_to_look_on(&stream).await.expect_err("it is Bob's").refused(404);
    }
}
