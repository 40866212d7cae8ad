//! Handles, and hosts that answer for them.

use axum::Router;
use axum::routing::get as on_get;
use http::StatusCode;
use serde_json::{Value, json};
use vouchwell_domain::account::Handle;
use vouchwell_federation::client::FetchBudget;
use vouchwell_federation::webfinger::{Found, WebfingerError, lookup, page_for};

use crate::host::{ALLOWED, Host, client};

const PATH: &str = "/.well-known/webfinger";

async fn answering(body: String) -> Host {
    let answer = async move || ([("content-type", "application/jrd+json")], body);
    Host::start(ALLOWED, Router::new().route(PATH, on_get(answer))).await
}

fn descriptor(subject: &str, actor: &str) -> Value {
    json!({
        "subject": subject,
        "aliases": ["https://peer.example/@alice"],
        "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://peer.example/@alice"},
            {"rel": "self", "type": "text/html", "href": "https://peer.example/page"},
            {"rel": "self", "type": "application/activity+json", "href": actor},
        ],
    })
}

fn handle(name: &str, host: &Host) -> Handle {
    format!("{name}@{}", host.address).parse().unwrap()
}

async fn find(handle: &Handle) -> Result<Found, WebfingerError> {
    lookup(&client(), handle, &FetchBudget::default()).await
}

/// What a host says of Alice on a host whose port is known only when it runs.
async fn alice_of(host: &Host, actor: &str) -> Host {
    answering(descriptor(&format!("acct:alice@{}", host.address), actor).to_string()).await
}

#[tokio::test]
async fn a_handle_leads_to_its_actor_on_a_host_with_a_port() {
    let host = Host::start_with_own_address(|address| {
        let body = descriptor(
            &format!("acct:alice@{address}"),
            "https://peer.example/users/alice",
        );
        Router::new().route(
            PATH,
            on_get(async move || ([("content-type", "application/jrd+json")], body.to_string())),
        )
    })
    .await;
    let found = find(&handle("Alice", &host)).await.unwrap();
    assert_eq!(found.actor.as_str(), "https://peer.example/users/alice");
    assert_eq!(found.handle, handle("alice", &host));
    let asked = host.asked();
    let question = format!(
        "resource=acct%3AAlice%40{}",
        host.address.to_string().replace(':', "%3A")
    );
    assert_eq!(asked[0].uri.query(), Some(question.as_str()));
}

#[tokio::test]
async fn a_handle_on_another_host_holds_only_if_that_host_agrees() {
    let own = |actor: &'static str| {
        Host::start_with_own_address(move |address| {
            let body = descriptor(&format!("acct:alice@{address}"), actor);
            let answer = async move || ([("content-type", "application/json")], body.to_string());
            Router::new().route(PATH, on_get(answer))
        })
    };
    let home = own("https://peer.example/users/alice").await;
    let server = alice_of(&home, "https://peer.example/users/alice").await;
    let found = find(&handle("alice", &server)).await.unwrap();
    assert_eq!(found.handle, handle("alice", &home));

    let thief = alice_of(&home, "https://thief.example/users/alice").await;
    assert!(matches!(
        find(&handle("alice", &thief)).await,
        Err(WebfingerError::Subject)
    ));
    let endless = alice_of(&server, "https://peer.example/users/alice").await;
    assert!(matches!(
        find(&handle("alice", &endless)).await,
        Err(WebfingerError::Subject)
    ));
}

#[tokio::test]
async fn an_answer_that_is_no_descriptor_of_an_actor_is_refused() {
    let actor = "https://peer.example/users/alice";
    let subject = "acct:alice@peer.example";
    let no_links = json!({"subject": subject}).to_string();
    let twice = format!(r#"{{"subject": "{subject}", "subject": "{subject}", "links": []}}"#);
    for malformed in [
        "<html>".to_owned(),
        "[]".to_owned(),
        no_links,
        twice,
        descriptor("alice@peer.example", actor).to_string(),
        descriptor("acct:alice", actor).to_string(),
        descriptor("https://peer.example/users/alice", actor).to_string(),
        descriptor(subject, "http://peer.example/users/alice").to_string(),
        descriptor(subject, "https://eve@peer.example/users/alice").to_string(),
        descriptor(subject, "/users/alice").to_string(),
    ] {
        let host = answering(malformed.clone()).await;
        let result = find(&handle("alice", &host)).await;
        assert!(
            matches!(result, Err(WebfingerError::Malformed)),
            "{malformed}: {result:?}"
        );
    }
    let host = answering(json!({"subject": subject, "links": []}).to_string()).await;
    assert!(matches!(
        find(&handle("alice", &host)).await,
        Err(WebfingerError::NoActor)
    ));
}

#[tokio::test]
async fn somebody_unknown_and_a_host_in_trouble_are_told_apart() {
    let failing = async |status: StatusCode| {
        let host = Host::start(ALLOWED, Router::new().route(PATH, on_get(async move || status))).await;
        find(&handle("nobody", &host)).await.unwrap_err()
    };
    let unknown = failing(StatusCode::NOT_FOUND).await;
    assert!(
        matches!(&unknown, WebfingerError::Fetch(error) if error.status() == Some(StatusCode::NOT_FOUND))
    );
    assert!(!unknown.is_transient());
    assert!(failing(StatusCode::BAD_GATEWAY).await.is_transient());
    assert!(matches!(
        find(&"alice".parse().unwrap()).await,
        Err(WebfingerError::NoHost)
    ));
}

#[tokio::test]
async fn somebody_goes_on_to_the_page_that_her_own_server_names() {
    let page = async |links: Value| {
        let host = answering(json!({"subject": "acct:alice@peer.example", "links": links}).to_string()).await;
        let alice = handle("alice", &host);
        page_for(&client(), &alice, "carla@vouch.example", &FetchBudget::default()).await
    };
    let link =
        |template: &str| json!([{"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template}]);
    let found = page(link("https://peer.example/authorize_interaction?uri={uri}"))
        .await
        .unwrap();
    assert_eq!(
        found.as_str(),
        "https://peer.example/authorize_interaction?uri=carla%40vouch.example"
    );
    for none in [json!([]), link("https://peer.example/follow")] {
        let refused = page(none.clone()).await;
        assert!(
            matches!(refused, Err(WebfingerError::NoPage)),
            "{none}: {refused:?}"
        );
    }
    for wrong in [
        "javascript:alert('{uri}')",
        "ftp://peer.example/?uri={uri}",
        "{uri}",
    ] {
        let refused = page(link(wrong)).await;
        assert!(
            matches!(refused, Err(WebfingerError::Malformed)),
            "{wrong}: {refused:?}"
        );
    }
}
