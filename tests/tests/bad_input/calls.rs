//! Every call of the document gets what it does not take.

use reqwest::Method;
use serde_json::json;
use vouchwell_tests::{Answer, ClientApplication, Visitor, on_both_databases};

use crate::document::{Call, everything_seen_by};
use crate::scene::Scene;

/// Who makes a call: a member, or an application for itself.
struct Callers {
    member: Visitor,
    application: Visitor,
}

impl Callers {
    async fn of(scene: &Scene) -> Self {
        let application =
            ClientApplication::register(&scene.a, "App", "https://app.test/", "read write").await;
        Self {
            member: (*scene.a.sign_in("alice", "read write follow push profile")).clone(),
            application: application.own_token().await,
        }
    }

    fn of_call(&self, call: &Call) -> &Visitor {
        if call.of_application {
            &self.application
        } else {
            &self.member
        }
    }
}

/// Whether a call was refused for what was sent, and not for who sent it or where, with a sentence.
fn is_refused(answer: &Answer) -> bool {
    [400, 413, 422].contains(&answer.status.as_u16()) && says(answer, " ")
}

/// Whether there is an error with a sentence in which this occurs.
fn says(answer: &Answer, what: &str) -> bool {
    let json = answer.json();
    let sentence = json["error_description"].as_str().unwrap_or_default();
    json["error"].is_string() && sentence.contains(' ') && sentence.contains(what)
}

/// What was answered wrongly, all of it at once.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn note(&mut self, is_right: bool, what: &str, answer: &Answer) {
        if !is_right {
            self.0.push(format!("{what}: {answer}"));
        }
    }

    #[track_caller]
    fn are_none(self) {
        assert!(self.0.is_empty(), "answered wrongly:\n{}", self.0.join("\n"));
    }
}

on_both_databases! {
    /// Each field of each call is left out where it is needed, and given every wrong type.
    async fn a_wrong_field_of_any_call_is_named_in_the_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let (calls, callers) = (Call::all(&scene.a).await, Callers::of(&scene).await);
        let before = everything_seen_by(&scene.alice, &calls).await;
        let (mut faults, mut tried) = (Faults::default(), 0);
        for call in &calls {
            for spoilt in call.spoilt() {
                let answer = callers.of_call(call).call(call.method.clone(), &call.path, &spoilt.body).await;
                let what = format!("{} in {}", spoilt.field, spoilt.body);
                faults.note(is_refused(&answer) && says(&answer, &spoilt.field), &what, &answer);
                tried += 1;
            }
        }
        faults.are_none();
        assert!(tried > 400, "only {tried} wrong fields were tried");
        let after = everything_seen_by(&scene.alice, &calls).await;
        assert_eq!(after, before, "something was half-written");
    }

    /// Ids are texts, which clients may write as the numbers that they look like.
    async fn an_id_may_be_a_number_in_any_call(world: World) {
        let scene = Scene::set(&world).await;
        let (calls, callers) = (Call::all(&scene.a).await, Callers::of(&scene).await);
        let (mut faults, mut tried) = (Faults::default(), 0);
        for call in &calls {
            for numbered in call.with_numbers() {
                let answer = callers.of_call(call).call(call.method.clone(), &call.path, &numbered.body).await;
                let what = format!("{} in {}", numbered.field, numbered.body);
                faults.note(!says(&answer, "invalid type"), &what, &answer);
                tried += 1;
            }
        }
        faults.are_none();
        assert!(tried > 6, "only {tried} fields were tried");
    }

    /// What cannot be read at all.
    async fn an_unreadable_body_of_any_call_is_refused(world: World) {
        let scene = Scene::set(&world).await;
        let (calls, callers) = (Call::all(&scene.a).await, Callers::of(&scene).await);
        let (deep, large) = ("[".repeat(5000), format!("\"{}\"", "x".repeat(2_000_000)));
        let unreadable = ["{", "[]", "\"text\"", "{\"a\":1,}", "{\"a\":1,\"a\":2}", &deep, &large].map(str::as_bytes);
        let mut faults = Faults::default();
        for call in calls.iter().filter(|call| call.body.is_some()) {
            for body in unreadable.into_iter().chain([b"{\"a\":\"\xff\"}".as_slice()]) {
                let request = callers.of_call(call).request(call.method.clone(), &call.path);
                let request = request.header("content-type", "application/json").body(body.to_vec());
                let answer = callers.of_call(call).send(request).await;
                faults.note(is_refused(&answer), &String::from_utf8_lossy(&body[..body.len().min(80)]), &answer);
            }
        }
        faults.are_none();
    }

    /// Ids of nothing, and what can be no id.
    async fn an_id_of_nothing_is_not_found_by_any_call(world: World) {
        let scene = Scene::set(&world).await;
        let (calls, callers) = (Call::all(&scene.a).await, Callers::of(&scene).await);
        let before = everything_seen_by(&scene.alice, &calls).await;
        let mut faults = Faults::default();
        for call in calls.iter().filter(|call| call.names_something) {
            // Every text is the name of a hashtag.
            if call.path.starts_with("/api/v1/timelines/tag/") {
                continue;
            }
            let (start, end) = call.path.split_once("/1").unwrap_or((&call.path, ""));
            for id in ["%00", "%ff", "..%2f..%2f", "99999999999999999999999", "-1", "7", "nothing"] {
                let path = if start == call.path { call.path.clone() } else { format!("{start}/{id}{end}") };
                let answer = callers.of_call(call).call(call.method.clone(), &path, &json!({})).await;
                let is_right = [400, 404, 422].contains(&answer.status.as_u16()) && says(&answer, " ");
                faults.note(is_right, id, &answer);
            }
        }
        faults.are_none();
        let after = everything_seen_by(&scene.alice, &calls).await;
        assert_eq!(after, before, "something was half-written");
    }

    /// Parameters that are of another type than the document says are refused and named. Places in a list are the
    /// numbers that the API gave: everything stands after a negative one.
    async fn a_wrong_parameter_of_any_call_is_named_in_the_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let (calls, callers) = (Call::all(&scene.a).await, Callers::of(&scene).await);
        let mut faults = Faults::default();
        for call in calls.iter().filter(|call| call.method == Method::GET) {
            let ask = async |name: &str, value: &str| {
                let needed: String = call.parameters.iter()
                    .filter(|(other, _)| other == "q" && other != name)
                    .map(|(other, _)| format!("&{other}=bob"))
                    .collect();
                callers.of_call(call).get(&format!("{}?{name}={value}{needed}", call.path)).await
            };
            for (name, kind) in &call.parameters {
                let wrong: &[&str] = match kind.as_str() {
                    "integer" => &["many", "-1", "1.5", "99999999999999999999"],
                    "boolean" => &["maybe", "7"],
                    _ => &[],
                };
                for value in wrong {
                    let answer = ask(name, value).await;
                    let is_named = is_refused(&answer) && says(&answer, name);
                    faults.note(answer.status == 404 || is_named, name, &answer);
                }
            }
            for name in ["limit", "offset", "max_id", "since_id", "min_id"] {
                let numbers = ["-1", "0", "-9223372036854775808", "9223372036854775807", "99999999999999999999"];
                for value in numbers.into_iter().chain(["many", "%00", "true"]) {
                    let answer = ask(name, value).await;
                    let is_refused = answer.status.is_client_error() && says(&answer, " ");
                    faults.note(answer.status.is_success() || is_refused, name, &answer);
                }
            }
        }
        faults.are_none();
    }

    /// What apps of Mastodon write, and what they get: a list from its beginning, or a sentence.
    async fn odd_places_in_a_list_are_understood(world: World) {
        let scene = Scene::set(&world).await;
        let told = scene.alice.write_post("Hello.", "public").await["id"].clone();
        for list in ["/api/v1/timelines/home", "/api/v1/timelines/public"] {
            let found = async |query: &str| scene.alice.get(&format!("{list}?{query}")).await.ok();
            for whole in ["since_id=-1", "min_id=-1", "since_id=0", "max_id=", "since_id=&limit=", "limit=100000"] {
                assert_eq!(found(whole).await[0]["id"], told, "{list}?{whole}");
            }
            for nothing in ["max_id=-1", "max_id=0", "since_id=9223372036854775807"] {
                assert_eq!(found(nothing).await, json!([]), "{list}?{nothing}");
            }
            for wrong in ["limit=many", "limit=-1", "limit=1.5", "max_id=abc", "since_id=1e9"] {
                let answer = scene.alice.get(&format!("{list}?{wrong}")).await;
                assert!(is_refused(&answer), "{answer}");
            }
        }
        let local = async |value: &str| scene.alice.get(&format!("/api/v1/timelines/public?local={value}")).await;
        for yes in ["true", "True", "1", "on", "t", "false", "0", "off", "f", ""] {
            assert_eq!(local(yes).await.ok()[0]["id"], told, "local={yes}");
        }
        for no_answer in ["maybe", "2", "null"] {
            let answer = local(no_answer).await;
            assert!(is_refused(&answer), "{answer}");
        }
    }
}
