//! What is sent is not what a call takes.

use serde_json::{Value, json};
use vouchwell_tests::on_both_databases;

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
