use chrono::TimeDelta;
use vouchwell_domain::identifier::{JobId, ObjectUri, RecommendationId};
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_storage::activity::{self, SentActivity};
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{reader, recommendation};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, meet};

#[tokio::test]
async fn a_received_activity_makes_one_job_however_often_it_comes() {
    for store in stores().await {
        let actor = "https://away.example/users/ben".parse().unwrap();
        let uri = "https://away.example/activities/1".parse().unwrap();
        let mut transaction = store.begin().await.unwrap();
        for (body, is_new) in [("{\"first\":1}", true), ("{\"second\":2}", false)] {
            let id = JobId::next(at(0), &ENTROPY);
            let stored = activity::store_received(&mut transaction, &actor, &uri, body, id, at(0)).await;
            assert_eq!(stored.unwrap(), is_new);
        }
        let body = activity::received(&mut transaction, &actor, &uri).await.unwrap();
        assert_eq!(body.as_deref(), Some("{\"first\":1}"));
        let wanted = Lease {
            queue: Queue::Inbox,
            limit: 10,
            per_host: 1,
            skipped_hosts: &[],
            now: at(0),
            duration: TimeDelta::minutes(1),
        };
        let leased = job::lease(&mut transaction, wanted).await.unwrap();
        assert_eq!(
            leased.into_iter().map(|job| job.job).collect::<Vec<_>>(),
            [Job::Process {
                actor: actor.clone(),
                activity: uri.clone()
            }]
        );

        let other = "https://away.example/users/eve".parse().unwrap();
        let id = JobId::next(at(0), &ENTROPY);
        assert!(
            activity::store_received(&mut transaction, &other, &uri, "{}", id, at(0))
                .await
                .unwrap()
        );
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
