//! Names that lead to addresses they should not lead to.

use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::routing::get as on_get;
use url::Url;
use vouchwell_federation::client::{Client, FetchError, Refusal, Settings};
use vouchwell_tests::Names;

use crate::host::{ALLOWED, Host, PRIVATE, document, get, settings};

fn refused(result: Result<impl Sized, FetchError>) -> Option<IpAddr> {
    match result {
        Err(FetchError::Refused(Refusal::Address(address))) => Some(address),
        _ => None,
    }
}

#[tokio::test]
async fn a_name_on_a_private_address_is_dialled_only_if_it_is_allowed() {
    let names = Names::start().await;
    names.answer("peer.test", [PRIVATE]);
    let mut settings = Settings::new(Url::parse("https://vouch.example").unwrap());
    settings.dns = Some(names.address());
    let url = Url::parse("https://peer.test/").unwrap();

    let closed = Client::new(&settings).unwrap();
    assert_eq!(refused(get(&closed, &url).await), Some(IpAddr::from(PRIVATE)));

    settings.allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    let open = Client::new(&settings).unwrap();
    let dialled = get(&open, &url).await.unwrap_err();
    assert!(
        matches!(dialled, FetchError::Connect(_)),
        "nobody listens there: {dialled:?}"
    );
}

#[tokio::test]
async fn localhost_is_no_public_name() {
    let client = Client::new(&Settings::new(Url::parse("https://vouch.example").unwrap())).unwrap();
    for name in ["localhost", "vouch.localhost"] {
        let result = get(&client, &Url::parse(&format!("https://{name}/")).unwrap()).await;
        assert!(
            refused(result).is_some_and(|address| address.is_loopback()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_refused_at_the_next_connection() {
    let routes = || Router::new().route("/", on_get(async || document("{}")));
    let honest = Host::start(ALLOWED, routes()).await;
    let hidden = Host::start_at((PRIVATE, honest.address.port()).into(), routes()).await;
    let names = Names::start().await;
    let url = Url::parse(&format!("http://peer.test:{}/", honest.address.port())).unwrap();

    names.answer("peer.test", [ALLOWED, PRIVATE]);
    let mut settings = settings(&["127.0.0.1/32"]);
    settings.dns = Some(names.address());
    let client = Client::new(&settings).unwrap();
    assert_eq!(get(&client, &url).await.unwrap().document().unwrap(), "{}");
    assert_eq!(refused(get(&client, &url).await), Some(IpAddr::from(PRIVATE)));
    assert_eq!((honest.asked().len(), hidden.asked().len()), (1, 0));

    names.answer("peer.test", [PRIVATE]);
    settings.allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    get(&Client::new(&settings).unwrap(), &url).await.unwrap();
    assert_eq!(
        hidden.asked().len(),
        1,
        "where it is allowed, the hidden host is there"
    );
}

#[tokio::test]
async fn a_name_that_does_not_exist_may_exist_later() {
    let names = Names::start().await;
    let mut settings = settings(&["127.0.0.0/8"]);
    settings.dns = Some(names.address());
    let client = Client::new(&settings).unwrap();
    let error = get(&client, &Url::parse("http://nobody.example/").unwrap())
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Name(_)), "{error:?}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_literal_private_address_is_refused_in_a_post_too() {
    let host = Host::start(PRIVATE, Router::new()).await;
    let url = host.url("/inbox");
    let post = async |networks: &[&str]| {
        let client = Client::new(&settings(networks)).unwrap();
        client.post(&url, "{}".into(), http::HeaderMap::new()).await
    };
    assert_eq!(
        refused(post(&["127.0.0.1/32"]).await),
        Some(IpAddr::from(PRIVATE))
    );
    assert_eq!(host.asked().len(), 0);
    assert!(matches!(
        post(&["127.0.0.2/32"]).await,
        Err(FetchError::Status(_))
    ));
    assert_eq!(host.asked().len(), 1);
    let unspecified = Url::parse(&format!(
        "http://{}:{}/",
        Ipv4Addr::UNSPECIFIED,
        host.address.port()
    ))
    .unwrap();
    let client = Client::new(&settings(&["127.0.0.0/8"])).unwrap();
    assert_eq!(
        refused(get(&client, &unspecified).await),
        Some(Ipv4Addr::UNSPECIFIED.into())
    );
}
