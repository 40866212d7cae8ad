//! A withdrawal that was never delivered: the servers of both people are asked before what was checked more than a
//! day ago is shown.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vouchwell_tests::{
    Bundle, Draft, Instance, Member, Peer, PeerActor, SOON, Visitor, World, digest, eventually,
    on_both_databases,
};

const WORDS: &str = "Bob finds the error before the auditor does.";
const DAY: Duration = Duration::from_secs(25 * 3_600);
/// Far more than a reader waits for another server, and far less than a server may take.
const HELD: Duration = Duration::from_secs(12);

/// Alice and Bob at `a`, and Carol at `c`, who follows Alice and has her recommendation.
struct Scene {
    a: Instance,
    c: Instance,
    alice: Member,
    carol: Member,
    given: Value,
    bundle: String,
    page: String,
}

impl Scene {
    async fn set(world: &World) -> Self {
        let (a, c) = (world.instance("a").await, world.instance("c").await);
        let (alice, bob, carol) = (a.member("alice"), a.member("bob"), c.member("carol"));
        carol.become_follower(&alice.handle()).await;
        alice.get_to_know(&bob).await;
        alice.recommend(&bob, &Draft::new(WORDS)).await;
        let given = alice.wait_for_recommendation("author", WORDS, "public").await;
        let account = carol.resolve(&alice.handle()).await;
        let received = eventually(SOON, "Carol's server has it", async || {
            carol.recommendations_of(&account, "author").await.pop()
        })
        .await;
        let uri = given["uri"].as_str().expect("an address");
        let bundle = a.get(&format!("{uri}/bundle")).await.ok();
        Self {
            bundle: bundle_path(&bundle),
            page: page_path(&received),
            a,
            c,
            alice,
            carol,
            given,
        }
    }

    /// Alice withdraws while `c` is down, and the delivery of it is given up.
    async fn withdraw_unheard(&mut self) {
        self.c.kill();
        self.alice
            .withdraw(self.given["id"].as_str().expect("an id"))
            .await
            .ok();
        self.a.execute("DELETE FROM job").await;
        self.a.idle().await;
    }
}

fn bundle_path(bundle: &Value) -> String {
    format!(
        "/.well-known/vouchwell/bundles/{}",
        digest(&bundle["endorsement"])
    )
}

fn page_path(recommendation: &Value) -> String {
    format!(
        "/recommendations/{}",
        recommendation["id"].as_str().expect("an id")
    )
}

/// Everything about a recommendation of which both people are at the peer.
struct Scripted {
    bundle: Bundle,
    create: Value,
}

impl Scripted {
    fn of(amy: &PeerActor, ben: &PeerActor) -> Self {
        let first = amy.sign(amy.attestation(&ben.party()));
        let second = ben.sign(ben.counter_attestation(&first));
        let endorsement = amy.sign(amy.endorsement(&ben.party(), WORDS, [&first, &second]));
        let acceptance = ben.sign(ben.acceptance(&endorsement));
        let bundle = Bundle {
            endorsement,
            attestations: [first, second],
            acceptance: Some(acceptance),
        };
        let note = amy.note(&ben.party(), &bundle);
        Self {
            create: amy.public_activity("Create", &note),
            bundle,
        }
    }
}

/// The paths about withdrawals that the peer was asked for.
fn questions(peer: &Peer) -> Vec<String> {
    let mut asked = peer.fetched();
    asked.retain(|path| path.starts_with("/.well-known/vouchwell/withdrawals/"));
    asked.sort();
    asked
}

on_both_databases! {
    /// The origin has withdrawn it; whoever is shown it next after a day is shown that it is gone.
    async fn what_was_withdrawn_unheard_is_gone_when_it_is_shown_after_a_day(world: World) {
        let mut scene = Scene::set(&world).await;
        scene.withdraw_unheard().await;
        scene.c.start().await;
        let shown = scene.c.get_page(&scene.page).await;
        assert!(shown.body.contains(WORDS), "within a day nobody asks again: {shown}");
        let picture = format!("{}/preview.png", scene.page);
        let drawn = scene.c.get(&picture).await;
        assert_eq!(drawn.status, 200, "it is drawn: {drawn}");
        assert_eq!(drawn.headers["content-type"], "image/png");

        world.pass(DAY);
        scene.c.restart().await;
        let page = eventually(SOON, "it is gone", async || {
            let page = scene.c.get_page(&scene.page).await;
            (page.status == 410).then_some(page)
        })
        .await;
        assert!(!page.body.contains(WORDS), "{page}");
        assert_eq!(scene.c.get(&scene.bundle).await.status, 410);
        assert_eq!(scene.c.get(&picture).await.status, 410);
        let home = scene.carol.home().await;
        assert!(home.is_empty(), "still a status: {home:?}");
    }

    /// A server that is away holds no page: the old text is shown with the old time, and once the server is back
    /// it is asked without any reader.
    async fn a_server_that_is_away_is_asked_again_behind_the_scenes(world: World) {
        let mut scene = Scene::set(&world).await;
        scene.withdraw_unheard().await;
        scene.a.kill();
        world.pass(DAY);
        scene.c.start().await;

        let start = Instant::now();
        let shown = scene.c.get_page(&scene.page).await;
        assert!(start.elapsed() < HELD, "the page took {:?}", start.elapsed());
        assert!(shown.body.contains(WORDS), "{shown}");
        assert!(shown.body.contains("have not been asked for withdrawals yet"), "{shown}");

        scene.a.start().await;
        eventually(SOON, "it is gone", async || {
            (scene.c.get(&scene.bundle).await.status == 410).then_some(())
        })
        .await;
    }

    /// However many readers come, one question goes out for a document in a day.
    async fn many_readers_cause_one_question_a_day(world: World) {
        let mut c = world.instance("c").await;
        let carol = c.member("carol");
        let peer = world.peer("peer").await;
        let (amy, ben) = (peer.actor("amy"), peer.actor("ben"));
        carol.follow(&amy.handle()).await;
        let follow = peer.wait_for_type("Follow").await;
        let inbox = format!("{}/inbox", carol.actor());
        peer.post(&amy, &inbox, &amy.activity("Accept", &carol.actor(), &follow)).await;
        c.idle().await;
        let Scripted { bundle, create } = Scripted::of(&amy, &ben);
        assert_eq!(peer.post(&amy, &inbox, &create).await.status, 202);
        let account = carol.resolve(&amy.handle()).await;
        let received = eventually(SOON, "Carol's server has it", async || {
            carol.recommendations_of(&account, "author").await.pop()
        })
        .await;
        let page = page_path(&received);
        assert_eq!(questions(&peer), Vec::<String>::new(), "it has just come");

        world.pass(DAY);
        c.restart().await;
        let shown = readers(&c, &page).await;
        assert!(shown.iter().all(|status| *status == 200), "{shown:?}");
        eventually(SOON, "the page says when its servers were asked", async || {
            c.get_page(&page).await.body.contains("were last asked for withdrawals on").then_some(())
        })
        .await;
        let acceptance = bundle.acceptance.as_ref().expect("it was accepted");
        let documents = [&bundle.endorsement, &bundle.attestations[0], &bundle.attestations[1], acceptance];
        let mut expected = documents.map(|one| format!("/.well-known/vouchwell/withdrawals/{}", digest(one)));
        expected.sort();
        assert_eq!(questions(&peer), expected, "each document once");

        // An answer that is not what was asked for changes nothing.
        let forged = amy.sign(amy.withdrawal(acceptance));
        let json = [("content-type", "application/json")];
        let address = format!("/.well-known/vouchwell/withdrawals/{}", digest(acceptance));
        peer.serve_as(&address, 200, &json, &forged.to_string());
        world.pass(DAY);
        c.restart().await;
        eventually(SOON, "it was asked again", async || {
            assert!(c.get_page(&page).await.body.contains(WORDS), "Amy withdrew what is Ben's");
            (questions(&peer).len() >= 8).then_some(())
        })
        .await;
        c.idle().await;
        assert!(c.get_page(&page).await.body.contains(WORDS), "Amy withdrew what is Ben's");

        peer.serve_as(&address, 200, &json, &ben.sign(ben.withdrawal(acceptance)).to_string());
        world.pass(DAY);
        c.restart().await;
        eventually(SOON, "it is gone", async || (c.get_page(&page).await.status == 410).then_some(())).await;
        assert_eq!(carol.recommendations_of(&account, "author").await, Vec::<Value>::new());
        let answer = carol.get(&bundle_path(&json!({"endorsement": bundle.endorsement}))).await;
        assert_eq!(answer.json()["withdrawals"][0]["digest"], digest(acceptance), "{answer}");

        let file = bundle.json();
        assert_eq!(c.verify(&file.to_string()).1, "valid", "the file alone does not know");
        let verified = c.post("/api/v1/vouchwell/verify", &file).await.ok();
        assert_eq!(verified["verdict"], "withdrawn", "this server does: {verified}");
    }
}

/// Ten readers at the same time.
async fn readers(instance: &Instance, page: &str) -> Vec<StatusCode> {
    let mut readers = JoinSet::new();
    for _ in 0..10 {
        let (reader, page) = (Visitor::clone(instance), page.to_owned());
        readers.spawn(async move { reader.get_page(&page).await.status });
    }
    readers.join_all().await
}
