use std::collections::{BTreeSet, HashMap};

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{ClientApplication, Engine, Instance, Visitor, World, on_both_databases};

use crate::documented::{self, Access};
use crate::{BACK, allowed, signed_in};

/// The tokens that the OpenAPI document names for a call, each with a scope.
fn ways(operation: &Value) -> BTreeSet<(&str, &str)> {
    let ways = operation["security"].as_array().into_iter().flatten();
    let tokens = ways.filter_map(Value::as_object).flatten();
    let scopes = tokens.flat_map(|(token, scopes)| {
        let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
        scopes.map(|scope| (token.as_str(), scope))
    });
    scopes.collect()
}

/// Tokens of one member, made when they are first needed.
struct Tokens<'a> {
    instance: &'a Instance,
    all: Vec<String>,
    made: HashMap<String, Visitor>,
}

impl Tokens<'_> {
    fn with(&mut self, scopes: &str) -> Visitor {
        let make = || (*self.instance.sign_in("alice", scopes)).clone();
        self.made.entry(scopes.to_owned()).or_insert_with(make).clone()
    }

    /// A token that may do everything but this.
    fn without(&mut self, needed: &[&str]) -> Visitor {
        let forbidden: BTreeSet<&str> = needed
            .iter()
            .flat_map(|scope| [*scope, scope.split(':').next().unwrap_or(scope), "follow"])
            .collect();
        let others: Vec<&str> = self
            .all
            .iter()
            .map(String::as_str)
            .filter(|scope| !forbidden.contains(scope))
            .collect();
        self.with(&others.join(" "))
    }
}

/// A token that alice gives to a program.
async fn member_token(instance: &Instance, program: &ClientApplication) -> Visitor {
    let mut browser = signed_in(instance, "alice").await;
    let code = allowed(&mut browser, program, &[])
        .await
        .led_with("code")
        .expect("a code");
    let token = program.token(&program.exchange(&code, None)).await.ok();
    instance.with_token(token["access_token"].as_str().expect("a token"))
}

async fn every_call_asks_for_its_token_and_scope(world: World) {
    let a = world.instance("a").await;
    a.create_account("alice");
    let metadata = a.get("/.well-known/oauth-authorization-server").await.ok();
    let all: Vec<String> = metadata["scopes_supported"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|scope| scope.as_str().map(str::to_owned))
        .collect();
    let program = ClientApplication::register(&a, "App", BACK, &all.join(" ")).await;
    let (application, ended) = (program.own_token().await, program.own_token().await);
    let ended_of_member = member_token(&a, &program).await;
    for token in [&ended, &ended_of_member] {
        let over = json!({"client_id": program.id, "client_secret": program.secret, "token": token.token()});
        a.post("/oauth/revoke", &over).await.ok();
    }
    let reader = ClientApplication::register(&a, "Reader", BACK, "read").await;
    let application_without = reader.own_token().await;
    let mut tokens = Tokens {
        instance: &a,
        all,
        made: HashMap::new(),
    };
    let document = a.get("/api/openapi.json").await.ok();
    let mut seen = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("calls") {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            if operation["responses"].is_null() {
                continue;
            }
            let call = format!("{method} {path}");
            let address = path.replace("{id}", "1");
            let is_stream = operation["responses"]["200"]["content"]["text/event-stream"].is_object();
            let status = async |visitor: &Visitor| {
                let answer = if is_stream {
                    match visitor.try_to_look_on(&address).await {
                        Ok(_) => return (200, String::new()),
                        Err(refusal) => refusal,
                    }
                } else {
                    visitor.call(method.clone(), &address, &json!({})).await
                };
                (
                    answer.status.as_u16(),
                    answer.json()["error"].as_str().unwrap_or_default().to_owned(),
                )
            };
            let stranger = status(&a).await;
            let with_ended = status(&ended).await;
            assert_eq!(status(&ended_of_member).await, with_ended, "{call}");
            let with_application = status(&application).await;
            let is_let_in = |answer: &(u16, String)| {
                ![401, 403].contains(&answer.0) && answer.0 < 500 && !answer.1.contains("user")
            };
            let expected = documented::access(&call);
            let expected = expected.unwrap_or_else(|| panic!("say in documented.rs who may call {call}"));
            let expected_ways = BTreeSet::from_iter(expected.ways());
            assert_eq!(ways(operation), expected_ways, "{call} in the document");
            match expected {
                Access::Open => {
                    assert_eq!(stranger, with_ended, "{call}: a token is looked at");
                    assert_eq!(stranger, with_application, "{call}: a token is looked at");
                }
                Access::Public(scope) => {
                    assert!(is_let_in(&stranger), "{call}: {stranger:?}");
                    assert!(is_let_in(&with_application), "{call}: {with_application:?}");
                    assert_eq!(with_ended.0, 401, "{call}");
                    assert_eq!(status(&tokens.without(&[scope])).await.0, 403, "{call}");
                    assert!(is_let_in(&status(&tokens.with(scope)).await), "{call}");
                }
                Access::Application(scope) => {
                    assert_eq!((stranger.0, with_ended.0), (401, 401), "{call}");
                    assert!(is_let_in(&with_application), "{call}: {with_application:?}");
                    let not_hers = (403, "This action is not allowed".to_owned());
                    assert_eq!(status(&tokens.with(scope)).await, not_hers, "{call}");
                    let outside = (403, "This action is outside the authorized scopes".to_owned());
                    assert_eq!(status(&application_without).await, outside, "{call}");
                }
                Access::Token => {
                    assert_eq!((stranger.0, with_ended.0), (401, 401), "{call}");
                    assert!(is_let_in(&with_application), "{call}: {with_application:?}");
                }
                Access::Member(scopes) => {
                    assert_eq!((stranger.0, with_ended.0), (401, 401), "{call}");
                    let refused = (422, "This method requires an authenticated user".to_owned());
                    assert_eq!(with_application, refused, "{call}");
                    let outside = (403, "This action is outside the authorized scopes".to_owned());
                    assert_eq!(status(&tokens.without(scopes)).await, outside, "{call}");
                    for scope in scopes {
                        let inside = status(&tokens.with(scope)).await;
                        assert!(is_let_in(&inside), "{call} with {scope}: {inside:?}");
                    }
                }
            }
            seen.insert(call);
        }
    }
    let gone = documented::all().find(|(_, call)| !seen.contains(*call));
    assert_eq!(gone, None, "the router has no such call");
}

on_both_databases! {
    /// Every call that the program has, so that none is forgotten.
    async fn scopes_on_every_route(world: World) {
        every_call_asks_for_its_token_and_scope(world).await;
    }
}

/// Clients in browsers call from other sites, with a token and without cookies, and have to read every answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_of_other_sites_can_call_and_find_their_way() {
    let world = World::new(Engine::Sqlite).await;
    let a = world.instance("a").await;
    for path in [
        "/api/v1/apps",
        "/api/v1/timelines/home",
        "/api/v1/no/such/call",
        "/oauth/token",
        "/oauth/revoke",
        "/oauth/userinfo",
        "/.well-known/oauth-authorization-server",
        "/.well-known/webfinger",
        "/.well-known/nothing",
        "/nodeinfo/2.0",
        "/nodeinfo/9.9",
    ] {
        let question = a
            .request(Method::OPTIONS, path)
            .header("origin", "https://app.test")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let allowed = a.send(question).await;
        assert!(allowed.status.is_success(), "{allowed}");
        assert_eq!(allowed.headers["access-control-allow-origin"], "*", "{allowed}");
        let named = allowed.headers["access-control-allow-headers"]
            .to_str()
            .expect("ASCII");
        assert!(named.contains("authorization"), "{named}");
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let call = a
                .request(method, path)
                .header("origin", "https://app.test")
                .bearer_auth("ended");
            let answer = a.send(call).await;
            assert_eq!(answer.headers["access-control-allow-origin"], "*", "{answer}");
            assert!(
                !answer.headers.contains_key("access-control-allow-credentials"),
                "{answer}"
            );
        }
    }
    let page = a
        .send(
            a.request(Method::GET, "/oauth/authorize")
                .header("origin", "https://app.test"),
        )
        .await;
    assert!(
        !page.headers.contains_key("access-control-allow-origin"),
        "{page}"
    );

    for path in [
        "/api/v1/instance/",
        "/api/v2/instance/",
        "/nodeinfo/2.0",
        "/nodeinfo/2.1/",
        "/health",
        "/",
    ] {
        assert!(a.get(path).await.status.is_success(), "{path}");
    }
    assert_eq!(a.get("/health").await.body, "OK");
    assert!(a.send(a.request(Method::HEAD, "/")).await.status.is_success());
    let metadata = a.get("/.well-known/oauth-authorization-server").await.ok();
    assert_eq!(
        metadata["authorization_endpoint"],
        json!(format!("{}/oauth/authorize", a.origin()))
    );
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
}

/// Who calls too often is told until when, so that applications in browsers can read it too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_calls_are_refused_until_a_time_that_is_said() {
    let world = World::new(Engine::Sqlite).await;
    let a = world
        .build_instance("a")
        .with("VOUCHWELL_LIMITS", "on")
        .start()
        .await;
    let mut calls = 0;
    let refused = loop {
        let answer = a.get("/api/v1/custom_emojis").await;
        calls += 1;
        assert_eq!(answer.header("x-ratelimit-limit"), "300", "{answer}");
        if answer.status == 429 {
            break answer;
        }
        assert!(calls < 1_000, "there is no limit");
    };
    assert!(calls > 250, "only {calls} calls were taken");
    let exposed = refused.header("access-control-expose-headers");
    assert!(exposed.contains("x-ratelimit-reset"), "{refused}");
    assert_eq!(refused.json()["error"], "Too many requests");
    refused.refused_by_limit("300");
}
