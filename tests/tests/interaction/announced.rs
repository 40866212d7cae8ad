//! Somebody whom a member follows points at what is not known here.

use serde_json::{Value, json};
use vouchwell_tests::{Bundle, SOON, eventually, on_both_databases};

use crate::scene::{Scene, path};

on_both_databases! {
    /// The words come from the Note's own server, and no Note comes by another way.
    async fn a_note_that_somebody_announces_is_fetched_where_it_lives(world: World) {
        let scene = Scene::set(&world).await;
        let note = scene.note("Good words.");
        scene.serve(&note["id"], &note);
        let mut embedded = note.clone();
        embedded["content"] = json!("<p>Words that Amy never wrote.</p>");
        scene.announce(&embedded).await;
        let shown = scene.wait_for_boost("Good words.").await;
        assert_eq!(shown["account"]["acct"], scene.amy.handle());
        assert!(!shown["content"].to_string().contains("script"), "{shown}");
        assert_eq!(shown["reblogs_count"], 1);

        let other_id = scene.note("Found under another id.");
        let address = json!(scene.amy.address("notes"));
        scene.serve(&address, &other_id);
        scene.announce(&address).await;
        let mut of_another = scene.note("Of an account on another server.");
        of_another["attributedTo"] = json!(scene.zoe.id());
        scene.serve(&of_another["id"], &of_another);
        scene.announce(&of_another["id"]).await;
        let mut private = scene.note("For followers.");
        private["to"] = private["cc"].take();
        scene.serve(&private["id"], &private);
        scene.announce(&private["id"]).await;
        let hosted = format!("{}/users/bob/statuses/1", scene.b.origin());
        let mut hosted_note = scene.note("Under an id of Bob's server.");
        hosted_note["id"] = json!(hosted);
        scene.announce(&hosted_note).await;
        let served_as_ours = json!(scene.amy.address("notes"));
        scene.serve(&served_as_ours, &hosted_note);
        scene.announce(&served_as_ours).await;

        let stranger = scene.peer.actor("stranger");
        let unasked = scene.note("Announced by a stranger.");
        scene.serve(&unasked["id"], &unasked);
        let inbox = format!("{}/inbox", scene.b.origin());
        let activity = stranger.public_activity("Announce", &unasked["id"]);
        assert_eq!(scene.peer.post(&stranger, &inbox, &activity).await.status, 202);

        let last = scene.note("Last words.");
        scene.serve(&last["id"], &last);
        scene.announce(&last["id"]).await;
        scene.wait_for_boost("Last words.").await;
        scene.b.idle().await;
        let everything = scene.boosts().await;
        assert_eq!(everything.len(), 2, "{everything:?}");
        let fetched = scene.other.fetched();
        assert!(!fetched.contains(&path(&unasked["id"]).to_owned()), "nobody asked for it: {fetched:?}");
        let times = fetched.iter().filter(|one| *one == path(&note["id"])).count();
        assert_eq!(times, 1, "{fetched:?}");
    }

    /// Its server is away when it is needed: the announcement is kept, tried again and then taken once, however often it
    /// comes meanwhile.
    async fn a_failed_one_is_tried_again_and_is_not_seen(world: World) {
        let scene = Scene::set(&world).await;
        let note = scene.note("Good words.");
        scene.other.serve_as(path(&note["id"]), 503, &[], "");
        let announce = scene.zoe.public_activity("Announce", &note["id"]);
        let tried = || scene.other.fetched().iter().filter(|one| *one == path(&note["id"])).count();
        for times in [1, 2] {
            scene.send(&announce).await;
            eventually(SOON, "it is tried", async || (tried() >= times).then_some(())).await;
        }
        assert_eq!(scene.boosts().await, Vec::<Value>::new());
        scene.serve(&note["id"], &note);
        scene.wait_for_boost("Good words.").await;
        scene.send(&announce).await;
        scene.b.idle().await;
        assert_eq!(scene.boosts().await.len(), 1, "it took effect twice");
    }

    /// A recommendation that is announced needs its whole evidence, as one that is sent.
    async fn a_recommendation_that_somebody_announces_comes_with_its_whole_evidence(world: World) {
        let scene = Scene::set(&world).await;
        let (amy, ed) = (&scene.amy, scene.other.actor("ed"));
        let first = amy.sign(amy.attestation(&ed.party()));
        let second = ed.sign(ed.counter_attestation(&first));
        let endorsement = amy.sign(amy.endorsement(&ed.party(), "Ed is thorough.", [&first, &second]));
        let mut bundle = Bundle {
            acceptance: Some(ed.sign(ed.acceptance(&endorsement))),
            endorsement,
            attestations: [first, second],
        };
        let whole = amy.note(&ed.party(), &bundle);
        bundle.acceptance = None;
        let stripped = amy.note(&ed.party(), &bundle);
        for note in [&stripped, &whole] {
            scene.serve(&note["id"], note);
            scene.announce(&note["id"]).await;
        }
        let shown = scene.wait_for_boost("Ed is thorough.").await;
        assert_eq!(shown["uri"], whole["id"]);
        scene.b.idle().await;
        assert_eq!(scene.boosts().await.len(), 1);
        let author = scene.bob.resolve(&amy.handle()).await;
        let given = scene.bob.recommendations_of(&author, "author").await;
        assert_eq!((given.len(), &given[0]["verdict"]), (1, &json!("valid")));
    }
}
