//! Hosts that send the client elsewhere.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::Router;
use axum::response::Redirect;
use axum::routing::get as on_get;
use chrono::DateTime;
use http::{HeaderMap, StatusCode};
use url::Url;
use vouchwell_federation::client::{Client, DocumentType, FetchBudget, FetchError, Refusal};
use vouchwell_federation::signature::{IncomingRequest, ParsedSignature, PublicKey, RsaKey, Scheme, Signer};

use crate::host::{ALLOWED, Host, PRIVATE, client, document, get, settings};

/// `/0` redirects to `/1` and so on; the last one is the document.
fn chain(length: usize) -> Router {
    let mut routes = Router::new().route(&format!("/{length}"), on_get(async || document("{}")));
    for step in 0..length {
        routes = routes.route(
            &format!("/{step}"),
            on_get(Redirect::temporary(&format!("/{}", step + 1))),
        );
    }
    routes
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    let host = Host::start(ALLOWED, chain(3)).await;
    let response = get(&client(), &host.url("/0")).await.unwrap();
    assert_eq!(response.document().unwrap(), "{}");
    assert_eq!(response.final_url(), &host.url("/3"));

    let host = Host::start(ALLOWED, chain(4)).await;
    assert!(matches!(
        get(&client(), &host.url("/0")).await,
        Err(FetchError::Redirect)
    ));
    assert_eq!(host.asked().len(), 4);
    assert!(get(&client(), &host.url("/1")).await.is_ok());
}

#[tokio::test]
async fn every_redirect_is_a_fetch_of_the_budget() {
    let host = Host::start(ALLOWED, chain(2)).await;
    let fetch = async |budget: FetchBudget| {
        client()
            .get(&host.url("/0"), DocumentType::Activity, None, &budget)
            .await
    };
    assert!(matches!(
        fetch(FetchBudget::of(2)).await,
        Err(FetchError::BudgetSpent)
    ));
    assert_eq!(host.asked().len(), 2);
    assert!(fetch(FetchBudget::of(3)).await.is_ok());
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let hidden = Host::start(PRIVATE, chain(0)).await;
    let target = hidden.url("/0");
    let host = Host::start(
        ALLOWED,
        Router::new().route("/", on_get(Redirect::permanent(target.as_str()))),
    )
    .await;
    let result = get(&client(), &host.url("/")).await;
    assert!(
        matches!(result, Err(FetchError::Refused(Refusal::Address(_)))),
        "{result:?}"
    );
    assert_eq!(hidden.asked().len(), 0);

    let trusting = Client::new(&settings(&["127.0.0.0/8"])).unwrap();
    assert_eq!(get(&trusting, &host.url("/")).await.unwrap().final_url(), &target);
}

#[tokio::test]
async fn a_redirect_to_what_is_never_requested_is_not_followed() {
    for (target, refusal) in [
        ("file:///etc/passwd", Refusal::Scheme),
        ("ftp://peer.example/", Refusal::Scheme),
        ("http://user@peer.example/", Refusal::UserInformation),
        ("http://localhost:1/", Refusal::OwnHost),
        ("http://peer.example./", Refusal::Host),
    ] {
        let routes = Router::new().route("/", on_get(Redirect::to(target)));
        let host = Host::start(ALLOWED, routes).await;
        let result = get(&client(), &host.url("/")).await;
        assert!(
            matches!(&result, Err(FetchError::Refused(found)) if *found == refusal),
            "{target}: {result:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_without_a_target_is_an_error() {
    let routes = Router::new().route("/", on_get(async || StatusCode::FOUND));
    let host = Host::start(ALLOWED, routes).await;
    assert!(matches!(
        get(&client(), &host.url("/")).await,
        Err(FetchError::Redirect)
    ));
}

#[tokio::test]
async fn every_hop_is_signed_for_the_host_it_goes_to() {
    let last = Host::start(PRIVATE, chain(0)).await;
    let target = last.url("/0");
    let first = Host::start(
        ALLOWED,
        Router::new().route("/", on_get(Redirect::temporary(target.as_str()))),
    )
    .await;
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let key = RsaKey::from_pkcs8(pair.as_der().unwrap().as_ref()).unwrap();
    let public = PublicKey::from_pem(&key.public_key_pem().unwrap()).unwrap();
    let key_id = Url::parse("https://we.example/actor#main-key").unwrap();
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

    let client = Client::new(&settings(&["127.0.0.0/8"])).unwrap();
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let signer = Signer {
            key_id: &key_id,
            key: &key,
            scheme,
            now,
        };
        let budget = FetchBudget::default();
        client
            .get(&first.url("/"), DocumentType::Activity, Some(&signer), &budget)
            .await
            .unwrap();
        for host in [&first, &last] {
            let asked = host.asked().pop().unwrap();
            let request = IncomingRequest {
                method: &asked.method,
                target: asked.uri.path_and_query().unwrap(),
                headers: &asked.headers,
                body: None,
            };
            let signature = ParsedSignature::parse(&request, &host.url("/"), now).unwrap();
            assert_eq!(signature.key_id().url(), &key_id);
            assert_eq!(signature.verify(&public), Ok(()));
        }
    }
}

#[tokio::test]
async fn a_post_is_never_redirected() {
    let target = Host::start(ALLOWED, Router::new()).await;
    let location = target.url("/inbox");
    let routes = Router::new().route(
        "/inbox",
        axum::routing::post(Redirect::temporary(location.as_str())),
    );
    let host = Host::start(ALLOWED, routes).await;
    let result = client()
        .post(&host.url("/inbox"), "{}".into(), HeaderMap::new())
        .await;
    assert_eq!(result.unwrap_err().status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert_eq!(target.asked().len(), 0);
}
