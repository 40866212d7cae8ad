use std::sync::Arc;

use serde_json::{Value, json};
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::member::Member;
use vouchwell_domain::status::Status;
use vouchwell_federation::client::FetchBudget;
use vouchwell_federation::worker::Worker;
use vouchwell_service::status::thread;
use vouchwell_storage::{follow, status};
use vouchwell_tests::{Peer, PeerActor, SOON, eventually, on_both_databases};

use crate::deliveries::{HOUR, send};
use crate::door::Door;

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// A Note for everybody, which its server serves.
pub(crate) fn serve(peer: &Peer, author: &PeerActor, number: u32, in_reply_to: Option<&Value>) -> Value {
    let path = format!("/notes/{number}");
    let note = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("https://{}{path}", peer.host()),
        "type": "Note", "attributedTo": author.id(), "content": format!("<p>No. {number}</p>"),
        "to": [PUBLIC], "inReplyTo": in_reply_to.map(|note| &note["id"]),
    });
    peer.serve(&path, &note);
    note
}

/// From now on a member follows Amy.
pub(crate) async fn follow_amy(door: &Door, member: &Member) {
    let context = door.federation.context();
    let uri = door.amy.id().parse().unwrap();
    let amy = door
        .federation
        .refetch(&uri, &FetchBudget::default())
        .await
        .unwrap();
    let followed = Follow {
        follower: member.account.id,
        followed: amy.id,
        uri: "https://vouch.test/activities/0".parse().unwrap(),
        state: FollowState::Accepted,
    };
    let mut transaction = context.store.begin().await.unwrap();
    follow::insert(&mut transaction, &followed, context.now())
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

/// Lets a Note mention a member.
pub(crate) fn mention(note: &mut Value, member: &Member) {
    let uri = &member.account.uri;
    note["tag"] = json!([{"type": "Mention", "href": uri, "name": format!("@{}", member.account.name)}]);
    note["cc"] = json!([uri]);
}

/// A Note as it is kept.
pub(crate) async fn kept(door: &Door, note: &Value) -> Option<Status> {
    let uri = note["id"].as_str().unwrap().parse().unwrap();
    let mut reading = door.federation.context().store.snapshot().await.unwrap();
    status::by_uri(&mut reading, &uri).await.unwrap()
}

/// Waits until a member reads so many posts above a Note, the first one first.
pub(crate) async fn read_above(door: &Door, member: &Member, note: &Value, count: usize) -> Vec<String> {
    eventually(SOON, "the thread is read", async || {
        let kept = kept(door, note).await?;
        let found = thread(door.federation.context(), Some(member), kept.id)
            .await
            .unwrap();
        let contents = found.ancestors.into_iter().map(|view| view.status.content);
        (contents.len() == count).then(|| contents.collect())
    })
    .await
}

on_both_databases! {
    /// Amy, whom Carla follows, answers Ben, who answered himself; Eve, whom nobody follows, mentions Carla in an answer.
    async fn what_somebody_answers_is_read_by_those_who_follow_her(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let (ben, eve) = (door.peer.actor("ben"), door.peer.one_of_a_crowd(&door.amy, "eve"));
        let first = serve(&door.peer, &ben, 1, None);
        let second = serve(&door.peer, &ben, 2, Some(&first));
        let bait = serve(&door.peer, &ben, 3, None);
        let answer = serve(&door.peer, &door.amy, 4, Some(&second));
        let mut uncalled = serve(&door.peer, &eve, 5, Some(&bait));
        mention(&mut uncalled, &carla);
        uncalled["replies"] = json!({"type": "Collection", "items": [bait["id"]]});

        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(door.answers(&eve, &eve.public_activity("Create", &uncalled)).await, 202);
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        let above = read_above(&door, &carla, &answer, 2).await;
        assert_eq!(above, ["<p>No. 1</p>", "<p>No. 2</p>"]);
        eventually(SOON, "Eve was heard", async || kept(&door, &uncalled).await).await;
        worker.stop().await;
        let fetched = door.peer.fetched();
        assert!(!fetched.iter().any(|path| path == "/notes/3"), "nobody asked for what Eve names: {fetched:?}");
        let twice = fetched.iter().filter(|path| *path == "/notes/1").count();
        assert_eq!(twice, 1, "{fetched:?}");
    }

    /// Eve's answer to the same comes together with Amy's, and before it.
    async fn what_somebody_answers_is_read_whoever_else_answers_it(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let (ben, eve) = (door.peer.actor("ben"), door.peer.one_of_a_crowd(&door.amy, "eve"));
        let first = serve(&door.peer, &ben, 1, None);
        let answer = serve(&door.peer, &door.amy, 2, Some(&first));
        let mut uncalled = serve(&door.peer, &eve, 3, Some(&first));
        mention(&mut uncalled, &carla);
        assert_eq!(door.answers(&eve, &eve.public_activity("Create", &uncalled)).await, 202);
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(read_above(&door, &carla, &answer, 1).await, ["<p>No. 1</p>"]);
        worker.stop().await;
    }

    /// The second post above an answer cannot be had at first; its own parent is never to be had.
    async fn what_fails_is_fetched_later_and_given_up_in_the_end(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let ben = door.peer.actor("ben");
        let lost = serve(&door.peer, &ben, 1, None);
        let late = serve(&door.peer, &ben, 2, Some(&lost));
        let soon = serve(&door.peer, &ben, 3, Some(&late));
        let answer = serve(&door.peer, &door.amy, 4, Some(&soon));
        for path in ["/notes/1", "/notes/2"] {
            door.peer.serve_as(path, 503, &[], "");
        }

        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        let has_failed = async || {
            let failed = door.database.count("SELECT count(*) FROM job WHERE attempts = 1").await;
            let counted = door.database.count("SELECT count(*) FROM peer WHERE failures = 1").await;
            (failed == 1 && counted == 1).then_some(())
        };
        eventually(SOON, "the second failed, and it is remembered of its host", has_failed).await;
        assert_eq!(read_above(&door, &carla, &answer, 1).await, ["<p>No. 3</p>"]);

        serve(&door.peer, &ben, 2, Some(&lost));
        world.pass(HOUR);
        let above = read_above(&door, &carla, &answer, 2).await;
        assert_eq!(above, ["<p>No. 2</p>", "<p>No. 3</p>"]);

        eventually(SOON, "the last failed", has_failed).await;
        door.database.execute("UPDATE job SET attempts = 4").await;
        world.pass(HOUR);
        eventually(SOON, "it is given up", async || {
            (door.database.count("SELECT count(*) FROM job").await == 0).then_some(())
        })
        .await;
        worker.stop().await;
        let asked = door.peer.fetched().iter().filter(|path| *path == "/notes/1").count();
        assert_eq!(asked, 2);
    }

    async fn nothing_is_fetched_because_of_what_was_said_to_some(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let third = serve(&door.peer, &door.peer.actor("ben"), 1, None);
        let followers = json!(format!("{}/followers", door.amy.id()));
        let worker = Worker::start(Arc::clone(&door.federation));
        for (number, addressee) in [(2, followers), (3, json!(carla.account.uri))] {
            let mut answer = serve(&door.peer, &door.amy, number, Some(&third));
            answer["to"] = json!([addressee]);
            answer["replies"] = json!({"type": "Collection", "items": [third["id"]]});
            let create = door.amy.activity("Create", addressee.as_str().unwrap(), &answer);
            assert_eq!(door.answers(&door.amy, &create).await, 202);
            eventually(SOON, "she was heard", async || kept(&door, &answer).await).await;
        }
        worker.stop().await;
        assert_eq!(door.database.count("SELECT count(*) FROM job").await, 0);
        let fetched = door.peer.fetched();
        assert!(!fetched.iter().any(|path| path == "/notes/1"), "{fetched:?}");
    }

    /// Amy answers Ben of her server, and he answers somebody whose server takes requests and answers none.
    async fn a_silent_server_above_holds_up_nothing_for_the_one_below(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let silent = world.peer("silent").await;
        let above = serve(&silent, &silent.actor("dora"), 1, None);
        let asked = serve(&door.peer, &door.peer.actor("ben"), 2, Some(&above));
        let answer = serve(&door.peer, &door.amy, 3, Some(&asked));
        silent.fall_silent();

        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        eventually(SOON, "it is asked", async || (!silent.fetched().is_empty()).then_some(())).await;
        send(&door, &[(format!("https://{}/inbox", door.peer.host()), false)]).await;
        eventually(SOON, "something is delivered", async || (door.peer.delivered() == 1).then_some(())).await;
        let waiting = door.database.count("SELECT count(*) FROM job WHERE leased_until IS NOT NULL").await;
        assert!(waiting >= 1, "the delivery waited for the end of the question");

        silent.speak();
        let above = read_above(&door, &carla, &answer, 2).await;
        assert_eq!(above, ["<p>No. 1</p>", "<p>No. 2</p>"]);
        worker.stop().await;
    }
}
