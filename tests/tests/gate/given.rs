//! The doors of the author's server. The subject lives on a scripted peer and so knows everything that was
//! offered.

use std::time::Duration;

use serde_json::{Value, json};
use vouchwell_tests::{Draft, Instance, Member, Party, Peer, PeerActor, World, on_both_databases};

use crate::doors::Doors;
use crate::secret::Secret;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Alice at `a`, those who might read along, and Sue, the subject, on a peer.
pub(crate) struct Scene {
    pub(crate) a: Instance,
    // Runs as long as the scene.
    _c: Instance,
    pub(crate) alice: Member,
    dora: Member,
    erik: Member,
    carol: Member,
    peer: Peer,
    sue_at: Peer,
    pub(crate) sue: PeerActor,
    /// What Alice and Sue signed of each other.
    attestations: [Value; 2],
}

impl Scene {
    pub(crate) async fn set(world: &World) -> Self {
        let (a, c) = (world.instance("a").await, world.instance("c").await);
        let (alice, dora, erik) = (a.member("alice"), a.member("dora"), a.member("erik"));
        let carol = c.member("carol");
        dora.become_follower(&alice.handle()).await;
        carol.become_follower(&alice.handle()).await;

        let (peer, sue_at) = (world.peer("peer").await, world.peer("sue").await);
        let reader = peer.actor("reader");
        let follow = reader.activity("Follow", &alice.actor(), &json!(alice.actor()));
        assert_eq!(peer.post(&reader, &inbox(&alice), &follow).await.status, 202);
        peer.wait_for_type("Accept").await;

        let sue = sue_at.actor("sue");
        let attestations = sue_at.confirms(&sue, &alice).await;
        Self {
            a,
            _c: c,
            alice,
            dora,
            erik,
            carol,
            peer,
            sue_at,
            sue,
            attestations,
        }
    }

    pub(crate) async fn draft(&self, word: &str) -> Secret {
        let topic = format!("topic{word}");
        let drafted = self
            .alice
            .draft(&self.sue.handle(), &text(word, &topic))
            .await
            .ok();
        let id = drafted["id"].as_str().expect("a draft has an id").to_owned();
        Secret {
            word: word.to_owned(),
            topic,
            note: None,
            id,
            documents: self.attestations.to_vec(),
        }
    }

    /// Alice makes a draft of what she has offered.
    async fn take_back(&self, secret: &Secret) {
        let same = text(&secret.word, &secret.topic);
        self.alice.edit(&secret.id, &self.sue.handle(), &same).await.ok();
        self.wait_for(secret, "draft").await;
    }

    /// Offers, and answers the Offer as Sue received it.
    pub(crate) async fn offer(&self, secret: &mut Secret) -> Value {
        let before = self.offers();
        self.alice.offer(&secret.id).await.ok();
        let is_new = |activity: &Value| is_offer(activity) && !before.contains(&activity["id"]);
        let offer = self.sue_at.wait_for("an Offer of the text", is_new).await.json();
        secret.learn(&offer["object"]);
        offer
    }

    fn offers(&self) -> Vec<Value> {
        self.sue_at
            .activities()
            .into_iter()
            .filter(is_offer)
            .map(|offer| offer["id"].clone())
            .collect()
    }

    /// Sue answers an Offer, or undoes an answer.
    pub(crate) async fn answer(&self, kind: &str, object: &Value, more: Value) -> Value {
        let mut answer = self.sue.activity(kind, &self.alice.actor(), object);
        for (name, value) in more.as_object().into_iter().flatten() {
            answer[name] = value.clone();
        }
        assert_eq!(
            self.sue_at
                .post(&self.sue, &inbox(&self.alice), &answer)
                .await
                .status,
            202
        );
        answer
    }

    /// Sue accepts for now, as her server does while its hold lasts.
    async fn accept_for_now(&self, secret: &Secret, offer: &Value) -> Value {
        let end = self.sue.time_in(chrono::TimeDelta::hours(24));
        let answer = self
            .answer("TentativeAccept", &offer["id"], json!({"endTime": end}))
            .await;
        self.wait_for(secret, "accepted").await;
        answer
    }

    /// Sue accepts for good.
    pub(crate) async fn accept(&self, secret: &mut Secret, offer: &Value) {
        let acceptance = self.sue.sign(
            self.sue
                .acceptance(&offer["object"]["recommendation"]["endorsement"]),
        );
        secret.remember(&acceptance);
        self.answer("Accept", &offer["id"], json!({"result": acceptance}))
            .await;
    }

    pub(crate) async fn wait_for(&self, secret: &Secret, state: &str) {
        let text = format!("Sue is good at {}.", secret.word);
        self.alice.wait_for_recommendation("author", &text, state).await;
    }

    pub(crate) fn doors(&self) -> Doors<'_> {
        Doors {
            instance: &self.a,
            owner: &self.alice,
            follower: &self.dora,
            stranger: &self.erik,
            remote: &self.carol,
            peer: &self.peer,
        }
    }

    /// The same doors, and now the recommendation is behind them.
    pub(crate) async fn doors_are_open(&self, secret: &Secret) {
        self.peer.wait_for_type("Create").await;
        let found = self.doors().open(secret).await;
        let account = self.erik.resolve(&self.alice.handle()).await;
        let statuses = format!("/api/v1/accounts/{account}/statuses");
        let list = format!("/api/v1/vouchwell/accounts/{account}/recommendations?role=author");
        let mut expected = vec![
            "page /@alice".to_owned(),
            "recommendations/given, first page".to_owned(),
            "outbox, first page".to_owned(),
            "permalink".to_owned(),
            "Note".to_owned(),
            "bundle by id".to_owned(),
            "page of the hashtag".to_owned(),
            "follower /api/v1/timelines/home".to_owned(),
            format!("anonymous {statuses}"),
            format!("anonymous {list}"),
            format!("stranger {list}"),
        ];
        let endorsement = secret.digests("Endorsement").pop().expect("a text was offered");
        expected.push(format!("bundle {endorsement}"));
        for door in expected {
            let answer = found
                .get(&door)
                .unwrap_or_else(|| panic!("no door {door}: {:?}", found.keys()));
            assert!(
                answer.status.is_success() && secret.is_in(answer),
                "{door} is still shut: {answer}"
            );
        }
        assert_eq!(found["picture"].headers["content-type"], "image/png");
        let shown = found[&format!("anonymous {statuses}")].json();
        let (card, origin) = (&shown[0]["card"], self.a.origin());
        let picture = format!("{origin}/recommendations/{}/preview.png?", secret.id);
        assert!(
            card["image"]
                .as_str()
                .is_some_and(|image| image.starts_with(&picture)),
            "{card}"
        );
        assert_eq!((&card["width"], &card["height"]), (&json!(1200), &json!(630)));
        let said = card["description"].as_str().expect("a description");
        let disclosed = "Disclosed: alice pays or has paid sue. For ";
        assert!(
            said.starts_with(disclosed),
            "what the page says before the words: {said}"
        );
        let attestation = secret.documents.iter().find(|document| {
            document["type"] == "Relationship" && document["attributedTo"] == self.alice.actor()
        });
        let attestation = attestation.expect("Alice attested")["id"]
            .as_str()
            .expect("an id");
        assert_eq!(found[&format!("document {attestation}")].status, 200);
        let counts = self.doors().counts().await;
        for count in [
            "outbox",
            "recommendations/given",
            "statuses",
            "statuses of the instance",
        ] {
            assert_eq!(counts[count], 1, "{count}");
        }
    }
}

fn text(word: &str, topic: &str) -> Draft {
    let mut draft = Draft::new(&format!("Sue is good at {word}."));
    draft.topics = vec![topic.to_owned()];
    draft
}

fn inbox(member: &Member) -> String {
    format!("{}/inbox", member.actor())
}

fn is_offer(activity: &Value) -> bool {
    activity["type"] == "Offer" && activity["object"]["type"] == "Note"
}

on_both_databases! {
    /// A text wanders through every state on the author's side.
    async fn nothing_given_is_seen_before_it_is_public(world: World) {
        let scene = Scene::set(&world).await;
        let doors = scene.doors();
        let mut secret = scene.draft("xylography").await;
        doors.are_shut("draft", &secret).await;

        let offer = scene.offer(&mut secret).await;
        doors.are_shut("offered", &secret).await;

        scene.answer("TentativeReject", &offer["id"], json!({"content": "Five years."})).await;
        scene.wait_for(&secret, "draft").await;
        doors.are_shut("corrected", &secret).await;

        let offer = scene.offer(&mut secret).await;
        let accept = scene.accept_for_now(&secret, &offer).await;
        doors.are_shut("accepted, in the hold", &secret).await;

        scene.answer("Undo", &accept["id"], json!({})).await;
        scene.wait_for(&secret, "offered").await;
        doors.are_shut("pulled by the subject", &secret).await;

        scene.take_back(&secret).await;
        doors.are_shut("taken back", &secret).await;
        let offer = scene.offer(&mut secret).await;
        scene.accept_for_now(&secret, &offer).await;
        scene.alice.pull(&secret.id).await.ok();
        scene.sue_at.wait_for("Undo of the Offer", |activity| {
            let undone = [&activity["object"], &activity["object"]["id"]];
            activity["type"] == "Undo" && undone.contains(&&offer["id"])
        })
        .await;
        doors.are_shut("pulled by the author", &secret).await;

        scene.accept(&mut secret, &offer).await;
        doors.are_shut("accepted after it was pulled", &secret).await;

        let offer = scene.offer(&mut secret).await;
        scene.accept(&mut secret, &offer).await;
        scene.wait_for(&secret, "public").await;
        scene.doors_are_open(&secret).await;
    }

    /// Nobody answers for 22 days, and then too late.
    async fn nothing_given_is_seen_after_it_has_lapsed(world: World) {
        let mut scene = Scene::set(&world).await;
        let mut secret = scene.draft("ytterbium").await;
        let offer = scene.offer(&mut secret).await;

        world.pass(22 * DAY);
        scene.a.restart().await;
        scene._c.restart().await;
        scene.wait_for(&secret, "lapsed").await;
        scene.doors().are_shut("lapsed", &secret).await;

        scene.accept(&mut secret, &offer).await;
        scene.doors().are_shut("accepted too late", &secret).await;

        scene.take_back(&secret).await;
        let offer = scene.offer(&mut secret).await;
        scene.accept(&mut secret, &offer).await;
        scene.wait_for(&secret, "public").await;
        scene.doors_are_open(&secret).await;
    }

    /// Without the other's attestation a text cannot even be offered.
    async fn a_text_cannot_be_offered_to_somebody_who_has_not_attested(world: World) {
        let (a, peer) = (world.instance("a").await, world.peer("sue").await);
        let (alice, sue) = (a.member("alice"), peer.actor("sue"));
        alice.attest(&sue.handle()).await.ok();
        peer.wait_for_type("Offer").await;
        let drafted = alice.draft(&sue.handle(), &Draft::new("Sue is good.")).await.ok();
        let id = drafted["id"].as_str().expect("a draft needs no acquaintance");
        alice.offer(id).await.refused(422);
        a.idle().await;
        assert_eq!(peer.activities().len(), 1, "only the attestation was sent");

        let alice_signs = Party::of(&alice).await;
        let mut accept = sue.activity("Accept", &alice.actor(), &peer.activities()[0]["id"]);
        accept["result"] = sue.sign(sue.attestation(&alice_signs));
        peer.post(&sue, &inbox(&alice), &accept).await;
        a.idle().await;
        alice.offer(id).await.refused(422);

        accept = sue.activity("Accept", &alice.actor(), &peer.activities()[0]["id"]);
        accept["result"] = sue.sign(sue.counter_attestation(&peer.activities()[0]["object"]));
        peer.post(&sue, &inbox(&alice), &accept).await;
        alice.wait_for_acquaintance(&sue.handle(), "mutual").await;
        alice.offer(id).await.ok();
    }
}
