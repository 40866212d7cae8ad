use std::sync::Arc;

use serde_json::{Value, json};
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_federation::client::FetchBudget;
use vouchwell_federation::worker::Worker;
use vouchwell_service::status::thread;
use vouchwell_storage::{follow, status};
use vouchwell_tests::{PeerActor, SOON, eventually, on_both_databases};

use crate::door::Door;

/// A Note for everybody, which its server serves.
fn serve(door: &Door, author: &PeerActor, number: u32, in_reply_to: Option<&Value>) -> Value {
    let path = format!("/notes/{number}");
    let note = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("https://{}{path}", door.peer.host()),
        "type": "Note", "attributedTo": author.id(), "content": format!("<p>No. {number}</p>"),
        "to": ["https://www.w3.org/ns/activitystreams#Public"], "inReplyTo": in_reply_to.map(|note| &note["id"]),
    });
    door.peer.serve(&path, &note);
    note
}

on_both_databases! {
    /// Amy, whom Carla follows, answers Ben, who answered himself; Eve, whom nobody follows, mentions Carla in an answer.
    async fn what_somebody_answers_is_read_by_those_who_follow_her(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let context = door.federation.context();
        let amy = door.federation.refetch(&door.amy.id().parse().unwrap(), &FetchBudget::default()).await.unwrap();
        let followed = Follow {
            follower: carla.account.id,
            followed: amy.id,
            uri: "https://vouch.test/activities/1".parse().unwrap(),
            state: FollowState::Accepted,
        };
        let mut transaction = context.store.begin().await.unwrap();
        follow::insert(&mut transaction, &followed, context.now()).await.unwrap();
        transaction.commit().await.unwrap();
        let (ben, eve) = (door.peer.actor("ben"), door.peer.one_of_a_crowd(&door.amy, "eve"));
        let first = serve(&door, &ben, 1, None);
        let second = serve(&door, &ben, 2, Some(&first));
        let bait = serve(&door, &ben, 3, None);
        let answer = serve(&door, &door.amy, 4, Some(&second));
        let mut uncalled = serve(&door, &eve, 5, Some(&bait));
        uncalled["tag"] = json!([{"type": "Mention", "href": carla.account.uri, "name": "@carla"}]);
        uncalled["cc"] = json!([carla.account.uri]);

        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(door.answers(&eve, &eve.public_activity("Create", &uncalled)).await, 202);
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        let uri = answer["id"].as_str().unwrap().parse().unwrap();
        let above = eventually(SOON, "Carla reads the thread", async || {
            let mut reading = context.store.snapshot().await.unwrap();
            let kept = status::by_uri(&mut reading, &uri).await.unwrap()?;
            drop(reading);
            let found = thread(context, Some(&carla), kept.id).await.unwrap();
            (found.ancestors.len() == 2).then_some(found.ancestors)
        })
        .await;
        let above: Vec<&str> = above.iter().map(|view| view.status.content.as_str()).collect();
        assert_eq!(above, ["<p>No. 1</p>", "<p>No. 2</p>"]);
        eventually(SOON, "Eve was heard", async || {
            let uri = uncalled["id"].as_str().unwrap().parse().unwrap();
            let mut reading = context.store.snapshot().await.unwrap();
            status::by_uri(&mut reading, &uri).await.unwrap()
        })
        .await;
        worker.stop().await;
        let fetched = door.peer.fetched();
        assert!(!fetched.iter().any(|path| path == "/notes/3"), "nobody asked for what Eve answers: {fetched:?}");
        let twice = fetched.iter().filter(|path| *path == "/notes/1").count();
        assert_eq!(twice, 1, "{fetched:?}");
    }
}
