//! What is sent is not what a call takes.

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::on_both_databases;

use crate::document::{Call, everything_seen_by};
use crate::scene::{Scene, refused};

/// Values of every JSON type, and strings that nothing takes.
fn wrong_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(""),
        json!("\u{0}\u{202e}"),
        json!("x".repeat(6000)),
        json!([]),
        json!([[1]]),
        json!({"a": {}}),
    ]
}

/// Fields that may be left out.
const OPTIONAL: [&str; 1] = ["evidence"];

/// Whether a value that is wrong for most fields is right for this one.
fn is_right(field: &str, value: &Value) -> bool {
    match field {
        "limitations" => value == "",
        "disclosures" => *value == json!([]),
        "text" => value
            .as_str()
            .is_some_and(|text| (1..=5000).contains(&text.len()) && !text.contains('\0')),
        _ => false,
    }
}

on_both_databases! {
    /// Each field of each call is left out, and given every wrong value.
    async fn a_wrong_field_is_refused_with_a_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let before = scene.alice.recommendations("author").await;
        for (method, path, body) in scene.writes() {
            let fields: Vec<String> = body.as_object().expect("an object").keys().cloned().collect();
            for field in &fields {
                let mut less = body.clone();
                less.as_object_mut().expect("an object").shift_remove(field);
                if !OPTIONAL.contains(&field.as_str()) {
                    refused(&scene.alice, &method, &path, &less.to_string(), field).await;
                }
                for wrong in wrong_values() {
                    if is_right(field, &wrong) {
                        continue;
                    }
                    let mut spoilt = body.clone();
                    spoilt[field] = wrong;
                    refused(&scene.alice, &method, &path, &spoilt.to_string(), field).await;
                }
            }
        }
        assert_eq!(scene.alice.recommendations("author").await, before, "nothing was half-written");
    }

    /// Mastodon's calls: values of the right type that nothing takes.
    async fn a_wrong_value_of_mastodons_calls_is_refused_with_a_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let posted = scene.alice.write_post("Hello.", "public").await["id"].clone();
        let list = scene.alice.post("/api/v1/lists", &json!({"title": "People"})).await.ok()["id"].clone();
        let (posted, list) = (posted.as_str().expect("an id"), list.as_str().expect("an id"));
        let calls = Call::all(&scene.a).await;
        let before = everything_seen_by(&scene.alice, &calls).await;
        let (long, keys) = ("x".repeat(5001), json!({"p256dh": "AAAA", "auth": "AAAA"}));
        let one_option = json!({"options": ["yes"], "expires_in": 600});
        let over_at_once = json!({"options": ["yes", "no"], "expires_in": 1});
        let post = |more: Value| {
            let mut body = json!({"status": "Hello."});
            body.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
            (Method::POST, "/api/v1/statuses".to_owned(), body)
        };
        let to = |path: &str, body: Value| (Method::POST, path.to_owned(), body);
        let put = |path: String, body: Value| (Method::PUT, path, body);
        for (method, path, body) in [
            post(json!({"status": ""})),
            post(json!({"status": " \n "})),
            post(json!({"status": long})),
            post(json!({"status": "\u{0}"})),
            post(json!({"visibility": "sideways"})),
            post(json!({"language": "not a language"})),
            post(json!({"in_reply_to_id": "7"})),
            post(json!({"in_reply_to_id": "nothing"})),
            post(json!({"media_ids": ["7"]})),
            post(json!({"quoted_status_id": posted})),
            post(json!({"scheduled_at": "tomorrow"})),
            post(json!({"scheduled_at": "2020-01-01T00:00:00Z"})),
            post(json!({"poll": one_option})),
            post(json!({"poll": over_at_once})),
            put(format!("/api/v1/statuses/{posted}"), json!({"status": ""})),
            put(format!("/api/v1/statuses/{posted}"), json!({"status": "x", "media_ids": ["7"]})),
            to("/api/v1/lists", json!({})),
            to("/api/v1/lists", json!({"title": " "})),
            to("/api/v1/lists", json!({"title": "People", "replies_policy": "sideways"})),
            put(format!("/api/v1/lists/{list}"), json!({"title": ""})),
            to("/api/v2/filters", json!({"title": "Words", "context": []})),
            to("/api/v2/filters", json!({"title": "Words", "context": ["sideways"]})),
            to("/api/v2/filters", json!({"title": "", "context": ["home"]})),
            to("/api/v2/filters", json!({"title": "Words", "context": ["home"], "filter_action": "shout"})),
            to("/api/v1/filters", json!({"phrase": "", "context": ["home"]})),
            to("/api/v1/markers", json!({"home": {"last_read_id": "nothing"}})),
            to("/api/v1/featured_tags", json!({"name": ""})),
            to("/api/v1/featured_tags", json!({"name": "two words"})),
            to("/api/v1/domain_blocks", json!({"domain": "not a host"})),
            to("/api/v1/reports", json!({"account_id": "7"})),
            to("/api/v1/push/subscription", json!({"subscription": {"endpoint": "https://p.test/", "keys": keys}})),
            to("/api/v1/push/subscription", json!({"subscription": {"endpoint": "ftp://p.test/", "keys": keys}})),
            to("/api/v1/apps", json!({"client_name": "", "redirect_uris": "https://app.test/"})),
            to("/api/v1/apps", json!({"client_name": "App", "redirect_uris": "no address"})),
            to("/api/v1/apps", json!({"client_name": "App", "redirect_uris": "https://a.test/", "scopes": "all"})),
            put("/api/v2/notifications/policy".to_owned(), json!({"for_not_following": "shout"})),
            (
                Method::PATCH,
                "/api/v1/accounts/update_credentials".to_owned(),
                json!({"display_name": "x".repeat(1000)}),
            ),
        ] {
            let answer = scene.alice.call(method, &path, &body).await;
            let status = answer.status.as_u16();
            assert!([400, 404, 413, 422].contains(&status), "{body}: {answer}");
            answer.sentence();
        }
        assert_eq!(everything_seen_by(&scene.alice, &calls).await, before, "something was half-written");
    }

    /// What is no JSON, or no object, or far too much.
    async fn a_wrong_body_is_refused_with_a_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let (deep, large) = ("[".repeat(5000), format!("\"{}\"", "x".repeat(2_000_000)));
        for (method, path, _) in scene.writes() {
            for body in ["", "{", "null", "[]", "\"text\"", "{\"a\":1,}", "\u{feff}{}", &deep, &large] {
                refused(&scene.alice, &method, &path, body, "the body").await;
            }
            let request = scene.alice.request(method.clone(), &path).header("content-type", "text/plain");
            let answer = scene.alice.send(request.body("{}")).await;
            assert!(answer.status.is_client_error(), "{answer}");
            let invalid = scene.alice.request(method, &path).header("content-type", "application/json");
            let answer = scene.alice.send(invalid.body(vec![b'{', 0xff, 0xfe, b'}'])).await;
            assert!(answer.status.is_client_error(), "{answer}");
        }
    }
}
