//! The harness signs by an implementation of its own. The program's crates, which were written apart from it,
//! understand what it makes, so the tests that build on it attack a server that would take the right thing.

use chrono::{DateTime, Utc};
use http::Method;
use serde_json::json;
use url::Url;
use vouchwell_evidence::{Timestamp, Verdict, verify};
use vouchwell_federation::client::{Client, DocumentType, FetchBudget, Settings};
use vouchwell_federation::signature::{BodyDigest, IncomingRequest, ParsedSignature, PublicKey};
use vouchwell_tests::{Bundle, Engine, SignedPost, World};

#[tokio::test]
async fn a_bundle_of_the_harness_is_valid_and_a_changed_one_is_not() {
    let world = World::new(Engine::Sqlite).await;
    let peer = world.peer("peer").await;
    let (amy, bob) = (peer.actor("amy"), peer.actor("bob"));
    let first = amy.sign(amy.attestation(&bob.party()));
    let second = bob.sign(bob.counter_attestation(&first));
    let endorsement = amy.sign(amy.endorsement(&bob.party(), "Bob is good.", [&first, &second]));
    let acceptance = Some(bob.sign(bob.acceptance(&endorsement)));
    let bundle = Bundle {
        endorsement,
        attestations: [first, second],
        acceptance,
    };
    let now = Timestamp::from_datetime(DateTime::<Utc>::from(world.now()));

    assert!(verify(bundle.json().to_string().as_bytes(), now).is_ok());

    let mut changed = bundle.json();
    changed["endorsement"]["text"] = json!("Bob is a genius.");
    assert_eq!(
        verify(changed.to_string().as_bytes(), now).err(),
        Some(Verdict::BadSignature)
    );
    let mut withdrawn = bundle.json();
    withdrawn["withdrawals"] = json!([amy.sign(amy.withdrawal(&bundle.endorsement))]);
    assert_eq!(
        verify(withdrawn.to_string().as_bytes(), now).err(),
        Some(Verdict::Withdrawn)
    );
}

#[tokio::test]
async fn a_request_of_the_harness_is_rightly_signed() {
    let world = World::new(Engine::Sqlite).await;
    let (sender, receiver) = (world.peer("sender").await, world.peer("receiver").await);
    let (amy, mallory) = (sender.actor("amy"), sender.actor("mallory"));
    let origin: Url = format!("https://{}", receiver.host())
        .parse()
        .expect("an address");
    let follow = amy.activity("Follow", "https://receiver.test/users/bob", &json!("x"));
    let sealed = SignedPost::new(&amy, &format!("{origin}users/bob/inbox"), &follow).seal();
    assert_eq!(sender.send(sealed).await.status, 202);

    let received = receiver.received().pop().expect("the request arrived");
    let digest = BodyDigest::of(&received.body);
    let request = IncomingRequest {
        method: &Method::POST,
        target: &received.path.parse().expect("a path"),
        headers: &received.headers,
        body: Some(&digest),
    };
    let signature = ParsedSignature::parse(&request, &origin, world.now().into()).expect("it covers enough");
    let key = |actor: &vouchwell_tests::PeerActor| {
        let pem = actor.document()["publicKey"]["publicKeyPem"].clone();
        PublicKey::from_pem(pem.as_str().expect("a PEM key")).expect("a public key")
    };
    assert!(signature.verify(&key(&amy)).is_ok());
    assert!(signature.verify(&key(&mallory)).is_err());
    let wrong: Url = "https://other.test".parse().expect("an address");
    assert!(ParsedSignature::parse(&request, &wrong, world.now().into()).is_err());
}

#[tokio::test]
async fn the_client_of_the_program_finds_a_peer_by_its_name() {
    let world = World::new(Engine::Sqlite).await;
    let peer = world.peer("peer").await;
    let amy = peer.actor("amy");
    let mut settings = Settings::new("https://a.test".parse().expect("an address"));
    settings.allow_networks = vec!["127.0.0.0/8".parse().expect("a network")];
    settings.dns = Some(world.names().address());
    settings.extra_certificate_authorities = vec![world.authority().certificate().into_bytes()];
    let url: Url = amy.id().parse().expect("an address");
    let fetch = async |settings: &Settings| {
        let client = Client::new(settings).expect("the settings are right");
        let response = client
            .get(&url, DocumentType::Activity, None, &FetchBudget::default())
            .await
            .ok()?;
        serde_json::from_slice::<serde_json::Value>(response.document().ok()?).ok()
    };

    let document = fetch(&settings).await.expect("the peer answers");
    assert_eq!(document["id"], amy.id());
    assert_eq!(peer.fetched(), ["/users/amy"]);

    let mut distrustful = settings.clone();
    distrustful.extra_certificate_authorities.clear();
    assert_eq!(fetch(&distrustful).await, None, "an unknown authority");
    world
        .names()
        .answer("peer.test", ["10.0.0.1".parse().expect("an address")]);
    assert_eq!(fetch(&settings).await, None, "an address that is not allowed");
    assert_eq!(peer.fetched().len(), 1);
}
