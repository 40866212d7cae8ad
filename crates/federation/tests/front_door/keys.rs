use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::Value;
use tokio::task::JoinSet;
use vouchwell_domain::account::Account;
use vouchwell_domain::job::Job;
use vouchwell_service::timer;
use vouchwell_storage::account;
use vouchwell_tests::{Peer, PeerActor, SOON, Sealed, SignedPost, eventually, on_both_databases};

use crate::deliveries::HOUR;
use crate::door::{Door, ORIGIN};

fn update(actor: &PeerActor) -> Value {
    actor.activity("Update", ORIGIN, &actor.document())
}

/// A request that names a key of somebody at a peer of whom nobody has heard.
fn by_a_stranger(door: &Door, peer: &Peer, name: &str) -> Sealed {
    let key = format!("https://{}/users/{name}#main-key", peer.host());
    SignedPost::new(&door.amy, &format!("{ORIGIN}/inbox"), &update(&door.amy))
        .key_id(&key)
        .seal()
}

fn fetches(peers: &[Peer]) -> usize {
    peers.iter().map(|peer| peer.fetched().len()).sum()
}

async fn instance(door: &Door) -> Account {
    let context = door.federation.context();
    let mut snapshot = context.store.snapshot().await.unwrap();
    let actor = context.address.instance_actor();
    account::by_uri(&mut snapshot, &actor).await.unwrap().unwrap()
}

async fn instance_key(door: &Door) -> String {
    instance(door).await.request_key.unwrap().pem
}

on_both_databases! {
    /// What was signed before and comes late is refused, so that its server signs it anew.
    async fn a_key_for_requests_that_was_changed_is_read_anew(world: World) {
        let door = Door::open(&world).await;
        assert_eq!(door.answers(&door.amy, &update(&door.amy)).await, 202);
        let renewed = door.amy.with_new_keys();
        door.peer.publish(&renewed);
        for _ in 0..2 {
            assert_eq!(door.answers(&renewed, &update(&renewed)).await, 202);
            assert_eq!(door.answers(&door.amy, &update(&door.amy)).await, 401, "it is over");
        }
        assert_eq!(door.taken().await, 3);
    }

    /// GoToSocial asks who asks, and keeps the key that it has read.
    async fn who_knows_an_earlier_key_of_the_instance_lets_it_read(world: World) {
        let door = Door::open(&world).await;
        let earlier = instance_key(&door).await;
        let job = Job::RotateRequestKey { account: instance(&door).await.id, told_by: None };
        assert!(timer::run(door.federation.context(), &job).await.unwrap());
        let present = instance_key(&door).await;
        assert_ne!(present, earlier);
        for (name, key) in [("ben", earlier), ("bea", present)] {
            door.peer.know_only(&key, Method::GET);
            let person = door.peer.actor(name);
            assert_eq!(door.answers(&person, &update(&person)).await, 202, "{name}");
        }
        let document = door.amy.document();
        door.peer.know_only(document["publicKey"]["publicKeyPem"].as_str().unwrap(), Method::GET);
        let mut asked = Vec::new();
        for (name, later) in [("nobody", 0), ("nobody_soon", 1), ("nobody_tomorrow", 24)] {
            world.pass(later * HOUR);
            let nobody = door.peer.actor(name);
            assert_eq!(door.answers(&nobody, &update(&nobody)).await, 401, "she cannot be read");
            let path = format!("/users/{name}");
            asked.push(door.peer.fetched().into_iter().filter(|fetched| *fetched == path).count());
        }
        assert_eq!(asked, [4, 2, 4], "with an earlier key once a day");
    }

    async fn unknown_keys_under_one_domain_are_counted_together(world: World) {
        let door = Door::open(&world).await;
        let names = [world.peer("one.flood").await, world.peer("other.flood").await];
        let mut answers = BTreeMap::new();
        for number in 0..310 {
            let stranger = by_a_stranger(&door, &names[number % 2], &format!("n{number}"));
            *answers.entry(door.answers_to(stranger).await).or_default() += 1;
        }
        assert_eq!(answers, BTreeMap::from([(401, 300), (503, 10)]));
        assert_eq!(fetches(&names), 300);
        let another = by_a_stranger(&door, &names[0], "another");
        let response = door.response_to(another.headers, Body::from(another.body)).await;
        assert_eq!(response.headers()[header::RETRY_AFTER], "60", "it may come again");
        assert_eq!(door.answers(&door.amy, &update(&door.amy)).await, 202, "who is new of another domain is let in");
    }

    /// The two names take requests and answer none at first.
    async fn unknown_keys_under_one_domain_are_fetched_by_so_many_at_once(world: World) {
        let door = Arc::new(Door::open(&world).await);
        let names = [world.peer("one.slow").await, world.peer("other.slow").await];
        names.iter().for_each(Peer::fall_silent);
        let mut asking = JoinSet::new();
        for number in 0..72 {
            let stranger = by_a_stranger(&door, &names[number % 2], &format!("n{number}"));
            let door = Arc::clone(&door);
            asking.spawn(async move { (number, door.answers_to(stranger).await) });
        }
        let mut refused = 0;
        for _ in 0..8 {
            let (number, answer) = asking.join_next().await.unwrap().unwrap();
            assert_eq!(answer, 503);
            refused = number;
        }
        eventually(SOON, "all others are asked for", async || (fetches(&names) == 64).then_some(())).await;
        assert_eq!(door.answers(&door.amy, &update(&door.amy)).await, 202, "who is new of another domain is let in");

        names.iter().for_each(Peer::speak);
        while let Some(answer) = asking.join_next().await {
            assert_eq!(answer.unwrap().1, 401, "there is no such key");
        }
        assert_eq!(fetches(&names), 64);
        let again = names[refused % 2].one_of_a_crowd(&door.amy, &format!("n{refused}"));
        assert_eq!(door.answers(&again, &update(&again)).await, 202, "who was refused comes again");
    }
}
