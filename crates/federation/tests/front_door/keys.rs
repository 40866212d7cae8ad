use axum::http::Method;
use serde_json::Value;
use vouchwell_domain::account::Account;
use vouchwell_domain::job::Job;
use vouchwell_service::timer;
use vouchwell_storage::account;
use vouchwell_tests::{PeerActor, on_both_databases};

use crate::deliveries::HOUR;
use crate::door::{Door, ORIGIN};

fn update(actor: &PeerActor) -> Value {
    actor.activity("Update", ORIGIN, &actor.document())
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
}
