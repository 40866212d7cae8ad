//! What becomes of mail to servers that are slow, away, gone, or take another signature or key.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{
    Draft, Instance, Member, Peer, PeerActor, Received, SOON, World, eventually, on_both_databases,
};

const DAY: Duration = Duration::from_secs(25 * 3_600);
const FOLLOWS: &str = "SELECT count(*) FROM follow";
const DELIVERIES: &str = "SELECT count(*) FROM job WHERE queue = 'delivery'";
const FAILURES: &str = "SELECT CAST(coalesce(max(failures), 0) AS BIGINT) FROM peer";

/// Alice at an instance; all others are at peers.
async fn alice(world: &World) -> (Instance, Member) {
    let instance = world.instance("a").await;
    let alice = instance.member("alice");
    (instance, alice)
}

/// Somebody of a peer follows a member and hears that she does.
async fn follow(peer: &Peer, fan: &PeerActor, member: &Member) {
    let follow = fan.activity("Follow", &member.actor(), &json!(member.actor()));
    let inbox = format!("{}/inbox", member.actor());
    assert_eq!(peer.post(fan, &inbox, &follow).await.status, 202);
    let is_answer = |activity: &Value| activity["type"] == "Accept" && is_about(&activity["object"], &follow);
    peer.wait_for("an Accept", is_answer).await;
}

fn is_about(named: &Value, activity: &Value) -> bool {
    named == &activity["id"] || named["id"] == activity["id"]
}

/// An actor of a peer whose inbox is shared with others of it.
fn neighbour(peer: &Peer, name: &str) -> PeerActor {
    let actor = peer.actor(name);
    let mut document = actor.document();
    document["endpoints"] = json!({ "sharedInbox": format!("https://{}/inbox", peer.host()) });
    peer.serve(&format!("/users/{name}"), &document);
    actor
}

/// From now on there is no such actor.
fn end(peer: &Peer, actor: &PeerActor, status: u16) {
    peer.serve_as(&format!("/users/{}", actor.name()), status, &[], "");
}

/// The deliveries that brought something which contains these words.
fn that_say(peer: &Peer, words: &str) -> Vec<Received> {
    let brought = peer.received().into_iter().filter(|one| one.method == "POST");
    brought
        .filter(|one| String::from_utf8_lossy(&one.body).contains(words))
        .collect()
}

async fn hears(peer: &Peer, words: &str) {
    peer.wait_for(words, |activity| activity.to_string().contains(words))
        .await;
}

async fn takes(peer: &Peer, words: &str) {
    eventually(SOON, &format!("{words} is taken"), async || {
        peer.taken()
            .iter()
            .any(|activity| activity.to_string().contains(words))
            .then_some(())
    })
    .await;
}

/// The key for requests in the actor document of a member.
async fn shown_key(member: &Member) -> String {
    let document = member.get_activity(&member.actor()).await.json();
    document["publicKey"]["publicKeyPem"].as_str().unwrap().to_owned()
}

async fn becomes(instance: &Instance, statement: &'static str, wanted: i64) {
    eventually(SOON, &format!("{statement} is {wanted}"), async || {
        (instance.count(statement).await == wanted).then_some(())
    })
    .await;
}

on_both_databases! {
    async fn the_signature_that_a_host_takes_is_remembered(world: World) {
        let (mut a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        peer.take_only_rfc9421();
        let amy = peer.actor("amy");
        follow(&peer, &amy, &alice).await;
        a.restart().await;
        alice.write_post("Good morning", "public").await;
        hears(&peer, "Good morning").await;
        let refused = || {
            let received = peer.received().into_iter();
            let by_cavage = received.filter(|one| {
                one.headers.contains_key("signature") && !one.headers.contains_key("signature-input")
            });
            by_cavage.map(|one| one.method).collect::<Vec<String>>()
        };
        assert_eq!(refused(), ["GET"], "the first request alone knocks twice");

        // Something else may stand there by now.
        world.pass(8 * DAY);
        a.restart().await;
        alice.write_post("Good evening", "public").await;
        hears(&peer, "Good evening").await;
        assert!(refused().contains(&"POST".to_owned()), "after a week it is tried out anew");
    }

    async fn who_knows_only_the_earlier_key_of_a_member_is_reached_while_it_is_kept(world: World) {
        let (mut a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        follow(&peer, &peer.actor("amy"), &alice).await;
        let earlier = shown_key(&alice).await;
        peer.know_only(&earlier, Method::POST);
        assert!(a.run(["account", "rotate-key", "alice"], b"").status.success());
        let present = eventually(SOON, "another key is shown", async || {
            Some(shown_key(&alice).await).filter(|key| *key != earlier)
        })
        .await;
        let update = peer.wait_for("the new key", |activity| activity["object"]["publicKey"]["publicKeyPem"] == present);
        assert!(update.await.is_taken, "it is signed with the key that is known");

        alice.write_post("Good morning", "public").await;
        takes(&peer, "Good morning").await;
        peer.know_only(&present, Method::POST);
        alice.write_post("Good evening", "public").await;
        takes(&peer, "Good evening").await;
        assert_eq!(that_say(&peer, "Good evening").len(), 1, "the present key is tried first");

        world.pass(10 * DAY);
        a.restart().await;
        becomes(&a, "SELECT count(*) FROM earlier_request_key", 0).await;
        peer.know_only(&earlier, Method::POST);
        alice.write_post("Good night", "public").await;
        hears(&peer, "Good night").await;
        becomes(&a, "SELECT count(*) FROM job WHERE attempts >= 1", 1).await;
        assert!(peer.taken().iter().all(|activity| !activity.to_string().contains("Good night")));
    }

    /// The instance itself, too, with whose key every document is asked for.
    async fn every_server_is_told_of_new_keys(world: World) {
        let (a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        follow(&peer, &peer.actor("amy"), &alice).await;
        assert!(a.run(["account", "rotate-key", "--everybody"], b"").status.success());
        for actor in [alice.actor(), alice.url("/actor")] {
            let is_told = |activity: &Value| activity["actor"] == actor && activity["type"] == "Update";
            let told = peer.wait_for(&actor, is_told).await.json();
            let shown = alice.get_activity(&actor).await.json();
            assert_eq!(told["object"]["publicKey"], shown["publicKey"]);
        }
    }

    async fn a_host_that_stays_silent_delays_no_other(world: World) {
        let (_a, alice) = alice(&world).await;
        let (silent, living) = (world.peer("silent").await, world.peer("living").await);
        for peer in [&silent, &living] {
            follow(peer, &peer.actor("amy"), &alice).await;
        }
        silent.fall_silent();
        for number in 0..20 {
            alice.write_post(&format!("Post no. {number}."), "public").await;
        }
        for number in 0..20 {
            hears(&living, &format!("Post no. {number}.")).await;
        }
        assert!(!that_say(&silent, "Post no.").is_empty(), "it was tried as well");
    }

    async fn a_host_that_is_away_is_left_alone_until_one_delivery_finds_it_back(world: World) {
        let (a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        follow(&peer, &peer.actor("amy"), &alice).await;
        peer.answer_inboxes_with(503);
        for number in 0..6 {
            alice.write_post(&format!("Post no. {number}."), "public").await;
        }
        let tried = || that_say(&peer, "Post no.").len();
        let counted = async |more_than: usize| {
            eventually(SOON, "every failure is counted", async || {
                let failures = usize::try_from(a.count(FAILURES).await).unwrap_or_default();
                (failures > more_than && failures == tried()).then_some(failures)
            })
            .await
        };
        let tried_at_once = counted(8).await;
        let failures = counted(tried_at_once).await;
        assert_eq!(counted(failures).await, failures + 1, "one of the six asks whether it is back");
        peer.answer_inboxes_with(202);
        becomes(&a, DELIVERIES, 0).await;
    }

    async fn nothing_is_sent_while_it_cannot_be_read_who_is_blocked(world: World) {
        let (a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        follow(&peer, &peer.actor("amy"), &alice).await;
        peer.answer_inboxes_with(503);
        alice.write_post("Good morning", "public").await;
        hears(&peer, "Good morning").await;
        a.execute("ALTER TABLE instance_domain RENAME TO put_away").await;
        peer.answer_inboxes_with(202);
        let tries = "SELECT CAST(coalesce(max(attempts), 0) AS BIGINT) FROM job WHERE queue = 'delivery'";
        let before = a.count(tries).await;
        let sent = that_say(&peer, "Good morning").len();
        eventually(SOON, "it is put off again and again", async || {
            (a.count(tries).await >= before + 2).then_some(())
        })
        .await;
        // One may have been on its way when the table went.
        assert!(that_say(&peer, "Good morning").len() <= sent + 1, "she may be blocked, for all that is known");
        assert!(a.count(DELIVERIES).await == 1, "it is not lost");
        a.execute("ALTER TABLE put_away RENAME TO instance_domain").await;
        becomes(&a, DELIVERIES, 0).await;
        assert!(that_say(&peer, "Good morning").len() > sent);
    }

    async fn an_inbox_that_is_gone_ends_those_who_are_gone_with_it(world: World) {
        let (a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        let (amy, ben) = (neighbour(&peer, "amy"), neighbour(&peer, "ben"));
        follow(&peer, &amy, &alice).await;
        follow(&peer, &ben, &alice).await;
        peer.answer_inboxes_with(410);
        end(&peer, &ben, 410);
        alice.write_post("Good morning", "public").await;
        becomes(&a, FOLLOWS, 1).await;
        let account = alice.account().await;
        let followers = format!("/api/v1/accounts/{}/followers", account["id"].as_str().unwrap_or_default());
        let left = alice.get(&followers).await.ok();
        assert_eq!(left[0]["username"], "amy", "she is there, whatever her server's inbox says: {left}");
        peer.answer_inboxes_with(202);
        let before = that_say(&peer, "Good morning").len();
        eventually(SOON, "what she was to be told is brought after all", async || {
            (that_say(&peer, "Good morning").len() > before).then_some(())
        })
        .await;
        a.idle().await;
        assert_eq!(a.count(FOLLOWS).await, 1);
    }

    async fn an_inbox_that_is_missing_ends_its_follower_on_the_third_day(world: World) {
        let (mut a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        let amy = peer.actor("amy");
        follow(&peer, &amy, &alice).await;
        peer.answer_inboxes_with(404);
        alice.write_post("While she is there.", "public").await;
        hears(&peer, "While she is there.").await;
        end(&peer, &amy, 404);
        for day in 1..=3 {
            alice.write_post(&format!("Day {day}."), "public").await;
            if day < 3 {
                becomes(&a, "SELECT count(*) FROM missing_account", day).await;
                assert_eq!(a.count(FOLLOWS).await, 1, "day {day}");
                world.pass(DAY);
                a.restart().await;
            }
        }
        becomes(&a, FOLLOWS, 0).await;
    }

    async fn a_withdrawal_is_brought_to_an_inbox_that_says_it_is_gone(world: World) {
        let (a, alice) = alice(&world).await;
        let bob = a.member("bob");
        let peer = world.peer("peer").await;
        let amy = peer.actor("amy");
        follow(&peer, &amy, &alice).await;
        alice.get_to_know(&bob).await;
        alice.recommend(&bob, &Draft::new("Bob is careful.")).await;
        hears(&peer, "Bob is careful.").await;
        let given = alice.wait_for_recommendation("author", "Bob is careful.", "public").await;
        peer.answer_inboxes_with(410);
        end(&peer, &amy, 410);
        alice.withdraw(given["id"].as_str().unwrap_or_default()).await.ok();
        let deletes = || that_say(&peer, "\"type\":\"Delete\"").len();
        eventually(SOON, "it is tried again", async || (deletes() >= 3).then_some(())).await;
        assert_eq!(a.count(DELIVERIES).await, 2, "the withdrawal, and the end of the collection that he was in");
        peer.answer_inboxes_with(202);
        becomes(&a, DELIVERIES, 0).await;
    }

    async fn many_followers_behind_one_inbox_get_one_request(world: World) {
        let (a, alice) = alice(&world).await;
        let peer = world.peer("peer").await;
        for number in 0..6 {
            follow(&peer, &neighbour(&peer, &format!("fan{number}")), &alice).await;
        }
        alice.write_post("Good morning", "public").await;
        hears(&peer, "Good morning").await;
        a.idle().await;
        let brought = that_say(&peer, "Good morning");
        let paths: Vec<&str> = brought.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["/inbox"]);
    }
}
