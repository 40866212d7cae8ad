//! Mallory publishes recommendations of Bob, whose evidence is not what it should be. Bob's server gave its
//! consent to one text of Amy's only.

use serde_json::{Value, json};
use vouchwell_tests::{Bundle, Member, Party, PeerActor, SOON, World, eventually, on_both_databases};

use crate::scene::Scene;

const WORDS: &str = "Bob finds the error before the auditor does.";

/// Amy and Bob know each other, and Bob's consent to her text is there; Carol at `c` follows Amy and Mallory.
struct Published {
    scene: Scene,
    _c: vouchwell_tests::Instance,
    carol: Member,
    bob: Party,
    bundle: Bundle,
    note: Value,
}

impl Published {
    /// Goes all the way but for the `Create`.
    async fn set(world: &World) -> Self {
        let scene = Scene::set(world).await;
        let c = world.instance("c").await;
        let carol = c.member("carol");
        let bob = Party::of(&scene.bob).await;
        let amy = &scene.amy;
        let first = amy.sign(amy.attestation(&bob));
        let mut offer = amy.activity("Offer", &bob.id, &first);
        offer["target"] = json!(bob.id);
        scene.send(amy, &offer).await;
        let asked = scene.bob.wait_for_acquaintance(&amy.handle(), "asked").await;
        scene.bob.confirm_acquaintance(&asked).await.ok();
        let accept = scene.peer.wait_for_type("Accept").await;
        let attestations = [first, accept["result"].clone()];

        let endorsement = amy.sign(amy.endorsement(&bob, WORDS, [&attestations[0], &attestations[1]]));
        let mut bundle = Bundle {
            endorsement,
            attestations,
            acceptance: None,
        };
        let mut note = amy.note(&bob, &bundle);
        scene.send(amy, &amy.offer(&note, &bob)).await;
        let offered = scene
            .bob
            .wait_for_recommendation("subject", WORDS, "offered")
            .await;
        scene
            .bob
            .accept(offered["id"].as_str().expect("an id"))
            .await
            .ok();
        let accept = scene
            .peer
            .wait_for("consent", |activity| activity["result"]["type"] == "Acceptance")
            .await;
        bundle.acceptance = Some(accept.json()["result"].clone());
        note["recommendation"] = bundle.json();
        Self {
            scene,
            _c: c,
            carol,
            bob,
            bundle,
            note,
        }
    }

    /// Sends an activity to Bob's and to Carol's inbox.
    async fn send(&self, actor: &PeerActor, activity: &Value) {
        self.scene.send(actor, activity).await;
        let answer = self
            .scene
            .peer
            .post(actor, &format!("{}/inbox", self.carol.actor()), activity)
            .await;
        assert_eq!(answer.status, 202, "{answer}");
    }

    /// The texts of the recommendations that Carol's server lists for Bob.
    async fn texts(&self) -> Vec<String> {
        let account = self.carol.resolve(&self.scene.bob.handle()).await;
        let listed = self.carol.recommendations_of(&account, "subject").await;
        listed
            .iter()
            .filter_map(|one| one["text"].as_str())
            .map(str::to_owned)
            .collect()
    }

    async fn settle(&self) {
        self.scene.b.idle().await;
        self._c.idle().await;
    }

    /// Publishes the right one; it is listed.
    async fn publish(&self) {
        let create = self.scene.amy.public_activity("Create", &self.note);
        self.send(&self.scene.amy, &create).await;
        eventually(SOON, "Carol's server lists it", async || {
            (self.texts().await == [WORDS]).then_some(())
        })
        .await;
    }
}

/// Carol follows an actor of the peer, which takes it.
async fn follow(published: &Published, actor: &PeerActor) {
    published.carol.follow(&actor.handle()).await;
    let carol = published.carol.actor();
    let is_follow = |activity: &Value| activity["type"] == "Follow" && activity["object"] == actor.id();
    let follow = published
        .scene
        .peer
        .wait_for("Carol's Follow", is_follow)
        .await
        .json();
    let accept = actor.activity("Accept", &carol, &follow);
    published
        .scene
        .peer
        .post(actor, &format!("{carol}/inbox"), &accept)
        .await;
}

on_both_databases! {
    /// Bundles that are spoilt in every way are not listed; the right one is.
    async fn attestation_stripped_acceptance_stripped_and_other_evidence_that_does_not_hold(world: World) {
        let published = Published::set(&world).await;
        follow(&published, &published.scene.amy).await;
        follow(&published, &published.scene.mallory).await;
        let (amy, mallory) = (&published.scene.amy, &published.scene.mallory);
        let Bundle { endorsement, attestations, acceptance } = &published.bundle;
        let [first, second] = attestations;
        let spoilt = |change: &dyn Fn(&mut Value)| {
            let mut note = published.note.clone();
            note["id"] = json!(amy.address("recommendations"));
            change(&mut note);
            amy.public_activity("Create", &note)
        };
        let other_text = amy.sign(amy.endorsement(&published.bob, "Bob is a genius.", [first, second]));
        let rewritten = json!("Bob is a genius.");
        let by_mallory = mallory.sign(mallory.endorsement(&published.bob, "Says Mallory.", [first, second]));
        let one_sided = mallory.sign(mallory.attestation(&published.bob));
        let attacks = [
            ("no acceptance", spoilt(&|note| {
                note["recommendation"].as_object_mut().expect("a bundle").remove("acceptance");
            })),
            ("no attestations", spoilt(&|note| note["recommendation"]["attestations"] = json!([]))),
            ("one side only", spoilt(&|note| note["recommendation"]["attestations"] = json!([first]))),
            ("one side twice", spoilt(&|note| note["recommendation"]["attestations"] = json!([first, first]))),
            ("sides exchanged", spoilt(&|note| note["recommendation"]["attestations"] = json!([second, first]))),
            ("text changed", spoilt(&|note| note["recommendation"]["endorsement"]["text"] = rewritten.clone())),
            ("another text", spoilt(&|note| note["recommendation"]["endorsement"] = other_text.clone())),
            ("accepted by the author", spoilt(&|note| {
                note["recommendation"]["endorsement"] = other_text.clone();
                note["recommendation"]["acceptance"] = amy.sign(amy.acceptance(&other_text));
            })),
            ("topic changed", spoilt(&|note| {
                note["recommendation"]["endorsement"]["topics"] = json!(["brain_surgery"]);
            })),
            ("a third party's attestation", spoilt(&|note| {
                note["recommendation"]["attestations"][1] = mallory.sign(mallory.counter_attestation(first));
            })),
            ("about somebody else", spoilt(&|note| {
                let about_mallory = amy.sign(amy.endorsement(&mallory.party(), WORDS, [first, second]));
                note["recommendation"]["acceptance"] = mallory.sign(mallory.acceptance(&about_mallory));
                note["recommendation"]["endorsement"] = about_mallory;
            })),
            ("consent named and not given", spoilt(&|note| {
                note["recommendation"]["acceptance"] = acceptance.as_ref().expect("consent")["id"].clone();
            })),
            ("consent without its proof", spoilt(&|note| {
                note["recommendation"]["acceptance"].as_object_mut().expect("consent").remove("proof");
            })),
            ("consent with a foreign proof", spoilt(&|note| {
                note["recommendation"]["acceptance"]["proof"] = endorsement["proof"].clone();
            })),
            ("withdrawn beforehand", spoilt(&|note| {
                let withdrawal = amy.sign(amy.withdrawal(endorsement));
                note["recommendation"]["withdrawals"] = json!([withdrawal]);
            })),
            ("not public", spoilt(&|note| note["to"] = json!([published.bob.id]))),
            ("subject not told", spoilt(&|note| note["cc"] = json!([]))),
        ];
        for (attack, create) in attacks {
            published.send(amy, &create).await;
            published.settle().await;
            assert_eq!(published.texts().await, Vec::<String>::new(), "{attack}");
        }
        let mut stolen = published.note.clone();
        stolen["id"] = json!(mallory.address("recommendations"));
        stolen["attributedTo"] = json!(mallory.id());
        published.send(mallory, &mallory.public_activity("Create", &stolen)).await;
        stolen["recommendation"]["endorsement"] = by_mallory;
        stolen["recommendation"]["attestations"][0] = one_sided;
        published.send(mallory, &mallory.public_activity("Create", &stolen)).await;
        published.settle().await;
        assert_eq!(published.texts().await, Vec::<String>::new(), "another's evidence");
        let account = published.carol.resolve(&amy.handle()).await;
        assert_eq!(published.carol.statuses_of(&account).await, Vec::<Value>::new(), "not as a status either");

        assert_eq!(endorsement["text"], WORDS);
        assert!(acceptance.is_some());
        published.publish().await;
    }

    /// A recommendation that was withdrawn does not come back.
    async fn withdrawal_stripped_and_replayed_create_after_withdrawal(world: World) {
        let published = Published::set(&world).await;
        let amy = &published.scene.amy;
        follow(&published, amy).await;
        published.publish().await;

        let mallory = &published.scene.mallory;
        let foreign = mallory.sign(mallory.withdrawal(&published.bundle.endorsement));
        published.send(mallory, &mallory.deletion(&published.note["id"], &foreign)).await;
        published.settle().await;
        assert_eq!(published.texts().await, [WORDS], "Mallory withdrew what is Amy's");

        let withdrawal = amy.sign(amy.withdrawal(&published.bundle.endorsement));
        published.send(amy, &amy.deletion(&published.note["id"], &withdrawal)).await;
        eventually(SOON, "it is gone", async || published.texts().await.is_empty().then_some(())).await;

        let mut renamed = published.note.clone();
        renamed["id"] = json!(amy.address("recommendations"));
        for (kind, note) in [("Create", &published.note), ("Update", &published.note), ("Create", &renamed)] {
            published.send(amy, &amy.public_activity(kind, note)).await;
            published.settle().await;
            assert_eq!(published.texts().await, Vec::<String>::new(), "{kind} brought it back");
        }
    }

    /// The withdrawal comes before what it withdraws.
    async fn a_withdrawal_that_comes_first_counts(world: World) {
        let published = Published::set(&world).await;
        let amy = &published.scene.amy;
        follow(&published, amy).await;
        let withdrawal = amy.sign(amy.withdrawal(&published.bundle.endorsement));
        published.send(amy, &amy.deletion(&published.note["id"], &withdrawal)).await;
        published.settle().await;
        published.send(amy, &amy.public_activity("Create", &published.note)).await;
        published.settle().await;
        assert_eq!(published.texts().await, Vec::<String>::new());
    }

    /// Somebody registers Amy's domain anew and makes new keys: she inherits nothing.
    async fn domain_registered_anew_by_somebody_else_with_a_new_key(world: World) {
        let published = Published::set(&world).await;
        let imposter = published.scene.amy.with_new_keys();
        published.scene.peer.publish(&imposter);
        let [first, second] = &published.bundle.attestations;
        let endorsement = imposter.sign(imposter.endorsement(&published.bob, "I am Amy.", [first, second]));
        let attestations = published.bundle.attestations.clone();
        let bundle = Bundle { endorsement, attestations, acceptance: None };
        let note = imposter.note(&published.bob, &bundle);
        let offer = imposter.offer(&note, &published.bob);
        let inbox = published.scene.inbox();
        let answer = published.scene.peer.post(&imposter, &inbox, &offer).await;
        assert_eq!(answer.status, 202, "she speaks for the domain: {answer}");
        published.settle().await;
        let seen = published.scene.bob.recommendation_with("subject", "I am Amy.").await;
        assert!(seen.is_none(), "new evidence under the old acquaintance: {seen:?}");
    }

    /// Nobody attests for two names with one key.
    async fn self_endorsement_under_two_names_of_one_key(world: World) {
        let scene = Scene::set(&world).await;
        let mut double = scene.mallory.document();
        let bob = scene.bob.get_activity(&scene.bob.actor()).await.ok();
        let key = bob["assertionMethod"][0]["publicKeyMultibase"].clone();
        double["assertionMethod"][0]["publicKeyMultibase"] = key;
        scene.peer.serve("/users/mallory", &double);
        let answer = scene.bob.attest(&scene.mallory.handle()).await;
        assert_eq!(answer.status, 422, "Bob attests that he knows a copy of himself: {answer}");
        scene.bob.attest(&scene.amy.handle()).await.ok();
    }
}
