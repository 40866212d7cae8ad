//! Bodies that no honest server sends.

use serde_json::json;
use vouchwell_tests::{SignedPost, on_both_databases};

use crate::scene::Scene;

on_both_databases! {
    /// Too large, too deep, written twice, not JSON: a clear 4xx, and the server goes on.
    async fn depth_and_duplicate_keys(world: World) {
        let scene = Scene::set(&world).await;
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "Twice."));
        let text = create.to_string();
        let large = format!("{}{}", text, " ".repeat(1_100_000));
        let deep = text.replacen("\"<p>Twice.</p>\"", &format!("{}{}", "[".repeat(60), "]".repeat(60)), 1);
        let doubled = text.replacen('{', &format!("{{\"actor\":\"{}\",", scene.mallory.id()), 1);
        let escaped = text.replacen('{', "{\"\\u0061ctor\":\"https://peer.test/users/x\",", 1);
        let inbox = scene.inbox();
        let bodies = [
            ("large", large), ("deep", deep), ("doubled", doubled), ("escaped double", escaped),
            ("empty", String::new()), ("half", text[..text.len() / 2].to_owned()),
            ("a list", format!("[{text}]")), ("a number", "1e999".to_owned()),
        ];
        for (what, body) in bodies {
            let sealed = SignedPost::new(&scene.amy, &inbox, &create).body(body).seal();
            let answer = scene.peer.send(sealed).await;
            assert!(answer.status.is_client_error(), "{what}: {answer}");
        }
        for content_type in ["text/html", "application/json", "application/x-www-form-urlencoded"] {
            let sealed = SignedPost::new(&scene.amy, &inbox, &create).content_type(content_type).seal();
            let answer = scene.peer.send(sealed).await;
            assert!(answer.status.is_client_error(), "{content_type}: {answer}");
        }
        scene.fence("Afterwards.").await;
        assert_eq!(scene.mentions().await.len(), 1);
    }

    /// Every field with every wrong type: never a 5xx, never stuck.
    async fn every_field_of_every_wrong_type(world: World) {
        let scene = Scene::set(&world).await;
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "Spoilt."));
        let values = [
            json!(null), json!(true), json!(9_007_199_254_740_993_i64), json!(""), json!([]), json!({}),
            json!([null]), json!({"id": {"id": []}}), json!("https://user@peer.test/x"),
            json!("javascript:alert(1)"), json!("https://peer.test./x"), json!("https://xn--80ak6aa92e.test/x"),
            json!("\u{202e}\u{0}"),
        ];
        let outer: Vec<String> = create.as_object().expect("an object").keys().cloned().collect();
        let inner: Vec<String> = create["object"].as_object().expect("an object").keys().cloned().collect();
        for value in &values {
            for field in &outer {
                let mut spoilt = create.clone();
                // Of what has been seen nothing more is read.
                spoilt["id"] = json!(scene.amy.address("activities"));
                spoilt["object"]["id"] = json!(scene.amy.address("notes"));
                spoilt[field] = value.clone();
                let answer = scene.peer.post(&scene.amy, &scene.inbox(), &spoilt).await;
                assert!(answer.status.as_u16() < 500, "{field} = {value}: {answer}");
            }
            for field in &inner {
                let mut spoilt = create.clone();
                spoilt["id"] = json!(scene.amy.address("activities"));
                spoilt["object"]["id"] = json!(scene.amy.address("notes"));
                spoilt["object"][field] = value.clone();
                let answer = scene.peer.post(&scene.amy, &scene.inbox(), &spoilt).await;
                assert!(answer.status.as_u16() < 500, "{field} = {value}: {answer}");
            }
        }
        scene.fence("Afterwards.").await;
        assert!(!scene.b.log().contains("panicked"), "the server panicked");
    }
}
