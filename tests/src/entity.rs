//! What strict clients of Mastodon decode: every answer of every test is held against the schema of its entity.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::Answer;

mod table;

use table::{ANSWERS, EVENTS};

/// Every schema by its name, as `#/$defs/NAME` of each of them.
static DEFINITIONS: LazyLock<Value> = LazyLock::new(|| {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let files = std::fs::read_dir(&directory).expect("the schemas are there");
    let definition = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read(&path).expect("the schema can be read");
        let schema: Value = serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, schema)
    };
    Value::Object(files.map(definition).collect())
});

static VALIDATORS: LazyLock<Mutex<HashMap<&'static str, &'static Validator>>> = LazyLock::new(Mutex::default);

/// Expects that an answer to a call of Mastodon's API is what strict clients decode, or a refusal that they can show.
///
/// # Panics
/// It is not, or the call stands in no line of the table.
#[track_caller]
pub fn check_answer(method: &Method, path: &str, answer: &Answer) {
    let is_call = [
        "/api/v1/",
        "/api/v2/",
        "/nodeinfo/",
        "/oauth/",
        "/.well-known/oauth-",
    ]
    .iter()
    .any(|start| path.starts_with(start));
    let is_page = path.starts_with("/oauth/authorize");
    if !is_call || is_page || [Method::OPTIONS, Method::HEAD].contains(method) {
        return;
    }
    let readers = answer.headers.get("access-control-allow-origin");
    assert!(
        readers.is_some_and(|all| all == "*"),
        "applications in browsers cannot read: {answer}"
    );
    if answer.status.is_client_error() || answer.status.is_server_error() {
        // Servers read NodeInfo, and show no sentence.
        if !path.starts_with("/nodeinfo/") {
            expect_entity("error", &answer.json());
        }
        return;
    }
    if !answer.status.is_success() {
        return;
    }
    let entity = ANSWERS
        .iter()
        .find(|(call, _)| is_of(call, method, path))
        .unwrap_or_else(|| panic!("say in tests/src/entity/table.rs what {method} {path} answers"))
        .1;
    if entity != "stream" {
        expect_entity(entity, &answer.json());
    }
}

/// Expects that what comes with an event of a stream is what strict clients decode.
///
/// # Panics
/// It is not, or the event stands in no line of the table.
#[track_caller]
pub(crate) fn check_event(event: &str, payload: &str) {
    if event == "filters_changed" {
        return;
    }
    let entity = EVENTS
        .iter()
        .find(|(name, _)| *name == event)
        .unwrap_or_else(|| panic!("say in tests/src/entity/table.rs what comes with {event}"))
        .1;
    expect_entity(entity, &crate::event_stream::payload(payload.to_owned()));
}

/// Expects that something is what strict clients decode: `NAME` of the schemas, or `NAME[]` for a list.
///
/// # Panics
/// It is not.
#[track_caller]
pub fn expect_entity(entity: &'static str, value: &Value) {
    let errors: Vec<String> = validator(entity)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "strict clients refuse this {entity}:\n{}\n{value}",
        errors.join("\n")
    );
}

/// Whether a line such as `GET /api/v1/statuses/*` is about this call.
fn is_of(call: &str, method: &Method, path: &str) -> bool {
    let Some(pattern) = call.strip_prefix(method.as_str()).map(str::trim_start) else {
        return false;
    };
    let mut segments = path.trim_end_matches('/').split('/');
    let all_fit = pattern.split('/').all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| wanted == "*" || wanted == segment)
    });
    all_fit && segments.next().is_none()
}

/// Of `NAME`, or `NAME[]` for a list of them.
fn validator(entity: &'static str) -> &'static Validator {
    let mut validators = VALIDATORS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    validators.entry(entity).or_insert_with(|| {
        let schema = match entity.strip_suffix("[]") {
            Some(one) => json!({"type": "array", "items": {"$ref": format!("#/$defs/{one}")}}),
            None => json!({"$ref": format!("#/$defs/{entity}")}),
        };
        let mut schema = schema;
        schema["$defs"] = DEFINITIONS.clone();
        let validator =
            jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{entity}: {error}"));
        // One for each entity, for as long as the tests run.
        Box::leak(Box::new(validator))
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderMap, HeaderValue};
    use reqwest::{Method, StatusCode};
    use serde_json::{Value, json};

    use super::{check_answer, check_event};
    use crate::Answer;

    fn relationship() -> Value {
        json!({
            "id": "1", "following": true, "showing_reblogs": true, "notifying": false, "languages": null,
            "followed_by": false, "blocking": false, "blocked_by": false, "muting": false,
            "muting_notifications": false, "requested": false, "requested_by": false, "domain_blocking": false,
            "endorsed": false, "note": "",
        })
    }

    fn headers() -> HeaderMap {
        HeaderMap::from_iter([(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))])
    }

    fn relationships(body: &Value) {
        let answer = Answer {
            question: "GET /api/v1/accounts/relationships".to_owned(),
            status: StatusCode::OK,
            headers: headers(),
            body: body.to_string(),
        };
        check_answer(&Method::GET, "/api/v1/accounts/relationships", &answer);
    }

    #[test]
    fn what_strict_clients_decode_passes() {
        relationships(&json!([relationship(), relationship()]));
    }

    #[test]
    #[should_panic(expected = "strict clients refuse this status")]
    fn what_comes_by_a_stream_is_looked_at() {
        check_event("update", "{\"id\": \"1\"}");
    }

    #[test]
    #[should_panic(expected = "strict clients refuse this error")]
    fn a_refusal_without_a_sentence_is_found() {
        let answer = Answer {
            question: "GET /api/v1/lists".to_owned(),
            status: StatusCode::NOT_FOUND,
            headers: headers(),
            body: String::new(),
        };
        check_answer(&Method::GET, "/api/v1/lists", &answer);
    }

    #[test]
    #[should_panic(expected = "applications in browsers cannot read")]
    fn an_answer_that_web_applications_cannot_read_is_found() {
        let answer = Answer {
            question: "GET /api/v1/lists".to_owned(),
            status: StatusCode::SERVICE_UNAVAILABLE,
            headers: HeaderMap::new(),
            body: json!({"error": "Away", "error_description": "It is away."}).to_string(),
        };
        check_answer(&Method::GET, "/api/v1/lists", &answer);
    }

    #[test]
    #[should_panic(expected = "\"endorsed\" is a required property")]
    fn a_missing_field_is_found() {
        let mut one = relationship();
        one.as_object_mut().expect("an object").remove("endorsed");
        relationships(&json!([relationship(), one]));
    }

    #[test]
    #[should_panic(expected = "null is not of type \"string\"")]
    fn a_null_that_clients_do_not_take_is_found() {
        let mut one = relationship();
        one["note"] = Value::Null;
        relationships(&json!([one]));
    }
}
