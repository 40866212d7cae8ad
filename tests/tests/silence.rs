//! Declined, ignored, blocked and expired cannot be told apart, and nothing is sent.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use vouchwell_tests::{
    Answer, Draft, Instance, Member, Party, Peer, PeerActor, SOON, World, eventually, on_both_databases,
};

const DAYS: Duration = Duration::from_secs(24 * 60 * 60);
const NAMES: [&str; 3] = ["decliner", "ignorer", "blocker"];

/// What Alice is shown of somebody, with that person's name, the ids and the times blotted out, so that two
/// views can be compared letter by letter.
fn blot(view: &Value, name: &str) -> String {
    let blotted = match view {
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let blank = [
                    "id",
                    "at",
                    "created_at",
                    "accept_by",
                    "closes_at",
                    "last_status_at",
                    "reminded_at",
                ];
                let is_address_of_text = value
                    .as_str()
                    .is_some_and(|value| value.contains("/recommendations/"));
                let value = if blank.contains(&key.as_str()) && value.is_string() || is_address_of_text {
                    "a value".to_owned()
                } else {
                    blot(value, name)
                };
                format!("{key}: {value}")
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(values) => {
            format!(
                "[{}]",
                values
                    .iter()
                    .map(|value| blot(value, name))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        other => other.to_string(),
    };
    blotted.replace(name, "somebody")
}

/// What was answered when each of the three was asked, in this order.
#[derive(Default)]
struct Asked {
    answers: Vec<Value>,
}

impl Asked {
    /// Asks another one. The answer is the same as for those before, and what is open ends in three weeks.
    async fn ask(&mut self, world: &World, other: &Member, ask: impl Future<Output = Answer>) -> String {
        let earliest = DateTime::<Utc>::from(world.now()) - TimeDelta::seconds(1);
        let answer = ask.await.ok();
        let latest = DateTime::<Utc>::from(world.now()) + TimeDelta::seconds(1);
        for end in ["accept_by", "closes_at"] {
            if let Some(end) = answer[end].as_str() {
                let begin = end.parse::<DateTime<Utc>>().expect("a time") - TimeDelta::days(21);
                assert!(
                    earliest <= begin && begin <= latest,
                    "the end tells something: {answer}"
                );
            }
        }
        let (first, this) = (self.answers.first(), blot(&answer, other.name()));
        if let Some(first) = first {
            assert_eq!(blot(first, NAMES[0]), this, "can be told apart");
        }
        let id = answer["id"].as_str().expect("an id").to_owned();
        self.answers.push(answer);
        id
    }

    /// Of the three, what `asker` sees under `path` is the same in all but the state as when they were asked: no time
    /// has moved. They stand in the order in which they were asked, newest first.
    async fn one_view(&self, asker: &Member, path: &str) -> String {
        let list = asker.get(path).await.ok();
        let list = list.as_array().expect("a list");
        let order: Vec<&str> = list
            .iter()
            .filter_map(|one| person(one)["username"].as_str())
            .collect();
        let newest_first: Vec<&str> = NAMES.into_iter().rev().collect();
        assert_eq!(order, newest_first, "the order tells something");
        for (asked, seen) in self.answers.iter().zip(list.iter().rev()) {
            assert_eq!(lasting(asked), lasting(seen), "something has changed");
        }
        one_view(asker, path).await
    }
}

/// Whom something is about.
fn person(one: &Value) -> &Value {
    one.get("subject").unwrap_or(&one["account"])
}

/// What time and answers do not change.
fn lasting(one: &Value) -> Value {
    let mut lasting = one.clone();
    let fields = lasting.as_object_mut().expect("an object");
    for changing in ["state", "account", "author", "subject", "reminded_at"] {
        fields.remove(changing);
    }
    lasting
}

/// What `asker` sees of each of the three under `path`; they must be the same, and are answered once.
async fn one_view(asker: &Member, path: &str) -> String {
    let list = asker.get(path).await.ok();
    let views: Vec<String> = NAMES.iter().map(|name| view_of(&list, name)).collect();
    assert!(
        views.iter().all(|view| *view == views[0]),
        "can be told apart: {views:#?}"
    );
    for name in NAMES {
        let one = list
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| person(one)["username"] == name);
        let id = one.and_then(|one| one["id"].as_str()).expect("an id");
        let path = path.split('?').next().expect("a path");
        let alone = asker.get(&format!("{path}/{id}")).await;
        assert!(
            path.ends_with("requests") || blot(&alone.ok(), name) == views[0],
            "{name} alone differs"
        );
    }
    views[0].clone()
}

fn view_of(list: &Value, name: &str) -> String {
    let mut of_name = list
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| person(one)["username"] == name);
    let view = of_name
        .next()
        .unwrap_or_else(|| panic!("{name} is not in {list}"));
    assert!(of_name.next().is_none(), "{name} is there twice: {list}");
    blot(view, name)
}

/// Three people at `b`, of whom one has blocked the asker before she asks.
async fn three(b: &Instance, asker: &str) -> [Member; 3] {
    let three = NAMES.map(|name| b.member(name));
    three[2].block(asker).await;
    three
}

on_both_databases! {
    /// Alice says that she knows three people. She sees the same of all: at once, and when the time is over.
    async fn an_offer_that_is_not_answered_tells_nothing(world: World) {
        let (mut a, mut b) = (world.instance("a").await, world.instance("b").await);
        let alice = a.member("alice");
        let [decliner, ignorer, blocker] = three(&b, &alice.handle()).await;
        let mut offers = Asked::default();
        for other in [&decliner, &ignorer, &blocker] {
            offers.ask(&world, other, alice.attest(&other.handle())).await;
        }
        let asked = decliner.wait_for_acquaintance(&alice.handle(), "asked").await;
        decliner.answer_acquaintance(&asked, &json!({"answer": "no"})).await.ok();
        ignorer.wait_for_acquaintance(&alice.handle(), "asked").await;
        a.idle().await;
        b.idle().await;

        let view = offers.one_view(&alice, "/api/v1/vouchwell/acquaintances").await;
        assert!(view.contains("state: \"offered\""), "{view}");
        let notified = alice.notifications().await;
        assert!(notified.is_empty(), "Alice is told something: {notified:?}");

        world.pass(22 * DAYS);
        a.restart().await;
        b.restart().await;
        let view = offers.one_view(&alice, "/api/v1/vouchwell/acquaintances").await;
        assert!(view.contains("state: \"closed\""), "the expired, the declined, the blocked: {view}");
        let notified = alice.notifications().await;
        assert!(notified.is_empty(), "Alice is told something: {notified:?}");
    }

    /// The same for a request to write a recommendation, and for the reminder of it, among people who know each
    /// other; and for the offer to renew their acquaintance.
    async fn a_request_that_is_not_answered_tells_nothing(world: World) {
        let (mut a, mut b) = (world.instance("a").await, world.instance("b").await);
        let alice = a.member("alice");
        let [decliner, ignorer, blocker] = NAMES.map(|name| b.member(name));
        for other in [&decliner, &ignorer, &blocker] {
            alice.get_to_know(other).await;
        }
        blocker.block(&alice.handle()).await;
        let before = alice.notifications().await;
        let (mut asked, mut renewed, mut requests) = (Asked::default(), Vec::new(), Vec::new());
        for other in [&decliner, &ignorer, &blocker] {
            requests.push((other, asked.ask(&world, other, alice.ask(&other.handle())).await));
            renewed.push(blot(&alice.attest(&other.handle()).await.ok(), other.name()));
        }
        assert!(renewed.iter().all(|answer| *answer == renewed[0]), "{renewed:#?}");
        let renewal = decliner.wait_for_renewal(&alice.handle()).await;
        decliner.answer_acquaintance(&renewal, &json!({"answer": "no"})).await.ok();
        let request = decliner.wait_for_request("alice").await;
        decliner.answer_request(&request, &json!({"answer": "dont_know"})).await.ok();
        ignorer.wait_for_request("alice").await;
        a.idle().await;
        b.idle().await;

        let view = asked.one_view(&alice, "/api/v1/vouchwell/requests").await;
        assert!(view.contains("state: \"open\""), "{view}");
        let view = one_view(&alice, "/api/v1/vouchwell/acquaintances").await;
        assert!(view.contains("state: \"mutual\"") && view.contains("state: \"offered\""), "{view}");

        world.pass(15 * DAYS);
        a.restart().await;
        b.restart().await;
        let mut reminded = Vec::new();
        for (other, id) in &requests {
            reminded.push(blot(&alice.remind(id).await.ok(), other.name()));
        }
        assert!(reminded.iter().all(|answer| *answer == reminded[0]), "{reminded:#?}");
        eventually(SOON, "the ignorer is reminded", async || {
            ignorer.requests().await[0]["reminded_at"].is_string().then_some(())
        })
        .await;
        a.idle().await;
        b.idle().await;
        assert!(decliner.requests().await[0]["reminded_at"].is_null(), "who has answered is left alone");
        let view = one_view(&alice, "/api/v1/vouchwell/requests").await;
        assert!(view.contains("state: \"open\""), "{view}");

        world.pass(7 * DAYS);
        a.restart().await;
        b.restart().await;
        let view = asked.one_view(&alice, "/api/v1/vouchwell/requests").await;
        assert!(view.contains("state: \"closed\""), "{view}");
        let view = one_view(&alice, "/api/v1/vouchwell/acquaintances").await;
        assert!(view.contains("state: \"mutual\"") && view.contains("state: \"closed\""), "{view}");
        assert_eq!(alice.notifications().await, before, "Alice is told something");
    }

    /// Two people on one server: no message could betray anything, and no page does either.
    async fn silence_is_the_same_on_one_server(world: World) {
        let mut a = world.instance("a").await;
        let alice = a.member("alice");
        let [decliner, ignorer, blocker] = three(&a, &alice.handle()).await;
        let mut offers = Asked::default();
        for other in [&decliner, &ignorer, &blocker] {
            offers.ask(&world, other, alice.attest(&other.handle())).await;
        }
        let asked = decliner.wait_for_acquaintance(&alice.handle(), "asked").await;
        decliner.answer_acquaintance(&asked, &json!({"answer": "no"})).await.ok();
        ignorer.wait_for_acquaintance(&alice.handle(), "asked").await;
        let view = offers.one_view(&alice, "/api/v1/vouchwell/acquaintances").await;
        assert!(view.contains("state: \"offered\""), "{view}");

        world.pass(22 * DAYS);
        a.restart().await;
        let view = offers.one_view(&alice, "/api/v1/vouchwell/acquaintances").await;
        assert!(view.contains("state: \"closed\""), "{view}");
    }

    /// Alice offers what she wrote of three people who know her: one lets it lapse, one leaves it, one has blocked her.
    async fn an_offered_text_that_is_not_answered_tells_nothing(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (alice, three) = (a.member("alice"), NAMES.map(|name| b.member(name)));
        offered_texts_tell_nothing(&world, vec![a, b], &alice, &three).await;
    }

    /// The same on one server.
    async fn an_offered_text_is_the_same_on_one_server(world: World) {
        let a = world.instance("a").await;
        let (alice, three) = (a.member("alice"), NAMES.map(|name| a.member(name)));
        offered_texts_tell_nothing(&world, vec![a], &alice, &three).await;
    }

    /// The asker's server learns nothing on the wire either, but does when the other wants it to.
    async fn nothing_is_sent_to_the_server_of_the_asker(world: World) {
        let (b, peer) = (world.instance("b").await, world.peer("peer").await);
        let amy = peer.actor("amy");
        let [decliner, ignorer, blocker] = three(&b, &amy.handle()).await;
        let mut answers = Vec::new();
        for other in [&decliner, &ignorer, &blocker] {
            let answer = offer(&peer, &amy, other).await;
            let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            headers.sort();
            answers.push((answer.status, headers, answer.body));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
        let asked = decliner.wait_for_acquaintance(&amy.handle(), "asked").await;
        decliner.answer_acquaintance(&asked, &json!({"answer": "no"})).await.ok();
        ignorer.wait_for_acquaintance(&amy.handle(), "asked").await;
        b.idle().await;
        assert_eq!(peer.activities(), Vec::<Value>::new(), "nothing is sent");

        let teller = b.member("teller");
        offer(&peer, &amy, &teller).await;
        let asked = teller.wait_for_acquaintance(&amy.handle(), "asked").await;
        let told = json!({"answer": "no", "tell": true, "message": "Sorry."});
        teller.answer_acquaintance(&asked, &told).await.ok();
        let reject = peer.wait_for_type("Reject").await;
        assert_eq!(reject["actor"], teller.actor());
        assert!(reject["content"].as_str().is_some_and(|content| content.contains("Sorry.")), "{reject}");
        assert_eq!(peer.activities().len(), 1, "and nobody else has sent anything");
    }
}

async fn offered_texts_tell_nothing(
    world: &World,
    mut instances: Vec<Instance>,
    alice: &Member,
    three: &[Member; 3],
) {
    const OWN: &str = "/api/v1/vouchwell/recommendations?role=author";
    let text = |other: &Member| format!("I worked with {}.", other.name());
    for other in three {
        alice.get_to_know(other).await;
    }
    let [decliner, ignorer, blocker] = three;
    blocker.block(&alice.handle()).await;
    let before = alice.notifications().await;
    let mut offered = Asked::default();
    for other in three {
        let draft = alice.draft(&other.handle(), &Draft::new(&text(other))).await.ok();
        let id = draft["id"].as_str().expect("an id").to_owned();
        offered.ask(world, other, alice.offer(&id)).await;
    }
    let received = decliner
        .wait_for_recommendation("subject", &text(decliner), "offered")
        .await;
    decliner.lapse(received["id"].as_str().expect("an id")).await.ok();
    ignorer
        .wait_for_recommendation("subject", &text(ignorer), "offered")
        .await;
    for instance in &instances {
        instance.idle().await;
    }
    let view = offered.one_view(alice, OWN).await;
    assert!(view.contains("state: \"offered\""), "{view}");

    world.pass(22 * DAYS);
    for instance in &mut instances {
        instance.restart().await;
    }
    for instance in &instances {
        instance.idle().await;
    }
    let view = offered.one_view(alice, OWN).await;
    assert!(view.contains("state: \"lapsed\""), "{view}");
    assert_eq!(alice.notifications().await, before, "Alice is told something");
}

async fn offer(peer: &Peer, amy: &PeerActor, other: &Member) -> vouchwell_tests::Answer {
    let attestation = amy.sign(amy.attestation(&Party::of(other).await));
    let mut offer = amy.activity("Offer", &other.actor(), &attestation);
    offer["target"] = json!(other.actor());
    peer.post(amy, &format!("{}/inbox", other.actor()), &offer).await
}
