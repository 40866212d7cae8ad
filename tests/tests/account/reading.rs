use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::on_both_databases;

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id: {entity}"))
}

on_both_databases! {
    /// Lists and filters, as apps keep them.
    async fn what_a_member_reads_is_hers_to_arrange(world: World) {
        let instance = world.instance("a").await;
        let (ada, bea) = (instance.member("ada"), instance.member("bea"));
        let bea_id = ada.resolve("bea").await;
        ada.follow("bea").await;
        let list = ada.post("/api/v1/lists", &json!({"title": "Friends", "exclusive": "true"})).await.ok();
        let expected = json!({"id": id(&list), "title": "Friends", "replies_policy": "list", "exclusive": true});
        assert_eq!(list, expected);
        let path = format!("/api/v1/lists/{}", id(&list));
        let accounts = format!("{path}/accounts");
        ada.post(&accounts, &json!({"account_ids": [&bea_id]})).await.ok();
        assert_eq!(ada.get(&format!("/api/v1/accounts/{bea_id}/lists")).await.ok(), json!([list]));
        assert_eq!(id(&ada.get(&format!("{accounts}?limit=0")).await.ok()[0]), bea_id);
        bea.get(&accounts).await.refused(404);

        let filter = json!({"title": "Weather", "context": ["home", "thread"], "filter_action": "hide",
            "expires_in": 3600, "keywords_attributes": [{"keyword": "rain", "whole_word": true}]});
        let filter = ada.post("/api/v2/filters", &filter).await.ok();
        assert!(filter["expires_at"].is_string(), "{filter}");
        let post = bea.post("/api/v1/statuses", &json!({"status": "Rain again"})).await.ok();
        let shown = ada.get(&format!("/api/v1/timelines/list/{}", id(&list))).await.ok();
        assert_eq!(id(&shown[0]), id(&post));
        let found = json!([{"filter": filter, "keyword_matches": ["rain"], "status_matches": []}]);
        assert_eq!(shown[0]["filtered"], found);
        assert_eq!(ada.get("/api/v1/timelines/home").await.ok(), json!([]), "the list is exclusive");
        let changed = ada.call(Method::PUT, &path, &json!({"exclusive": false, "replies_policy": "none"})).await.ok();
        assert_eq!((&changed["title"], &changed["replies_policy"]), (&json!("Friends"), &json!("none")));
        assert_eq!(id(&ada.get("/api/v1/timelines/home").await.ok()[0]), id(&post));
        ada.call(Method::PUT, &path, &json!({"replies_policy": "some"})).await.refused(422);
        let number: u64 = bea_id.parse().expect("a number");
        ada.call(Method::DELETE, &accounts, &json!({"account_ids": [number]})).await.ok();
        assert_eq!(ada.get(&accounts).await.ok(), json!([]));
        ada.delete(&path).await.ok();
        ada.get(&path).await.refused(404);

        let path = format!("/api/v2/filters/{}", id(&filter));
        for (wish, ends) in [(json!({"expires_in": null}), false), (json!({"expires_in": 60}), true),
            (json!({"title": null, "context": null, "keywords_attributes": null}), true)] {
            let changed = ada.call(Method::PUT, &path, &wish).await.ok();
            assert_eq!((changed["expires_at"].is_string(), &changed["title"]), (ends, &json!("Weather")), "{wish}");
        }
        let form = ada.request(Method::PUT, &path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("expires_in=&keywords_attributes[][keyword]=snow&keywords_attributes[][whole_word]=0");
        let changed = ada.send(form).await.ok();
        assert_eq!((&changed["expires_at"], &changed["keywords"][1]["keyword"]), (&Value::Null, &json!("snow")));
        let named = ada.post(&format!("{path}/statuses"), &json!({"status_id": id(&post)})).await.ok();
        assert_eq!(ada.get(&format!("/api/v2/filters/statuses/{}", id(&named))).await.ok(), named);
        let keyword = format!("/api/v2/filters/keywords/{}", id(&changed["keywords"][1]));
        ada.call(Method::PUT, &keyword, &json!({"keyword": "sleet"})).await.ok();
        assert_eq!(ada.get(&keyword).await.ok()["keyword"], "sleet");
        bea.get(&keyword).await.refused(404);
        let old = ada.get("/api/v1/filters").await.ok();
        assert_eq!((&old[0]["phrase"], &old[1]["phrase"]), (&json!("rain"), &json!("sleet")));
        assert_eq!(old[0]["irreversible"], true);

        let form = json!({"phrase": "hail", "context": ["home"], "irreversible": "0"});
        let made = ada.post("/api/v1/filters", &form).await.ok();
        let old = format!("/api/v1/filters/{}", id(&made));
        let form = json!({"phrase": "hailstones", "context": ["home", "public"]});
        assert_eq!(ada.call(Method::PUT, &old, &form).await.ok()["phrase"], "hailstones");
        for (wish, ends) in [(json!({"expires_in": 60}), true), (json!({}), true), (json!({"expires_in": null}), false)] {
            let changed = ada.call(Method::PUT, &old, &wish).await.ok();
            assert_eq!(changed["expires_at"].is_string(), ends, "{wish}");
        }
        ada.delete(&old).await.ok();
        assert_eq!(ada.get("/api/v2/filters").await.ok().as_array().map(Vec::len), Some(1));
        let several = format!("/api/v1/filters/{}", id(&changed["keywords"][0]));
        ada.call(Method::PUT, &several, &json!({"context": ["public"]})).await.refused(422);
        ada.delete(&path).await.ok();
        assert_eq!(ada.get("/api/v1/filters").await.ok(), json!([]));
        ada.post("/api/v2/filters", &json!({"title": "x", "context": ["nowhere"]})).await.refused(422);

        let sunny = ada.post("/api/v1/statuses", &json!({"status": "Sunny"})).await.ok();
        let boost = bea.post(&format!("/api/v1/statuses/{}/reblog", id(&sunny)), &json!({})).await.ok();
        let dry = bea.post("/api/v1/statuses", &json!({"status": "Dry"})).await.ok();
        bea.post(&format!("/api/v1/statuses/{}/pin", id(&post)), &json!({})).await.ok();
        for (selection, expected) in [
            ("", vec![id(&dry), id(&boost), id(&post)]),
            ("?exclude_reblogs=true", vec![id(&dry), id(&post)]),
            ("?pinned=true", vec![id(&post)]),
        ] {
            let found = ada.get(&format!("/api/v1/accounts/{bea_id}/statuses{selection}")).await.ok();
            let found: Vec<&str> = found.as_array().expect("a list").iter().map(id).collect();
            assert_eq!(found, expected, "{selection}");
        }
    }
}
