//! Alice leaves: her account is deleted, and everything that she signed goes with it.

use serde_json::{Value, json};
use vouchwell_tests::{Draft, Member, SOON, digest, eventually, on_both_databases};

use crate::found::Found;
use crate::{Scene, WORDS};

const PRAISE: &str = "Alice asks the right questions.";
const SECRET: &str = "A draft that nobody has seen.";

fn is_farewell(activity: &Value, leaving: &Member) -> bool {
    activity["type"] == "Delete" && activity["object"] == leaving.actor()
}

/// The withdrawals of an activity, by what they withdraw.
fn withdrawn(deletion: &Value) -> Vec<String> {
    let withdrawals = match &deletion["withdrawal"] {
        Value::Array(many) => many.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    let digests = withdrawals.iter().map(|one| one["digest"].as_str());
    digests.map(|one| one.expect("a digest").to_owned()).collect()
}

on_both_databases! {
    /// A command beside the running server; then nothing of hers is found, anywhere, and nothing comes back.
    async fn all_that_somebody_signed_is_gone_with_her_account(world: World) {
        let scene = Scene::set(&world).await;
        let (given, _) = scene.publish().await;
        let found = scene.found_everywhere(given["uri"].as_str().expect("an address")).await;
        scene.bob.recommend(&scene.alice, &Draft::new(PRAISE)).await;
        let about = scene.alice.wait_for_recommendation("subject", PRAISE, "public").await;
        let praise = Found::at_its_origin(&scene.b, about["uri"].as_str().expect("an address")).await;
        scene.alice.draft(&scene.bob.handle(), &Draft::new(SECRET)).await.ok();
        // An attestation that is not answered is known to its addressee's server alone.
        let amy = scene.peer.actor("amy");
        scene.alice.attest(&amy.handle()).await.ok();
        let offer = scene.peer.wait_for_type("Offer").await;
        let unanswered = digest(&offer["object"]);

        let refused = scene.a.run(["account", "delete", "alice"], b"");
        let sentence = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{sentence}");
        assert!(sentence.contains("1 public recommendations by alice and 1 about alice"), "{sentence}");
        assert!(sentence.contains("--yes"), "{sentence}");
        let unknown = scene.a.run(["account", "delete", "nobody", "--yes"], b"");
        assert_eq!(unknown.status.code(), Some(2));
        assert_eq!(scene.alice.account().await["acct"], "alice", "nothing was done");

        let deleted = scene.a.run(["account", "delete", "alice", "--yes"], b"");
        assert!(deleted.status.success(), "{}", String::from_utf8_lossy(&deleted.stderr));

        let path = "/users/alice";
        let actor = scene.a.get_activity(path).await;
        assert_eq!((actor.status.as_u16(), &actor.json()["type"]), (410, &json!("Tombstone")), "{actor}");
        for part in ["outbox", "followers", "following", "recommendations/given", "recommendations/received"] {
            assert_eq!(scene.a.get_activity(&format!("{path}/{part}")).await.status, 410, "{part}");
        }
        assert_eq!(scene.a.get_page("/@alice").await.status, 410);
        let webfinger = format!("/.well-known/webfinger?resource=acct:{}", scene.alice.handle());
        assert_eq!(scene.a.get(&webfinger).await.status, 404);
        assert_eq!(scene.a.get("/api/v1/accounts/lookup?acct=alice").await.status, 404);
        assert_eq!(scene.alice.get("/api/v1/accounts/verify_credentials").await.status, 401);
        assert_eq!(scene.a.get("/nodeinfo/2.1").await.ok()["usage"]["users"]["total"], 0);

        found.answers_gone_at_its_origin(&scene.a).await;
        praise.answers_gone_at_its_origin(&scene.b).await;
        for instance in [&scene.a, &scene.b, &scene.c] {
            found.is_withdrawn_at(instance).await;
        }
        praise.is_withdrawn_at(&scene.b).await;
        found.is_not_on_the_page_of(&scene.bob).await;
        praise.is_not_on_the_page_of(&scene.bob).await;
        scene.bob.wait_for_acquaintance(&scene.alice.handle(), "ended").await;
        eventually(SOON, "nothing of Alice is at Carol's home", async || scene.carol.home().await.is_empty().then_some(()))
            .await;

        let bundle = |uri: &str| format!("{uri}/bundle");
        let gone = scene.a.get(&bundle(given["uri"].as_str().expect("an address"))).await;
        assert!(!gone.body.contains(WORDS), "{gone}");
        scene.peer.wait_for("Alice's Delete", |activity| is_farewell(activity, &scene.alice)).await;
        scene.a.idle().await;
        let [to_reader, to_amy] = [scene.reader.name(), "amy"].map(|name| {
            let inbox = format!("/users/{name}/inbox");
            let sent = scene.peer.received().into_iter().filter(|request| request.path == inbox);
            let farewells = sent.map(|request| request.json()).filter(|activity| is_farewell(activity, &scene.alice));
            let told: Vec<Vec<String>> = farewells.map(|farewell| withdrawn(&farewell)).collect();
            assert_eq!(told.len(), 1, "{name} is told once");
            told[0].clone()
        });
        for withdrawal in gone.json()["withdrawals"].as_array().expect("withdrawals") {
            let digest = withdrawal["digest"].as_str().expect("a digest").to_owned();
            assert!(to_reader.contains(&digest) && to_amy.contains(&digest), "{digest} is not withdrawn");
        }
        assert!(to_amy.contains(&unanswered), "her server has that attestation");
        assert!(!to_reader.contains(&unanswered), "nobody else learns that there was one");

        scene.replay_to(&[&scene.bob, &scene.carol]).await;
        found.is_withdrawn_at(&scene.b).await;
        found.is_withdrawn_at(&scene.c).await;
        let again = scene.a.run(
            ["account", "create", "alice", "--email", "new@mail.test", "--password", "correct horse battery"],
            b"",
        );
        assert_eq!(again.status.code(), Some(2), "nobody gets the name again");
    }
}
