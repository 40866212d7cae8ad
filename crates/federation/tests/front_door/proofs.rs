use serde_json::{Value, json};
use vouchwell_tests::{PeerActor, on_both_databases, sign};

use crate::door::{Door, ORIGIN};

/// Something that Amy says to nobody in particular.
fn said(door: &Door) -> Value {
    door.amy
        .activity("Like", ORIGIN, &json!(format!("{ORIGIN}/users/bob/statuses/1")))
}

fn method(actor: &PeerActor) -> String {
    format!("{}#ed25519-key", actor.id())
}

/// The same with a proof by somebody's key under a name.
fn proved(activity: Value, by: &PeerActor, method: &str) -> Value {
    sign(activity, by.document_key(), method, &by.time())
}

/// Amy's document as it is served, with other keys for documents.
fn publish(door: &Door, keys: Value) {
    let mut document = door.amy.document();
    document["assertionMethod"] = keys;
    door.peer.serve("/users/amy", &document);
}

fn readings(door: &Door) -> usize {
    door.peer
        .fetched()
        .iter()
        .filter(|path| *path == "/users/amy")
        .count()
}

on_both_databases! {
    async fn a_proof_holds_or_the_activity_is_refused(world: World) {
        let door = Door::open(&world).await;
        let good = proved(said(&door), &door.amy, &method(&door.amy));
        assert_eq!(door.answers(&door.amy, &good).await, 202);
        let mut changed = good.clone();
        changed["object"] = json!(format!("{ORIGIN}/users/bob/statuses/2"));
        assert_eq!(door.answers(&door.amy, &changed).await, 401);
        let mut without_method = good.clone();
        without_method["proof"].as_object_mut().unwrap().remove("verificationMethod");
        assert_eq!(door.answers(&door.amy, &without_method).await, 401);
        let mut of_another_kind = good.clone();
        of_another_kind["proof"]["type"] = json!("Signature");
        assert_eq!(door.answers(&door.amy, &of_another_kind).await, 401);
    }

    async fn proofs_are_taken_as_other_implementations_write_them(world: World) {
        let door = Door::open(&world).await;
        let (key, name) = (door.amy.document_key(), method(&door.amy));
        let mut without_context = proved(said(&door), &door.amy, &name);
        without_context["proof"].as_object_mut().unwrap().remove("@context").unwrap();
        assert_eq!(door.answers(&door.amy, &without_context).await, 202);
        let to_the_millisecond = sign(said(&door), key, &name, "2026-03-01T12:00:00.123Z");
        assert_eq!(door.answers(&door.amy, &to_the_millisecond).await, 202);
        let mut signed_afterwards = proved(said(&door), &door.amy, &name);
        signed_afterwards["signature"] = json!({ "type": "RsaSignature2017", "signatureValue": "AAAA" });
        assert_eq!(door.answers(&door.amy, &signed_afterwards).await, 202);
        signed_afterwards["object"] = json!(format!("{ORIGIN}/users/bob/statuses/2"));
        assert_eq!(door.answers(&door.amy, &signed_afterwards).await, 401);
    }

    async fn of_several_proofs_each_must_hold(world: World) {
        let door = Door::open(&world).await;
        let activity = said(&door);
        let good = proved(activity.clone(), &door.amy, &method(&door.amy))["proof"].clone();
        let mut bad = good.clone();
        bad["created"] = json!("2020-01-01T00:00:00Z");
        let other = json!({ "type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019", "proofValue": "z1" });
        let with = |proofs: Value| {
            let mut activity = activity.clone();
            activity["proof"] = proofs;
            activity
        };
        assert_eq!(door.answers(&door.amy, &with(json!([good, other]))).await, 202);
        assert_eq!(door.answers(&door.amy, &with(json!([good, bad]))).await, 401);
        assert_eq!(door.answers(&door.amy, &with(json!([[good]]))).await, 401);
        assert_eq!(door.answers(&door.amy, &with(json!([bad]))).await, 401);
        assert_eq!(door.answers(&door.amy, &with(json!(vec![good; 100]))).await, 401);
    }

    async fn nobody_proves_for_somebody_else(world: World) {
        let door = Door::open(&world).await;
        let mallory = door.peer.actor("mallory");
        let elsewhere = world.peer("elsewhere").await;
        let eve = elsewhere.actor("eve");
        for (key, name) in [
            (&mallory, method(&mallory)),
            (&mallory, method(&door.amy)),
            (&eve, method(&eve)),
            (&eve, eve.document_key().verification_method()),
        ] {
            let activity = proved(said(&door), key, &name);
            assert_eq!(door.answers(&door.amy, &activity).await, 401, "{name}");
        }
        assert_eq!(elsewhere.fetched(), Vec::<String>::new());
    }

    async fn a_key_that_is_not_known_yet_is_looked_up_at_its_actor(world: World) {
        let door = Door::open(&world).await;
        publish(&door, json!([]));
        assert_eq!(door.answers(&door.amy, &said(&door)).await, 202);
        let listed = door.amy.document()["assertionMethod"][0].clone();
        let second = world.peer("keys").await.actor("amy");
        let mut other = listed.clone();
        other["id"] = json!(format!("{}/keys/2", door.amy.id()));
        other["publicKeyMultibase"] = json!(second.document_key().multibase());
        publish(&door, json!([listed, other]));
        let by_first = proved(said(&door), &door.amy, &method(&door.amy));
        assert_eq!(door.answers(&door.amy, &by_first).await, 202);
        let by_second = proved(said(&door), &second, &format!("{}/keys/2", door.amy.id()));
        assert_eq!(door.answers(&door.amy, &by_second).await, 202);
    }

    async fn bad_proofs_make_nobody_read_the_actor_again_and_again(world: World) {
        let door = Door::open(&world).await;
        publish(&door, json!([]));
        assert_eq!(door.answers(&door.amy, &said(&door)).await, 202);
        let before = readings(&door);
        for _ in 0..5 {
            let activity = proved(said(&door), &door.amy, &method(&door.amy));
            assert_eq!(door.answers(&door.amy, &activity).await, 401, "she lists no key");
        }
        assert_eq!(readings(&door) - before, 1);
    }
}
