//! Actors are compared, never only hosts: Mallory and Amy live on the same server.

use serde_json::{Value, json};
use vouchwell_tests::{Draft, PeerActor, SOON, eventually, on_both_databases};

use crate::scene::Scene;

impl Scene {
    async fn statuses_of(&self, actor: &PeerActor) -> Vec<Value> {
        let account = self.bob.resolve(&actor.handle()).await;
        self.bob.statuses_of(&account).await
    }

    async fn name_of(&self, actor: &PeerActor) -> Value {
        let account = self
            .bob
            .get(&format!("/api/v1/accounts/lookup?acct={}", actor.handle()))
            .await;
        account.ok()["display_name"].clone()
    }
}

on_both_databases! {
    /// A Note that says it is Amy's.
    async fn create_with_anothers_attributed_to_on_another_host_and_on_the_same(world: World) {
        let scene = Scene::set(&world).await;
        let elsewhere = world.peer("elsewhere").await;
        let stranger = elsewhere.actor("stranger");
        let (amy, mallory) = (&scene.amy, &scene.mallory);
        for (author, id) in [(amy, amy), (amy, mallory), (mallory, &stranger)] {
            let mut note = scene.note(author, "Not said by the one who is named.");
            note["id"] = json!(id.address("notes"));
            scene.send(&scene.mallory, &scene.mallory.public_activity("Create", &note)).await;
        }
        let mut hosted = scene.note(&scene.mallory, "Under an address of Bob's server.");
        hosted["id"] = json!(format!("{}/recommendations/0123456789abcdef0123456789abcdef", scene.b.origin()));
        scene.send(&scene.mallory, &scene.mallory.public_activity("Create", &hosted)).await;
        let note = scene.note(mallory, "Another's activity.");
        let mut activity = mallory.public_activity("Create", &note);
        activity["id"] = json!(stranger.address("activities"));
        scene.peer.post(&scene.mallory, &scene.inbox(), &activity).await;

        scene.fence("Amy herself.").await;
        scene.send(mallory, &mallory.public_activity("Create", &scene.note(mallory, "Mine."))).await;
        eventually(SOON, "Bob reads Mallory's own Note", async || {
            scene.mentions().await.iter().any(|content| content.contains("Mine.")).then_some(())
        })
        .await;
        assert_eq!(scene.mentions().await.len(), 2, "{:?}", scene.mentions().await);
    }

    /// Neither changes nor deletes what is another's.
    async fn update_or_delete_of_anothers_object_profile_or_key_on_the_same_host(world: World) {
        let scene = Scene::set(&world).await;
        let note = scene.note(&scene.amy, "As Amy wrote it.");
        scene.send(&scene.amy, &scene.amy.public_activity("Create", &note)).await;
        scene.fence("A second one.").await;

        let mut changed = note.clone();
        changed["content"] = json!("<p>As Mallory would have it.</p>");
        changed["updated"] = json!(scene.mallory.time());
        scene.send(&scene.mallory, &scene.mallory.public_activity("Update", &changed)).await;
        changed["attributedTo"] = json!(scene.mallory.id());
        scene.send(&scene.mallory, &scene.mallory.public_activity("Update", &changed)).await;
        let deletion = scene.mallory.public_activity("Delete", &json!({"id": note["id"], "type": "Tombstone"}));
        scene.send(&scene.mallory, &deletion).await;
        let mut profile = scene.amy.document();
        profile["name"] = json!("A liar");
        profile["publicKey"]["publicKeyPem"] = scene.mallory.document()["publicKey"]["publicKeyPem"].clone();
        scene.send(&scene.mallory, &scene.mallory.public_activity("Update", &profile)).await;
        scene.send(&scene.mallory, &scene.mallory.public_activity("Delete", &json!(scene.amy.id()))).await;
        scene.send(&scene.mallory, &scene.mallory.public_activity("Delete", &json!(scene.bob.actor()))).await;

        scene.fence("Amy is still herself.").await;
        let statuses = scene.statuses_of(&scene.amy).await;
        assert_eq!(statuses.len(), 3, "{statuses:?}");
        assert!(statuses.iter().any(|status| status["content"].to_string().contains("As Amy wrote it.")));
        assert_eq!(scene.name_of(&scene.amy).await, "amy");
        assert_eq!(scene.bob.account().await["username"], "bob");

        changed = note.clone();
        changed["content"] = json!("<p>As Amy has it now.</p>");
        changed["updated"] = json!(scene.amy.time());
        scene.send(&scene.amy, &scene.amy.public_activity("Update", &changed)).await;
        eventually(SOON, "Amy's own change is taken", async || {
            let statuses = scene.statuses_of(&scene.amy).await;
            statuses.iter().any(|status| status["content"].to_string().contains("has it now")).then_some(())
        })
        .await;
        let deletion = scene.amy.public_activity("Delete", &json!({"id": note["id"], "type": "Tombstone"}));
        scene.send(&scene.amy, &deletion).await;
        eventually(SOON, "Amy's own deletion is taken", async || {
            (scene.statuses_of(&scene.amy).await.len() == 2).then_some(())
        })
        .await;
        scene.send(&scene.amy, &scene.amy.public_activity("Create", &note)).await;
        scene.fence("After the deletion.").await;
        assert_eq!(scene.statuses_of(&scene.amy).await.len(), 3, "what was deleted came back");
    }

    /// Bob's own posts are his, whoever says otherwise from elsewhere.
    async fn delete_and_update_of_a_local_object_by_a_remote_server(world: World) {
        let scene = Scene::set(&world).await;
        let post = scene.bob.write_post("As Bob wrote it.", "public").await;
        let uri = post["uri"].clone();
        let mut changed = scene.note(&scene.mallory, "As Mallory would have it.");
        changed["id"] = uri.clone();
        changed["updated"] = json!(scene.mallory.time());
        let mut of_bob = changed.clone();
        of_bob["attributedTo"] = json!(scene.bob.actor());
        let tombstone = json!({"id": uri, "type": "Tombstone"});
        for (kind, object) in [
            ("Delete", tombstone), ("Delete", uri.clone()), ("Update", changed.clone()), ("Update", of_bob.clone()),
            ("Create", changed), ("Create", of_bob), ("Undo", uri.clone()),
        ] {
            scene.send(&scene.mallory, &scene.mallory.public_activity(kind, &object)).await;
        }
        let mut profile = scene.bob.get_activity(&scene.bob.actor()).await.ok();
        profile["name"] = json!("A liar");
        scene.send(&scene.mallory, &scene.mallory.public_activity("Update", &profile)).await;
        scene.fence("Afterwards.").await;
        let note = scene.b.get_activity(uri.as_str().expect("an id")).await.ok();
        assert!(note["content"].to_string().contains("As Bob wrote it."), "{note}");
        assert_ne!(scene.bob.account().await["display_name"], "A liar");

        let id = post["id"].as_str().expect("an id");
        scene.bob.delete(&format!("/api/v1/statuses/{id}")).await.ok();
        assert_eq!(scene.b.get_activity(uri.as_str().expect("an id")).await.status, 410, "he himself deletes it");
    }

    /// Who is let follow is decided by the one who is to be followed.
    async fn accept_for_a_follow_never_made_or_by_somebody_it_was_not_made_to(world: World) {
        let scene = Scene::set(&world).await;
        scene.bob.follow(&scene.amy.handle()).await;
        let follow = scene.peer.wait_for_type("Follow").await;
        let relations = async |actor: &PeerActor| {
            let account = scene.bob.resolve(&actor.handle()).await;
            let relations = scene.bob.get(&format!("/api/v1/accounts/relationships?id[]={account}")).await.ok();
            (relations[0]["following"] == true, relations[0]["requested"] == true)
        };
        let never_made = json!({
            "id": format!("{}/activities/0123456789abcdef0123456789abcdef", scene.b.origin()), "type": "Follow",
            "actor": scene.bob.actor(), "object": scene.mallory.id(),
        });
        let mut as_his_own = follow.clone();
        as_his_own["object"] = json!(scene.mallory.id());
        for object in [follow.clone(), follow["id"].clone(), never_made.clone(), never_made["id"].clone(), as_his_own] {
            for kind in ["Accept", "Reject"] {
                scene.send(&scene.mallory, &scene.mallory.activity(kind, &scene.bob.actor(), &object)).await;
            }
        }
        scene.fence("Afterwards.").await;
        assert_eq!(relations(&scene.amy).await, (false, true), "Mallory answered for Amy");
        assert_eq!(relations(&scene.mallory).await, (false, false), "Bob follows whom he never asked");
        scene.send(&scene.amy, &scene.amy.activity("Accept", &scene.bob.actor(), &follow)).await;
        eventually(SOON, "Amy lets him", async || (relations(&scene.amy).await == (true, false)).then_some(())).await;
    }

    /// What was written for few stays for few, also if its author says otherwise later.
    async fn re_create_that_widens_an_audience(world: World) {
        let scene = Scene::set(&world).await;
        let public = json!(["https://www.w3.org/ns/activitystreams#Public"]);
        let mut note = scene.note(&scene.amy, "For Bob alone.");
        note["to"] = json!([scene.bob.actor()]);
        note["cc"] = json!([]);
        scene.send(&scene.amy, &scene.amy.activity("Create", &scene.bob.actor(), &note)).await;
        scene.fence("For everybody.").await;
        let mut widened = note.clone();
        widened["to"] = public;
        scene.send(&scene.amy, &scene.amy.public_activity("Create", &widened)).await;
        widened["updated"] = json!(scene.amy.time());
        scene.send(&scene.amy, &scene.amy.public_activity("Update", &widened)).await;
        scene.send(&scene.mallory, &scene.mallory.public_activity("Announce", &note["id"])).await;
        scene.fence("Afterwards.").await;
        let anonymous = async |words: &str| {
            let account = scene.bob.resolve(&scene.amy.handle()).await;
            let mut seen = scene.b.get(&format!("/api/v1/accounts/{account}/statuses")).await.body;
            for mention in scene.bob.notifications().await {
                if mention["status"]["content"].to_string().contains(words) {
                    let id = mention["status"]["id"].as_str().expect("an id");
                    seen += &scene.b.get(&format!("/api/v1/statuses/{id}")).await.body;
                }
            }
            seen.contains(words)
        };
        assert!(scene.mentions().await.iter().any(|content| content.contains("For Bob alone.")), "Bob reads it");
        assert!(!anonymous("For Bob alone.").await);
        assert!(anonymous("For everybody.").await, "what was public from the beginning is read");
    }

    /// An Accept by somebody to whom nothing was offered.
    async fn accept_for_an_offer_never_made_or_by_somebody_it_was_not_made_to(world: World) {
        let scene = Scene::set(&world).await;
        scene.bob.attest(&scene.amy.handle()).await.ok();
        let offer = scene.peer.wait_for_type("Offer").await;
        let answer = |actor: &PeerActor, object: &Value| {
            let mut accept = actor.activity("Accept", &scene.bob.actor(), object);
            accept["result"] = actor.sign(actor.counter_attestation(&offer["object"]));
            accept
        };
        scene.send(&scene.mallory, &answer(&scene.mallory, &offer["id"])).await;
        scene.send(&scene.mallory, &answer(&scene.mallory, &json!(scene.bob.actor()))).await;
        let mut of_amy = answer(&scene.mallory, &offer["id"]);
        of_amy["result"] = answer(&scene.amy, &offer["id"])["result"].clone();
        scene.send(&scene.mallory, &of_amy).await;
        let never_made = json!(format!("{}/activities/0123456789abcdef0123456789abcdef", scene.b.origin()));
        scene.send(&scene.amy, &answer(&scene.amy, &never_made)).await;
        let undo = scene.mallory.activity("Undo", &scene.bob.actor(), &offer["id"]);
        scene.send(&scene.mallory, &undo).await;
        scene.fence("Afterwards.").await;
        let mutual = scene.bob.acquaintances(Some("mutual")).await;
        assert_eq!(mutual, json!([]), "Bob knows nobody yet");

        scene.send(&scene.amy, &answer(&scene.amy, &offer["id"])).await;
        scene.bob.wait_for_acquaintance(&scene.amy.handle(), "mutual").await;
        let drafted = scene.bob.draft(&scene.mallory.handle(), &Draft::new("Mallory is good.")).await.ok();
        scene.bob.offer(drafted["id"].as_str().expect("an id")).await.refused(422);
    }

    /// Amy follows Bob; Mallory cannot end that.
    async fn undo_of_anothers_activity(world: World) {
        let scene = Scene::set(&world).await;
        let follow = scene.amy.activity("Follow", &scene.bob.actor(), &json!(scene.bob.actor()));
        scene.send(&scene.amy, &follow).await;
        scene.peer.wait_for_type("Accept").await;
        let followers = async || {
            let followers = scene.b.get_activity(&format!("{}/followers", scene.bob.actor())).await;
            followers.ok()["totalItems"].clone()
        };
        assert_eq!(followers().await, 1);
        for object in [follow.clone(), follow["id"].clone()] {
            let undo = scene.mallory.activity("Undo", &scene.bob.actor(), &object);
            scene.send(&scene.mallory, &undo).await;
        }
        scene.fence("Afterwards.").await;
        assert_eq!(followers().await, 1, "Mallory made Amy unfollow");
        scene.send(&scene.amy, &scene.amy.activity("Undo", &scene.bob.actor(), &follow)).await;
        eventually(SOON, "Amy's own Undo is taken", async || (followers().await == 0).then_some(())).await;
    }

    /// Zoe likes and boosts what Amy wrote; Mallory cannot end that.
    async fn undo_of_anothers_like_or_boost(world: World) {
        let scene = Scene::set(&world).await;
        let zoe = scene.peer.actor("zoe");
        let note = scene.note(&scene.amy, "As Amy wrote it.");
        scene.send(&scene.amy, &scene.amy.public_activity("Create", &note)).await;
        scene.fence("A second one.").await;
        let like = zoe.activity("Like", &scene.amy.id(), &note["id"]);
        let announce = zoe.public_activity("Announce", &note["id"]);
        scene.send(&zoe, &like).await;
        scene.send(&zoe, &announce).await;
        let counts = async || {
            let statuses = scene.statuses_of(&scene.amy).await;
            let status = statuses.into_iter().find(|status| status["uri"] == note["id"]).expect("her status");
            (status["favourites_count"].clone(), status["reblogs_count"].clone())
        };
        eventually(SOON, "both count", async || {
            (counts().await == (json!(1), json!(1))).then_some(())
        })
        .await;
        for undone in [&like, &announce] {
            let mut as_her_own = undone.clone();
            as_her_own["actor"] = json!(scene.mallory.id());
            for object in [undone.clone(), undone["id"].clone(), as_her_own] {
                let undo = scene.mallory.activity("Undo", &scene.bob.actor(), &object);
                scene.send(&scene.mallory, &undo).await;
            }
        }
        let deletion = scene.mallory.public_activity("Delete", &json!({"id": announce["id"], "type": "Tombstone"}));
        scene.send(&scene.mallory, &deletion).await;
        scene.fence("Afterwards.").await;
        assert_eq!(counts().await, (json!(1), json!(1)));
        for undone in [&like, &announce] {
            scene.send(&zoe, &zoe.activity("Undo", &scene.bob.actor(), undone)).await;
        }
        eventually(SOON, "Zoe's own are taken", async || {
            (counts().await == (json!(0), json!(0))).then_some(())
        })
        .await;
    }
}
