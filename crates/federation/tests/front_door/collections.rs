//! What is said of collections, between the saying and the going out.

use serde_json::{Value, json};
use vouchwell_domain::collection::{ShownCollection, ShownItem};
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::job::{Distribution, Job, Queue};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Envelope, Message};
use vouchwell_storage::activity::{self, SentActivity};
use vouchwell_storage::job;
use vouchwell_tests::{SOON, eventually, on_both_databases};

use crate::door::{Door, ORIGIN};

fn activity_id(name: &str) -> ObjectUri {
    format!("{ORIGIN}/activities/{name}").parse().unwrap()
}

/// Her collection with Bob, who is in it no more.
fn with_bob(door: &Door, ana: &Member) -> ShownCollection {
    let now = Timestamp::from_datetime(door.federation.context().now());
    let uri: ObjectUri = format!("{}/recommended_for/welding", ana.account.uri)
        .parse()
        .unwrap();
    let bob = ShownItem {
        uri: format!("{uri}/7").parse().unwrap(),
        actor: format!("{ORIGIN}/users/bob").parse().unwrap(),
        kind: "Person".to_owned(),
        authorization: format!("{ORIGIN}/users/bob/feature_authorization")
            .parse()
            .unwrap(),
        published: now,
    };
    ShownCollection {
        uri,
        author: ana.account.uri.clone(),
        name: "People I recommend for welding".to_owned(),
        description: String::new(),
        language: "en".to_owned(),
        topic: "welding".parse().unwrap(),
        discoverable: true,
        items: vec![bob],
        published: now,
        updated: now,
    }
}

/// Sends a message on its way to the inbox of a peer.
async fn distribute(door: &Door, ana: &Member, id: &ObjectUri, message: Message) {
    let context = door.federation.context();
    let now = context.now();
    let distribution = Distribution {
        sender: ana.account.id,
        envelope: Envelope {
            id: id.clone(),
            from: ana.account.uri.clone(),
            message,
        },
        audience: Audience {
            inboxes: vec![format!("{}/inbox", door.amy.id()).parse().unwrap()],
            ..Audience::default()
        },
    };
    let job = Job::Distribute(Box::new(distribution.clone()));
    let mut transaction = context.store.begin().await.unwrap();
    job::enqueue(
        &mut transaction,
        &job,
        now,
        now,
        JobId::next(now, &*context.entropy),
    )
    .await
    .unwrap();
    transaction.commit().await.unwrap();
    let jobs = door.leased(Queue::Outbox).await;
    door.federation.distribute(&distribution, &jobs[0]).await.unwrap();
}

async fn body(door: &Door, id: &ObjectUri) -> Value {
    let mut snapshot = door.federation.context().store.snapshot().await.unwrap();
    let sent = activity::sent(&mut snapshot, id).await.unwrap().unwrap();
    serde_json::from_str(&sent.body).unwrap()
}

on_both_databases! {
    /// Mastodon asks so, and shows the request as unanswered until it is.
    async fn whoever_asks_to_show_a_member_in_a_collection_is_told_no(world: World) {
        let door = Door::open(&world).await;
        let ana = door.member("ana").await;
        let mut asked = door.amy.activity("FeatureRequest", ORIGIN, &json!(ana.account.uri));
        asked["instrument"] = json!(format!("{}/collections/1", door.amy.id()));
        assert_eq!(door.answers(&door.amy, &asked).await, 202);
        let came = door.leased(Queue::Inbox).await;
        door.federation.process(&came).await.unwrap();
        let answers = eventually(SOON, "the request is answered", async || {
            let answers = door.leased(Queue::Outbox).await;
            (!answers.is_empty()).then_some(answers)
        })
        .await;
        let Job::Distribute(answer) = &answers[0].job else { panic!("{answers:?}") };
        let no = Message::Reject {
            object: asked["id"].as_str().unwrap().parse().unwrap(),
            to: door.amy.id().parse().unwrap(),
            content: None,
        };
        assert_eq!((&answer.envelope.message, &answer.envelope.from), (&no, &ana.account.uri));
    }

    async fn who_left_before_it_went_out_does_not_go_out(world: World) {
        let door = Door::open(&world).await;
        let ana = door.member("ana").await;
        let shown = with_bob(&door, &ana);
        let (id, uri) = (activity_id("1"), shown.uri.clone());
        distribute(&door, &ana, &id, Message::ShowCollection(Box::new(shown))).await;
        let body = body(&door, &id).await;
        assert_eq!((&body["type"], &body["object"]), (&json!("Remove"), &json!(uri)));
        assert!(!body.to_string().contains("/users/bob"), "{body}");
    }

    async fn whoever_still_waits_for_an_earlier_message_is_told_what_holds_now(world: World) {
        let door = Door::open(&world).await;
        let ana = door.member("ana").await;
        let context = door.federation.context();
        let shown = with_bob(&door, &ana);
        let waiting = |number: &str| SentActivity {
            uri: activity_id(number),
            account: ana.account.id,
            object: Some(shown.uri.clone()),
            body: json!({"id": activity_id(number), "type": "Add", "object": shown.items[0].actor}).to_string(),
            public: false,
            sequence: 1,
            created_at: context.now(),
        };
        let mut transaction = context.store.begin().await.unwrap();
        for number in ["0", "1"] {
            activity::store_sent(&mut transaction, &waiting(number)).await.unwrap();
        }
        transaction.commit().await.unwrap();

        let object = shown.uri.clone();
        distribute(&door, &ana, &activity_id("2"), Message::HideCollection { object }).await;
        let newest = body(&door, &activity_id("2")).await;
        assert_eq!((&newest["id"], &newest["type"]), (&json!(activity_id("2")), &json!("Remove")));
        assert!(!newest.to_string().contains("/users/bob"), "{newest}");
        for number in ["0", "1"] {
            assert_eq!(body(&door, &activity_id(number)).await, newest, "with its one proof");
        }
        let jobs = door.leased(Queue::Delivery).await;
        assert!(matches!(jobs[0].job, Job::Deliver { withdrawal: true, .. }), "a blocked server is told too");
    }
}
