//! Who has not signed is not believed, and makes the server fetch nothing.

use std::time::Duration;

use serde_json::{Value, json};
use vouchwell_tests::{Sealed, SignedPost, on_both_databases};

use crate::scene::Scene;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// An activity whose object would have to be fetched.
fn with_bait(scene: &Scene) -> Value {
    let mut create = scene
        .amy
        .public_activity("Create", &scene.note(&scene.amy, "Unsigned."));
    create["object"] = json!(format!("https://{}/bait", scene.peer.host()));
    create
}

on_both_databases! {
    /// Every way of signing wrongly is answered with 401, and the Note is not there.
    async fn unsigned_post_body_changed_digest_too_few_headers_stale_or_future_date_and_odd_key_ids(world: World) {
        let scene = Scene::set(&world).await;
        scene.fence("The right way.").await;
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "Forged."));
        let inbox = scene.inbox();
        let right = || SignedPost::new(&scene.amy, &inbox, &create);
        let without = |name: &str| {
            let mut sealed = right().seal();
            sealed.headers.remove(name);
            sealed
        };
        let faked = create.to_string().replace("Forged", "Faked");
        let changed = |sealed: Sealed| Sealed { body: faked.clone().into(), ..sealed };
        let resigned = SignedPost::new(&scene.mallory, &inbox, &create).key_id(&scene.amy.key_id());
        let mut digest_replaced = changed(right().seal());
        let other = SignedPost::new(&scene.amy, &inbox, &create).body(digest_replaced.body.clone()).seal();
        digest_replaced.headers.insert("digest", other.headers["digest"].clone());

        let attacks = [
            ("unsigned", without("signature")),
            ("body changed", changed(right().seal())),
            ("body and digest changed", digest_replaced),
            ("digest absent", without("digest")),
            ("date absent", without("date")),
            ("digest not covered", right().covering(&["(request-target)", "host", "date"]).seal()),
            ("only the digest covered", right().covering(&["digest"]).seal()),
            ("target not covered", right().covering(&["host", "date", "digest"]).seal()),
            ("host not covered", right().covering(&["(request-target)", "date", "digest"]).seal()),
            ("date not covered", right().covering(&["(request-target)", "host", "digest"]).seal()),
            ("stale", right().dated(scene.peer.now() - HOUR - HOUR).seal()),
            ("from the future", right().dated(scene.peer.now() + HOUR + HOUR).seal()),
            ("another's key", resigned.seal()),
            ("key of nobody", right().key_id(&format!("{}#no-key", scene.amy.id())).seal()),
            ("key as acct", right().key_id(&format!("acct:{}", scene.amy.handle())).seal()),
            ("key as a path", right().key_id("/users/amy#main-key").seal()),
            ("key on the target itself", right().key_id(&format!("{}#main-key", scene.bob.actor())).seal()),
        ];
        for (attack, sealed) in attacks {
            let answer = scene.peer.send(sealed).await;
            assert_eq!(answer.status, 401, "{attack}: {answer}");
        }
        scene.fence("Afterwards.").await;
        assert_eq!(scene.mentions().await.len(), 2, "a forged Note was taken");
    }

    /// A request that was made for somebody else's server.
    async fn request_for_another_host(world: World) {
        let scene = Scene::set(&world).await;
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "For another."));
        let sealed = SignedPost::new(&scene.amy, &scene.inbox(), &create).for_host("other.test").seal();
        let answer = scene.peer.send(sealed).await;
        assert!([401, 421].contains(&answer.status.as_u16()), "{answer}");
        scene.fence("Afterwards.").await;
        assert_eq!(scene.mentions().await.len(), 1);
    }

    /// The very same request again, also after a restart.
    async fn exact_replay_also_after_restart(world: World) {
        let mut scene = Scene::set(&world).await;
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "Once."));
        let sealed = SignedPost::new(&scene.amy, &scene.inbox(), &create).seal();
        for _ in 0..3 {
            scene.peer.send(sealed.clone()).await;
        }
        scene.fence("Before the restart.").await;
        scene.b.restart().await;
        scene.peer.send(sealed).await;
        scene.fence("After the restart.").await;
        let once = scene.mentions().await.iter().filter(|content| content.contains("Once.")).count();
        assert_eq!(once, 1);
    }

    /// A good signature, but by somebody who is not the actor.
    async fn key_owner_is_not_the_actor(world: World) {
        let scene = Scene::set(&world).await;
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "Said by Amy?"));
        let answer = scene.peer.post(&scene.mallory, &scene.inbox(), &create).await;
        assert!([202, 401].contains(&answer.status.as_u16()), "taken and dropped, or refused: {answer}");
        scene.fence("Afterwards.").await;
        assert_eq!(scene.mentions().await.len(), 1, "Mallory spoke for Amy");
    }

    /// A key document that names Amy as its owner, whom it does not belong to.
    async fn key_document_that_claims_a_foreign_actor(world: World) {
        let scene = Scene::set(&world).await;
        let mut key = scene.mallory.document()["publicKey"].clone();
        let key_id = format!("https://{}/keys/1", scene.peer.host());
        key["id"] = json!(key_id);
        key["owner"] = json!(scene.amy.id());
        scene.peer.serve("/keys/1", &key);
        let create = scene.amy.public_activity("Create", &scene.note(&scene.amy, "Said by Amy?"));
        let sealed = SignedPost::new(&scene.mallory, &scene.inbox(), &create).key_id(&key_id).seal();
        let answer = scene.peer.send(sealed).await;
        assert_eq!(answer.status, 401, "{answer}");
        scene.fence("Afterwards.").await;
        assert_eq!(scene.mentions().await.len(), 1);
    }

    async fn nothing_named_in_an_unauthenticated_body_is_fetched(world: World) {
        let scene = Scene::set(&world).await;
        let create = with_bait(&scene);
        let mut unsigned = SignedPost::new(&scene.amy, &scene.inbox(), &create).seal();
        unsigned.headers.remove("signature");
        assert_eq!(scene.peer.send(unsigned).await.status, 401);
        scene.b.idle().await;
        assert_eq!(scene.peer.fetched(), Vec::<String>::new());
        scene.fence("Afterwards.").await;
    }

    /// A key is read a few times, however many there are.
    async fn flood_of_bad_signatures_is_no_fetch_amplifier(world: World) {
        let scene = Scene::set(&world).await;
        let create = with_bait(&scene);
        for _ in 0..50 {
            let mut forged = SignedPost::new(&scene.amy, &scene.inbox(), &create).seal();
            forged.body.push(b' ');
            assert_eq!(scene.peer.send(forged).await.status, 401);
            let forged = SignedPost::new(&scene.mallory, &scene.inbox(), &create).key_id(&scene.amy.key_id());
            assert_eq!(scene.peer.send(forged.seal()).await.status, 401);
        }
        let fetched = scene.peer.fetched();
        assert!(!fetched.iter().any(|path| path == "/bait"), "{fetched:?}");
        assert!(fetched.len() <= 8, "bad signatures are no amplifier: {fetched:?}");
        scene.fence("Afterwards.").await;
    }
}
