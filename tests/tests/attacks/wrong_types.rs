//! Whatever the server takes, with one field after the other of every wrong type.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vouchwell_tests::{Bundle, Party, PeerActor, on_both_databases};

use crate::scene::Scene;
use crate::spoilt::{Change, Original};

const WORDS: &str = "Bob finds the error before the auditor does.";

/// An original of which there is never a second.
fn once<'a>(
    actor: &'a PeerActor,
    activity: Value,
    needed: &'static [&'static str],
    change: Change,
) -> Original<'a> {
    Original {
        actor,
        activity,
        needed,
        change,
        again: &[],
    }
}

/// Something is offered to Bob, or asked of him, for three weeks.
fn for_bob(actor: &PeerActor, kind: &str, bob: &Party, object: &Value) -> Value {
    let mut activity = actor.activity(kind, &bob.id, object);
    activity["target"] = json!(bob.id);
    activity["published"] = json!(actor.time());
    activity["endTime"] = json!(actor.time_in(TimeDelta::days(21)));
    activity
}

on_both_databases! {
    async fn every_activity_with_fields_of_wrong_types(world: World) {
        let scene = Scene::set(&world).await;
        let person = |name: &str| scene.peer.one_of_a_crowd(&scene.amy, name);
        let amy = &scene.amy;
        let [zoe, fran, finn, lena, anna, uma] = ["zoe", "fran", "finn", "lena", "anna", "uma"].map(person);
        let [mo, mira, ute, dora] = ["mo", "mira", "ute", "dora"].map(person);
        let bob = Party::of(&scene.bob).await;
        let post = scene.bob.write_post("As Bob wrote it.", "public").await["uri"].clone();
        scene.bob.attest(&zoe.handle()).await.ok();
        let asked = scene.peer.wait_for_type("Offer").await;
        let mut follows = Vec::new();
        for followed in [&fran, &mo] {
            scene.bob.follow(&followed.handle()).await;
            let is_it = |activity: &Value| activity["type"] == "Follow" && activity["object"] == followed.id();
            follows.push(scene.peer.wait_for("a Follow", is_it).await.json());
        }
        scene.send(&mo, &mo.activity("Accept", &bob.id, &follows[1])).await;
        let mut document = mira.document();
        document["alsoKnownAs"] = json!([mo.id()]);
        scene.peer.serve("/users/mira", &document);
        let [written, deleted] = [&uma, &dora].map(|author| scene.note(author, "As she wrote it."));
        scene.send(&uma, &uma.public_activity("Create", &written)).await;
        scene.send(&dora, &dora.public_activity("Create", &deleted)).await;
        let followed = ute.activity("Follow", &bob.id, &json!(bob.id));
        let liked = ute.activity("Like", &bob.id, &post);
        let boosted = ute.public_activity("Announce", &post);
        for done in [&followed, &liked, &boosted] {
            scene.send(&ute, done).await;
        }

        let attestation = amy.sign(amy.attestation(&bob));
        let mut acquainted = zoe.activity("Accept", &bob.id, &asked["id"]);
        acquainted["result"] = zoe.sign(zoe.counter_attestation(&asked["object"]));
        let mut changed = written.clone();
        changed["content"] = json!("<p>As she has it now.</p>");
        changed["updated"] = json!(uma.time());
        let mut moved = mo.activity("Move", &format!("{}/followers", mo.id()), &json!(mo.id()));
        moved["target"] = json!(mira.id());
        let mut flag = scene.mallory.activity("Flag", &bob.id, &json!([bob.id, post]));
        flag["content"] = json!("He sells followers.");
        scene.spoil(&[
            once(amy, for_bob(amy, "Offer", &bob, &attestation), &["/object/*", "/target"],
                &[("cards", 1), ("posts", 1), ("notifications", 1)]),
            once(&zoe, acquainted, &["/object", "/result/*", "/to/*"], &[("known", 1), ("posts", 1), ("notifications", 1)]),
            once(&fran, fran.activity("Accept", &bob.id, &follows[0]), &["/object", "/object/id"], &[("follows", 1)]),
            once(&finn, finn.activity("Follow", &bob.id, &json!(bob.id)), &["/object"], &[("follows", 1), ("notifications", 1)]),
            once(&lena, lena.activity("Like", &bob.id, &post), &["/object"], &[("favourites", 1), ("notifications", 1)]),
            once(&anna, anna.public_activity("Announce", &post), &["/object", "/to/*"], &[("posts", 1), ("notifications", 1)]),
            once(&uma, uma.public_activity("Update", &changed),
                &["/object", "/object/id", "/object/type", "/object/attributedTo"], &[("edits", 1)]),
            once(&mo, moved, &["/object", "/target"],
                &[("moves", 1), ("follows", -1), ("posts", 1), ("notifications", 1)]),
            Original { actor: &scene.mallory, activity: flag, needed: &["/object"], change: &[("reports", 1)], again: &[("reports", 1)] },
        ])
        .await;

        let card = scene.bob.wait_for_acquaintance(&amy.handle(), "asked").await;
        scene.bob.confirm_acquaintance(&card).await.ok();
        let is_answer = |activity: &Value| activity["result"]["type"] == "Relationship";
        let accept = scene.peer.wait_for("Bob's attestation", is_answer).await.json();
        let attestations = [attestation, accept["result"].clone()];
        let endorsement = amy.sign(amy.endorsement(&bob, WORDS, [&attestations[0], &attestations[1]]));
        let mut bundle = Bundle { endorsement, attestations, acceptance: None };
        let mut note = amy.note(&bob, &bundle);
        let mut invite = for_bob(&zoe, "Invite", &bob, &json!(zoe.id()));
        invite["topics"] = json!(["bookkeeping"]);
        invite["content"] = json!("<p>You saw me work.</p>");
        let mut question = scene.note(&scene.mallory, "Tea?");
        question["type"] = json!("Question");
        question["oneOf"] = ["Yes", "No"].map(|name| json!({"type": "Note", "name": name, "replies": {"totalItems": 3}})).into();
        question["endTime"] = json!(scene.mallory.time_in(TimeDelta::days(1)));
        question["votersCount"] = json!(6);
        scene.spoil(&[
            Original {
                actor: amy,
                activity: for_bob(amy, "Offer", &bob, &note),
                needed: &["/object", "/object/id", "/object/type", "/object/attributedTo", "/object/recommendation/*",
                    "/target", "/published", "/endTime"],
                change: &[("offers", 1), ("posts", 1), ("notifications", 1)],
                again: &[("posts", 1), ("notifications", 1)],
            },
            once(&zoe, invite, &["/object", "/target", "/topics/*", "/published", "/endTime"],
                &[("requests", 1), ("posts", 1), ("notifications", 1)]),
            Original {
                actor: &scene.mallory,
                activity: scene.mallory.public_activity("Create", &question),
                needed: &["/object", "/object/id", "/object/type", "/object/attributedTo"],
                change: &[("posts", 1), ("polls", 1), ("notifications", 1)],
                again: &[("posts", 1), ("polls", 1), ("notifications", 1)],
            },
        ])
        .await;

        let offered = scene.bob.wait_for_recommendation("subject", WORDS, "offered").await;
        scene.bob.accept(offered["id"].as_str().expect("an id")).await.ok();
        let is_consent = |activity: &Value| activity["result"]["type"] == "Acceptance";
        bundle.acceptance = Some(scene.peer.wait_for("consent", is_consent).await.json()["result"].clone());
        note["recommendation"] = bundle.json();
        scene.spoil(&[once(amy, amy.public_activity("Create", &note),
            &["/object", "/object/id", "/object/type", "/object/attributedTo", "/object/recommendation/*",
                "/object/to/*", "/object/cc", "/object/cc/1"],
            &[("recommendations", 1), ("posts", 1), ("notifications", 1)])])
        .await;

        let undo = |undone: &Value| ute.activity("Undo", &bob.id, undone);
        let deletion = json!({"id": deleted["id"], "type": "Tombstone"});
        scene.spoil(&[
            once(&ute, undo(&followed), &["/object", "/object/id"], &[("follows", -1), ("notifications", -1)]),
            once(&ute, undo(&liked), &["/object", "/object/id", "/object/object"], &[("favourites", -1), ("notifications", -1)]),
            once(&ute, undo(&boosted), &["/object", "/object/id", "/object/object"], &[("posts", -1), ("notifications", -1)]),
            once(&dora, dora.public_activity("Delete", &deletion), &["/object", "/object/id"],
                &[("posts", -1), ("notifications", -1)]),
        ])
        .await;
        scene.fence("Afterwards.").await;
    }
}
