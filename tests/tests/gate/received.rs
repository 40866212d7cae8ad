//! The doors of the subject's server. The author lives on a scripted peer.

use serde_json::{Value, json};
use vouchwell_tests::{
    Bundle, Instance, Member, Party, Peer, PeerActor, SOON, World, eventually, on_both_databases,
};

use crate::doors::Doors;
use crate::secret::Secret;

const WORD: &str = "wolframite";
/// The text that Bob accepts in the end.
const LAST: u32 = 5;

/// Bob at `b`, those who might read along, and Amy, the author, on a peer.
struct Scene {
    b: Instance,
    // Runs as long as the scene.
    _c: Instance,
    bob: Member,
    dora: Member,
    erik: Member,
    carol: Member,
    peer: Peer,
    amy_at: Peer,
    amy: PeerActor,
    attestations: [Value; 2],
}

impl Scene {
    async fn set(world: &World) -> Self {
        let b = world
            .build_instance("b")
            .with("VOUCHWELL_HOLD", "6s")
            .start()
            .await;
        let c = world.instance("c").await;
        let (bob, dora, erik) = (b.member("bob"), b.member("dora"), b.member("erik"));
        let carol = c.member("carol");
        dora.become_follower(&bob.handle()).await;
        carol.become_follower(&bob.handle()).await;

        let (peer, amy_at) = (world.peer("peer").await, world.peer("amy").await);
        let reader = peer.actor("reader");
        let follow = reader.activity("Follow", &bob.actor(), &json!(bob.actor()));
        assert_eq!(peer.post(&reader, &inbox(&bob), &follow).await.status, 202);
        peer.wait_for_type("Accept").await;

        let amy = amy_at.actor("amy");
        let first = amy.sign(amy.attestation(&Party::of(&bob).await));
        let offer = amy.activity("Offer", &bob.actor(), &first);
        assert_eq!(
            amy_at
                .post(&amy, &inbox(&bob), &with_target(offer, &bob))
                .await
                .status,
            202
        );
        let asked = bob.wait_for_acquaintance(&amy.handle(), "asked").await;
        bob.confirm_acquaintance(&asked).await.ok();
        let accept = amy_at.wait_for_type("Accept").await;
        let attestations = [first, accept["result"].clone()];
        Self {
            b,
            _c: c,
            bob,
            dora,
            erik,
            carol,
            peer,
            amy_at,
            amy,
            attestations,
        }
    }

    /// Amy offers a text; answers the Offer and the id that it has for Bob.
    async fn offer(&self, number: u32) -> (Value, Secret) {
        let bob = Party::of(&self.bob).await;
        let words = words(number);
        let mut endorsement =
            self.amy
                .endorsement(&bob, &words, [&self.attestations[0], &self.attestations[1]]);
        endorsement["topics"] = json!([format!("topic{WORD}")]);
        let bundle = Bundle {
            endorsement: self.amy.sign(endorsement),
            attestations: self.attestations.clone(),
            acceptance: None,
        };
        let offer = self.amy.offer(&self.amy.note(&bob, &bundle), &bob);
        assert_eq!(
            self.amy_at
                .post(&self.amy, &inbox(&self.bob), &offer)
                .await
                .status,
            202
        );
        let shown = self
            .bob
            .wait_for_recommendation("subject", &words, "offered")
            .await;
        let id = shown["id"].as_str().expect("an id").to_owned();
        let mut secret = Secret {
            word: WORD.to_owned(),
            topic: format!("topic{WORD}"),
            note: None,
            id,
            documents: Vec::new(),
        };
        secret.learn(&offer["object"]);
        (offer, secret)
    }

    fn doors(&self) -> Doors<'_> {
        Doors {
            instance: &self.b,
            owner: &self.bob,
            follower: &self.dora,
            stranger: &self.erik,
            remote: &self.carol,
            peer: &self.peer,
        }
    }
}

fn words(number: u32) -> String {
    format!("Bob is good at {WORD}, text {number}.")
}

fn inbox(member: &Member) -> String {
    format!("{}/inbox", member.actor())
}

fn with_target(mut offer: Value, member: &Member) -> Value {
    offer["target"] = json!(member.actor());
    offer
}

on_both_databases! {
    /// A text wanders through every state on the subject's side.
    async fn nothing_received_is_seen_before_it_is_public(world: World) {
        let scene = Scene::set(&world).await;
        let doors = scene.doors();
        let (_, secret) = scene.offer(1).await;
        doors.are_shut("offered", &secret).await;

        scene.bob.correct(&secret.id, "Five years.").await.ok();
        scene.amy_at.wait_for_type("TentativeReject").await;
        doors.are_shut("corrected", &secret).await;

        let (_, secret) = scene.offer(2).await;
        scene.bob.lapse(&secret.id).await.ok();
        doors.are_shut("lapsed", &secret).await;

        let (_, secret) = scene.offer(3).await;
        scene.bob.accept(&secret.id).await.ok();
        scene.bob.pull(&secret.id).await.ok();
        scene.amy_at.wait_for_type("Undo").await;
        doors.are_shut("pulled", &secret).await;

        let (offer, mut secret) = scene.offer(LAST).await;
        scene.bob.accept(&secret.id).await.ok();
        doors.are_shut("accepted, in the hold", &secret).await;

        let accept = scene.amy_at.wait_for("the Accept of the text", |activity| {
            activity["type"] == "Accept" && activity["result"]["type"] == "Acceptance"
        });
        let accept = accept.await.json();
        assert_eq!(accept["object"], offer["id"]);
        secret.remember(&accept["result"]);
        doors.are_shut("accepted, not yet published", &secret).await;

        let mut note = offer["object"].clone();
        note["published"] = json!(scene.amy.time());
        note["recommendation"]["acceptance"] = accept["result"].clone();
        let create = scene.amy.public_activity("Create", &note);
        assert_eq!(scene.amy_at.post(&scene.amy, &inbox(&scene.bob), &create).await.status, 202);
        doors_are_open(&scene, &secret).await;
    }
}

async fn doors_are_open(scene: &Scene, secret: &Secret) {
    scene
        .bob
        .wait_for_recommendation("subject", &words(LAST), "public")
        .await;
    let account = scene.erik.resolve(&scene.bob.handle()).await;
    let list = format!("/api/v1/vouchwell/accounts/{account}/recommendations?role=subject");
    let endorsement = secret.digests("Endorsement").pop().expect("a text was offered");
    let expected = [
        "page /@bob".to_owned(),
        "recommendations/received, first page".to_owned(),
        format!("bundle {endorsement}"),
        format!("anonymous {list}"),
        format!("stranger {list}"),
    ];
    let found = eventually(SOON, "Bob's page shows it", async || {
        let found = scene.doors().open(secret).await;
        secret.is_in(&found["page /@bob"]).then_some(found)
    })
    .await;
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
    let own = secret
        .documents
        .iter()
        .filter_map(|document| document["id"].as_str());
    for id in own.filter(|id| id.starts_with(scene.b.origin())) {
        assert_eq!(found[&format!("document {id}")].status, 200, "{id}");
    }
    assert_eq!(scene.doors().counts().await["recommendations/received"], 1);
}
