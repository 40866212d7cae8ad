//! Bodies that no honest server sends.

use serde_json::{Value, json};
use vouchwell_tests::{SignedPost, on_both_databases};

use crate::scene::Scene;
use crate::spoilt::Spoilt;

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
        let fields = |object: &Value| object.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        let mut spoilt = Vec::new();
        for value in &values {
            let mut spoil = |at: String| {
                let mut activity = create.clone();
                // Of what has been seen nothing more is read.
                activity["id"] = json!(scene.amy.address("activities"));
                activity["object"]["id"] = json!(scene.amy.address("notes"));
                *activity.pointer_mut(&at).expect("a field") = value.clone();
                spoilt.push(Spoilt { actor: &scene.amy, activity, how: format!("{at} = {value}") });
            };
            fields(&create).iter().for_each(|field| spoil(format!("/{field}")));
            fields(&create["object"]).iter().for_each(|field| spoil(format!("/object/{field}")));
        }
        scene.send_spoilt(&spoilt).await;
        scene.fence("Afterwards.").await;
    }
}
