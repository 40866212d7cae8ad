use chrono::TimeDelta;
use vouchwell_domain::identifier::{JobId, ObjectUri, RecommendationId, first_sequence};
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_storage::activity::{self, ReceivedActivity, SentActivity};
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{Transaction, reader, recommendation};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, meet};

#[tokio::test]
async fn what_made_a_note_can_be_written_anew() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let object: Option<ObjectUri> = Some("https://here.example/notes/1".parse().unwrap());
        let sent = |number: i64| SentActivity {
            uri: format!("https://here.example/activities/{number}")
                .parse()
                .unwrap(),
            account: ada.account.id,
            object: object.clone(),
            body: format!("body {number}"),
            public: true,
            sequence: number,
            created_at: at(0),
        };
        let mut transaction = store.begin().await.unwrap();
        for number in [2, 1, 3] {
            activity::store_sent(&mut transaction, &sent(number))
                .await
                .unwrap();
        }
        let note = object.clone().unwrap();
        let first = activity::first_about(&mut transaction, &note)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(first, sent(1));
        activity::rewrite(&mut transaction, &first.uri, "other")
            .await
            .unwrap();
        let bodies = activity::outbox(&mut transaction, ada.id, Page::newest(9))
            .await
            .unwrap();
        let bodies: Vec<&str> = bodies.iter().map(|sent| sent.body.as_str()).collect();
        assert_eq!(bodies, ["body 3", "body 2", "other"]);
    }
}

#[tokio::test]
async fn a_received_activity_makes_one_job_however_often_it_comes() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        let ben = |number: i64, body: &str| came("ben", number, body);
        let group = [ben(1, "first"), ben(2, "other"), ben(1, "second")];
        assert_eq!(receive(&mut transaction, &group).await, [true, true, false]);
        assert_eq!(receive(&mut transaction, &[ben(1, "third")]).await, [false]);

        let unknown = ben(3, "unknown").1;
        let wanted = [&group[0].1, &group[1].1, &unknown].map(|activity| (&activity.actor, &activity.uri));
        let mut kept = activity::received(&mut transaction, &wanted).await.unwrap();
        kept.sort_by(|one, other| one.uri.cmp(&other.uri));
        assert_eq!(kept, [group[0].1.clone(), group[1].1.clone()]);
        let wanted = Lease {
            queue: Queue::Inbox,
            limit: 10,
            per_host: 1,
            skipped_hosts: &[],
            now: at(0),
            duration: TimeDelta::minutes(1),
        };
        let leased = job::lease(&mut transaction, wanted).await.unwrap();
        let process = |activity: &ReceivedActivity| Job::Process {
            actor: activity.actor.clone(),
            activity: activity.uri.clone(),
        };
        let mut jobs: Vec<(JobId, Job)> = leased.into_iter().map(|job| (job.id, job.job)).collect();
        jobs.sort_by_key(|(id, _)| *id);
        let [(first, one), (second, other), _] = &group;
        let mut made = [(*first, process(one)), (*second, process(other))];
        made.sort_by_key(|(id, _)| *id);
        assert_eq!(jobs, made);

        assert_eq!(
            receive(&mut transaction, &[came("eve", 1, "eve's own")]).await,
            [true]
        );
    }
}

fn came(actor: &str, number: i64, body: &str) -> (JobId, ReceivedActivity) {
    let activity = ReceivedActivity {
        actor: format!("https://away.example/users/{actor}").parse().unwrap(),
        uri: format!("https://away.example/activities/{number}")
            .parse()
            .unwrap(),
        body: body.to_owned(),
    };
    (JobId::next(at(0), &ENTROPY), activity)
}

async fn receive(transaction: &mut Transaction, group: &[(JobId, ReceivedActivity)]) -> Vec<bool> {
    activity::store_received(transaction, group, at(0)).await.unwrap()
}

#[tokio::test]
async fn what_has_taken_effect_is_forgotten_and_not_taken_again() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        let group = [came("ben", 1, "ended"), came("eve", 1, "waits")];
        receive(&mut transaction, &group).await;
        let [ended, waits] = [&group[0].1, &group[1].1].map(|activity| (&activity.actor, &activity.uri));
        activity::forget_bodies(&mut transaction, &[ended]).await.unwrap();

        let kept = activity::received(&mut transaction, &[ended]).await.unwrap();
        assert_eq!(kept[0].body, "");
        let kept = activity::received(&mut transaction, &[waits]).await.unwrap();
        assert_eq!(kept[0].body, "waits");
        assert_eq!(
            receive(&mut transaction, &[came("ben", 1, "again")]).await,
            [false]
        );
    }
}

#[tokio::test]
async fn what_was_given_up_long_ago_is_forgotten_and_taken_if_it_comes_again() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        let group = [
            came("ben", 1, "given up"),
            came("ben", 2, "waits"),
            came("eve", 1, "ended"),
        ];
        receive(&mut transaction, &group).await;
        let wanted = Lease {
            queue: Queue::Inbox,
            limit: 10,
            per_host: 10,
            skipped_hosts: &[],
            now: at(0),
            duration: TimeDelta::minutes(1),
        };
        for leased in job::lease(&mut transaction, wanted).await.unwrap() {
            if leased.id == group[0].0 {
                job::fail(&mut transaction, &leased, "unreadable", at(0))
                    .await
                    .unwrap();
            } else if leased.id == group[2].0 {
                job::complete(&mut transaction, &leased).await.unwrap();
            }
        }
        let bodies = async |transaction: &mut Transaction| {
            let wanted = group
                .each_ref()
                .map(|(_, activity)| (&activity.actor, &activity.uri));
            let kept = activity::received(transaction, &wanted).await.unwrap();
            let mut bodies: Vec<String> = kept.into_iter().map(|activity| activity.body).collect();
            bodies.sort();
            bodies
        };
        job::forget_failed(&mut transaction, Queue::Inbox, at(0))
            .await
            .unwrap();
        assert_eq!(bodies(&mut transaction).await, ["ended", "given up", "waits"]);
        job::forget_failed(&mut transaction, Queue::Inbox, at(1))
            .await
            .unwrap();
        assert_eq!(bodies(&mut transaction).await, ["ended", "waits"]);

        let again = [
            came("ben", 1, "again"),
            came("ben", 2, "again"),
            came("eve", 1, "again"),
        ];
        assert_eq!(receive(&mut transaction, &again).await, [true, false, false]);
        let due = Lease { now: at(5), ..wanted };
        let due = job::lease(&mut transaction, due).await.unwrap();
        let mut due: Vec<JobId> = due.into_iter().map(|job| job.id).collect();
        due.sort();
        let mut made = [group[1].0, again[0].0];
        made.sort();
        assert_eq!(due, made);
    }
}

#[tokio::test]
async fn the_outbox_shows_what_is_for_everybody_until_it_is_withdrawn() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let note: ObjectUri = "https://here.example/recommendations/1".parse().unwrap();
        let sent = |number: i64, public: bool, object: Option<&ObjectUri>| SentActivity {
            uri: format!("https://here.example/activities/{number}")
                .parse()
                .unwrap(),
            account: ada.account.id,
            object: object.cloned(),
            body: format!("{{\"number\":{number}}}"),
            public,
            sequence: number,
            created_at: at(number),
        };
        let (create, private, delete) = (
            sent(1, true, Some(&note)),
            sent(2, false, None),
            sent(3, true, None),
        );
        let mut transaction = store.begin().await.unwrap();
        for made in [&create, &private, &delete] {
            activity::store_sent(&mut transaction, made).await.unwrap();
            activity::store_sent(&mut transaction, made).await.unwrap();
        }
        let page = Page::newest(10);
        let shown = activity::outbox(&mut transaction, ada.id, page).await.unwrap();
        assert_eq!(shown, [delete.clone(), create.clone()]);
        assert_eq!(activity::count_outbox(&mut transaction, ada.id).await.unwrap(), 2);
        let first = Page {
            max: None,
            since: None,
            min: Some(0),
            limit: 1,
        };
        assert_eq!(
            activity::outbox(&mut transaction, ada.id, first).await.unwrap(),
            std::slice::from_ref(&create)
        );
        let found = activity::sent(&mut transaction, &private.uri).await.unwrap();
        assert_eq!(found, Some(private));

        activity::remove_sent_about(&mut transaction, &note)
            .await
            .unwrap();
        assert_eq!(
            activity::outbox(&mut transaction, ada.id, page).await.unwrap(),
            [delete]
        );
        assert_eq!(activity::sent(&mut transaction, &create.uri).await.unwrap(), None);
    }
}

#[tokio::test]
async fn readers_of_a_note_are_remembered_once() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let id = RecommendationId::random(&ENTROPY);
        let uri: ObjectUri = format!("https://here.example/recommendations/{id}")
            .parse()
            .unwrap();
        let made = Recommendation {
            id: id.clone(),
            url: uri.clone(),
            uri,
            author: ada.id,
            subject: ben.id,
            standing: Standing::Unpublished,
            progress: None,
            sequence: 1,
            created_at: at(0),
            withdrawals_checked_at: None,
        };
        let mut transaction = store.begin().await.unwrap();
        recommendation::begin(&mut transaction, &made).await.unwrap();
        let inboxes: Vec<ObjectUri> = (0..1_500)
            .map(|number| format!("https://s{number:04}.example/inbox").parse().unwrap())
            .collect();
        reader::add(&mut transaction, &id, &inboxes).await.unwrap();
        reader::add(&mut transaction, &id, &inboxes[..3]).await.unwrap();
        assert_eq!(reader::inboxes(&mut transaction, &id).await.unwrap(), inboxes);
    }
}

#[tokio::test]
async fn what_was_sent_is_forgotten_when_nobody_waits_for_it_and_it_is_not_for_everybody() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let sent = |place: i64, name: &str, minute: i64, public: bool| SentActivity {
            uri: format!("https://here.example/activities/{name}").parse().unwrap(),
            account: ada.account.id,
            object: None,
            body: "{}".to_owned(),
            public,
            sequence: first_sequence(at(minute)) + place,
            created_at: at(minute),
        };
        let all = [
            sent(1, "over", 0, false),
            sent(2, "outbox", 0, true),
            sent(3, "on-its-way", 0, false),
            sent(4, "given-up", 0, false),
            sent(5, "new", 60, false),
        ];
        let mut transaction = store.begin().await.unwrap();
        for activity in &all {
            activity::store_sent(&mut transaction, activity).await.unwrap();
        }
        for activity in &all[2..4] {
            let delivery = Job::Deliver {
                activity: activity.uri.clone(),
                inbox: "https://away.example/inbox".parse().unwrap(),
                signer: ada.account.id,
                withdrawal: false,
            };
            let id = JobId::next(at(0), &ENTROPY);
            job::enqueue(&mut transaction, &delivery, at(0), at(0), id)
                .await
                .unwrap();
        }
        let wanted = Lease {
            queue: Queue::Delivery,
            limit: 10,
            per_host: 10,
            skipped_hosts: &[],
            now: at(0),
            duration: TimeDelta::minutes(1),
        };
        let leased = job::lease(&mut transaction, wanted).await.unwrap();
        job::fail(&mut transaction, &leased[1], "gone", at(1))
            .await
            .unwrap();
        let awaited = job::activities_to_deliver(&mut transaction, at(30))
            .await
            .unwrap();
        let next = activity::forget_delivered(&mut transaction, at(30), 0, &awaited)
            .await
            .unwrap()
            .unwrap();
        let none = activity::forget_delivered(&mut transaction, at(30), next, &awaited)
            .await
            .unwrap();
        assert_eq!(none, None);
        let mut kept = Vec::new();
        for activity in &all {
            let found = activity::sent(&mut transaction, &activity.uri).await.unwrap();
            kept.extend(found.map(|found| found.uri));
        }
        let expected: Vec<ObjectUri> = all[1..].iter().map(|activity| activity.uri.clone()).collect();
        assert_eq!(kept, expected);
    }
}
