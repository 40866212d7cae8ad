//! One recommendation goes all the way through three real processes, and away again.

mod collected;
mod deleted;
mod found;

use collected::Collected;
use found::Found;
use serde_json::{Value, json};
use vouchwell_tests::{Draft, Instance, Member, Peer, PeerActor, SOON, World, eventually, on_both_databases};

const WORDS: &str = "Bob kept our books for three years and finds the error before the auditor does.";

/// Alice at `a`, Bob at `b`, and at `c` Carol, who follows Alice; a peer follows Alice too.
struct Scene {
    a: Instance,
    b: Instance,
    c: Instance,
    alice: Member,
    bob: Member,
    carol: Member,
    peer: Peer,
    reader: PeerActor,
}

impl Scene {
    async fn set(world: &World) -> Self {
        let (a, b, c) = (
            world.instance("a").await,
            world.instance("b").await,
            world.instance("c").await,
        );
        let (alice, bob, carol) = (a.member("alice"), b.member("bob"), c.member("carol"));
        carol.become_follower(&alice.handle()).await;
        let peer = world.peer("peer").await;
        let reader = peer.actor("reader");
        let follow = reader.activity("Follow", &alice.actor(), &json!(alice.actor()));
        assert_eq!(
            peer.post(&reader, &format!("{}/inbox", alice.actor()), &follow)
                .await
                .status,
            202
        );
        peer.wait_for_type("Accept").await;
        alice.get_to_know(&bob).await;
        Self {
            a,
            b,
            c,
            alice,
            bob,
            carol,
            peer,
            reader,
        }
    }

    /// Goes through all steps up to the public recommendation; answers it as the author and as the subject see it.
    async fn publish(&self) -> (Value, Value) {
        let draft = Draft::new(WORDS);
        let (mine, theirs) = self.alice.write_and_offer(&self.bob, &draft).await;
        assert_eq!(self.alice.recommendation(&mine).await.ok()["state"], "offered");

        let accepted = self.bob.accept(&theirs).await.ok();
        assert_eq!(accepted["state"], "accepted");
        assert!(
            accepted["publish_at"].is_string(),
            "the end of the hold is told: {accepted}"
        );

        let given = self
            .alice
            .wait_for_recommendation("author", WORDS, "public")
            .await;
        let received = self.bob.wait_for_recommendation("subject", WORDS, "public").await;
        assert_eq!(given["uri"], received["uri"]);
        (given, received)
    }

    fn instances(&self) -> [&Instance; 3] {
        [&self.a, &self.b, &self.c]
    }

    async fn found_everywhere(&self, uri: &str) -> Found {
        let found = Found::at_its_origin(&self.a, uri).await;
        found.is_shown_by(&self.alice, &self.alice.handle()).await;
        found.is_shown_by(&self.bob, &self.alice.handle()).await;
        found.is_shown_by(&self.carol, &self.alice.handle()).await;
        found.is_at_home_of(&self.carol).await;
        for instance in self.instances() {
            found.has_its_bundle_at(instance).await;
        }
        found.is_on_the_page_of(&self.alice).await;
        found.is_on_the_page_of(&self.bob).await;
        found
    }

    /// Reads what other servers may read of Alice, in which every type is one text, as in all that is sent.
    async fn reads_as_others_do(&self) {
        let parts = [
            "outbox",
            "outbox?page=true",
            "followers?page=true",
            "following?page=true",
            "collections/featured",
            "collections/recommended_for",
            "recommendations/given?page=true",
            "recommendations/received?page=true",
        ];
        let actor = self.alice.actor();
        let of_alice = parts.map(|part| format!("{actor}/{part}"));
        let of_instance = ["/actor", "/actor/outbox"].map(str::to_owned);
        for address in of_instance.into_iter().chain([actor.clone()]).chain(of_alice) {
            let document = self.a.get_activity(&address).await.ok();
            assert!(document["type"].is_string(), "{address}: {document}");
        }
    }

    async fn gone_everywhere(&self, found: &Found) {
        found.answers_gone_at_its_origin(&self.a).await;
        for member in [&self.alice, &self.bob, &self.carol] {
            found
                .is_hidden_from(member, &self.alice.handle(), &self.bob.handle())
                .await;
        }
        for instance in self.instances() {
            found.is_withdrawn_at(instance).await;
        }
        found.is_not_on_the_page_of(&self.alice).await;
        found.is_not_on_the_page_of(&self.bob).await;
    }

    /// Sends the `Create` that the reader received to everybody again, in every way that somebody else can.
    async fn replay(&self) {
        self.replay_to(&[&self.alice, &self.bob, &self.carol]).await;
    }

    async fn replay_to(&self, members: &[&Member]) {
        let create = self
            .peer
            .wait_for("the Create", |activity| activity["type"] == "Create")
            .await;
        for member in members {
            let inbox = format!("{}/inbox", member.actor());
            let verbatim = self.peer.forward(&create, &inbox).await;
            assert!(
                verbatim.status == 401 || verbatim.status == 202,
                "a request for another host is refused or of no effect: {verbatim}"
            );
            let relayed = self.peer.post(&self.reader, &inbox, &create.json()).await;
            assert_eq!(
                relayed.status, 202,
                "a relayed activity is taken and dropped: {relayed}"
            );
        }
        for instance in self.instances() {
            instance.idle().await;
        }
    }
}

on_both_databases! {
    /// The author takes it back.
    async fn a_recommendation_goes_all_the_way_until_its_author_withdraws_it(world: World) {
        let scene = Scene::set(&world).await;
        let (given, _) = scene.publish().await;
        let uri = given["uri"].as_str().expect("a recommendation has an address");
        let found = scene.found_everywhere(uri).await;
        let collected = Collected::at((&scene.a, &scene.alice), (&scene.b, &scene.bob)).await;
        collected.was_told(&scene.peer).await;
        scene.reads_as_others_do().await;

        scene.alice.withdraw(given["id"].as_str().expect("an id")).await.ok();
        scene.gone_everywhere(&found).await;
        collected.is_gone((&scene.a, &scene.b), &scene.peer).await;
        let deletion = scene.peer.wait_for_type("Delete").await;
        assert_eq!(deletion["object"]["id"], uri);

        scene.replay().await;
        scene.gone_everywhere(&found).await;
    }

    /// The subject hides it.
    async fn a_recommendation_is_gone_when_its_subject_hides_it(world: World) {
        let scene = Scene::set(&world).await;
        let (given, received) = scene.publish().await;
        let found = scene.found_everywhere(given["uri"].as_str().expect("an address")).await;

        scene.bob.withdraw(received["id"].as_str().expect("an id")).await.ok();
        scene.gone_everywhere(&found).await;
        let deletion = scene.peer.wait_for("the Delete of the Note", |activity| {
            activity["type"] == "Delete" && activity["object"]["id"] == given["uri"]
        });
        assert_eq!(deletion.await.json()["actor"], scene.alice.actor());

        scene.replay().await;
        scene.gone_everywhere(&found).await;
        let again = scene.alice.offer(given["id"].as_str().expect("an id")).await;
        assert!(again.status.is_client_error(), "hidden is hidden for good: {again}");
    }

    /// One of the two ends the acquaintance on which it rests.
    async fn a_recommendation_is_gone_when_the_acquaintance_ends(world: World) {
        let scene = Scene::set(&world).await;
        let (given, _) = scene.publish().await;
        let found = scene.found_everywhere(given["uri"].as_str().expect("an address")).await;

        let acquaintance = scene.bob.wait_for_acquaintance(&scene.alice.handle(), "mutual").await;
        scene.bob.end_acquaintance(&acquaintance).await.ok();
        scene.alice.wait_for_acquaintance(&scene.bob.handle(), "ended").await;
        scene.gone_everywhere(&found).await;

        scene.replay().await;
        scene.gone_everywhere(&found).await;
    }

    /// The new text takes the place of the old one only when the subject has accepted it.
    async fn a_revision_replaces_the_text_once_it_is_accepted(world: World) {
        let scene = Scene::set(&world).await;
        let (given, received) = scene.publish().await;
        let mine = given["id"].as_str().expect("an id");
        let uri = given["uri"].as_str().expect("an address");
        let found = Found::at_its_origin(&scene.a, uri).await;
        found.has_its_bundle_at(&scene.c).await;

        let revised = Draft::new("Bob kept our books for four years.");
        scene.alice.edit(mine, &scene.bob.handle(), &revised).await.ok();
        scene.alice.offer(mine).await.ok();
        let theirs = received["id"].as_str().expect("an id");
        eventually(SOON, "Bob is shown the new text", async || {
            let seen = scene.bob.recommendation(theirs).await.ok();
            assert_eq!((&seen["state"], &seen["text"]), (&json!("public"), &json!(WORDS)));
            (seen["revision"]["text"] == revised.text).then_some(())
        })
        .await;
        found.is_on_the_page_of(&scene.bob).await;

        scene.bob.accept(theirs).await.ok();
        for member in [&scene.alice, &scene.bob, &scene.carol] {
            found.is_replaced_for(member, &scene.alice.handle(), &revised.text).await;
        }
        let update = scene.peer.wait_for_type("Update").await;
        assert_eq!(update["object"]["id"], uri, "it stays the same Note");
        assert!(update["withdrawal"].is_object(), "the old text is withdrawn: {update}");
        for instance in scene.instances() {
            found.is_withdrawn_at(instance).await;
        }
    }
}
