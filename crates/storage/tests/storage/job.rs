use chrono::TimeDelta;
use vouchwell_domain::identifier::JobId;
use vouchwell_domain::job::{Job, LeasedJob, Queue};
use vouchwell_storage::job::{self, Lease, QueueCounts};
use vouchwell_storage::{Store, Transaction};

use crate::both::{ENTROPY, at, stores};
use crate::people::join;

pub(crate) fn delivery(signer: &vouchwell_domain::member::Member, host: &str, number: usize) -> (JobId, Job) {
    let job = Job::Deliver {
        activity: format!("https://here.example/activities/{number}")
            .parse()
            .unwrap(),
        inbox: format!("https://{host}/inbox").parse().unwrap(),
        signer: signer.account.id,
        withdrawal: false,
    };
    (JobId::next(at(0), &ENTROPY), job)
}

pub(crate) fn deliveries(minutes: i64) -> Lease<'static> {
    Lease {
        queue: Queue::Delivery,
        limit: 10,
        per_host: 10,
        skipped_hosts: &[],
        now: at(minutes),
        duration: TimeDelta::minutes(5),
    }
}

pub(crate) async fn lease(store: &Store, wanted: Lease<'_>) -> Vec<LeasedJob> {
    let mut transaction = store.begin().await.unwrap();
    let leased = job::lease(&mut transaction, wanted).await.unwrap();
    transaction.commit().await.unwrap();
    leased
}

pub(crate) async fn counts(transaction: &mut Transaction, minutes: i64) -> QueueCounts {
    job::counts(transaction, at(minutes)).await.unwrap()
}

#[tokio::test]
async fn a_job_is_done_when_it_is_due_and_by_one_worker() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (id, made) = delivery(&ada, "a.example", 1);
        let mut transaction = store.begin().await.unwrap();
        job::enqueue(&mut transaction, &made, at(2), at(0), id)
            .await
            .unwrap();
        assert_eq!(
            counts(&mut transaction, 1).await,
            QueueCounts {
                ready: 0,
                waiting: 1,
                failed: 0
            }
        );
        assert_eq!(
            counts(&mut transaction, 2).await,
            QueueCounts {
                ready: 1,
                waiting: 0,
                failed: 0
            }
        );
        transaction.commit().await.unwrap();

        assert_eq!(lease(&store, deliveries(1)).await, []);
        assert_eq!(
            lease(
                &store,
                Lease {
                    queue: Queue::Inbox,
                    ..deliveries(2)
                }
            )
            .await,
            []
        );
        let [leased] = lease(&store, deliveries(2)).await.try_into().unwrap();
        assert_eq!((leased.id, &leased.job, leased.attempts), (id, &made, 0));
        assert_eq!((leased.first_failed_at, leased.leased_until), (None, at(7)));
        assert_eq!(lease(&store, deliveries(3)).await, []);

        let mut transaction = store.begin().await.unwrap();
        assert_eq!(
            counts(&mut transaction, 3).await.ready,
            1,
            "what is being done is not idle"
        );
        assert!(job::complete(&mut transaction, &leased).await.unwrap());
        assert!(!job::complete(&mut transaction, &leased).await.unwrap());
        assert_eq!(counts(&mut transaction, 3).await, QueueCounts::default());
    }
}

#[tokio::test]
async fn who_lost_the_lease_has_no_say() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (id, made) = delivery(&ada, "a.example", 1);
        let mut transaction = store.begin().await.unwrap();
        job::enqueue(&mut transaction, &made, at(0), at(0), id)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let [mut late] = lease(&store, deliveries(0)).await.try_into().unwrap();
        let [mut mine] = lease(&store, deliveries(5)).await.try_into().unwrap();

        let mut transaction = store.begin().await.unwrap();
        assert!(!job::complete(&mut transaction, &late).await.unwrap());
        let held = job::hold(&mut transaction, &[&late]).await.unwrap();
        assert_eq!(held, []);
        assert_eq!(
            job::hold(&mut transaction, &[&late, &mine]).await.unwrap(),
            [mine.id]
        );
        assert!(
            !job::retry(&mut transaction, &late, at(9), "no", at(6))
                .await
                .unwrap()
        );
        assert!(!job::fail(&mut transaction, &late, "no", at(6)).await.unwrap());
        assert!(!job::extend(&mut transaction, &mut late, at(60)).await.unwrap());
        assert!(job::extend(&mut transaction, &mut mine, at(20)).await.unwrap());
        assert_eq!(mine.leased_until, at(20));
        transaction.commit().await.unwrap();
        assert_eq!(lease(&store, deliveries(19)).await, [], "the longer lease holds");
        let mut transaction = store.begin().await.unwrap();
        let held = job::hold(&mut transaction, &[&late, &mine]).await.unwrap();
        job::end(&mut transaction, &held).await.unwrap();
        assert_eq!(counts(&mut transaction, 3).await, QueueCounts::default());
    }
}

#[tokio::test]
async fn a_failed_job_is_tried_again_and_in_the_end_given_up() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (id, made) = delivery(&ada, "a.example", 1);
        let mut transaction = store.begin().await.unwrap();
        job::enqueue(&mut transaction, &made, at(0), at(0), id)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        for (attempt, minutes) in [0, 10, 20].into_iter().enumerate() {
            let [leased] = lease(&store, deliveries(minutes)).await.try_into().unwrap();
            assert_eq!(leased.attempts as usize, attempt);
            assert_eq!(leased.first_failed_at, (attempt > 0).then(|| at(1)));
            let mut transaction = store.begin().await.unwrap();
            let now = at(minutes + 1);
            assert!(
                job::retry(&mut transaction, &leased, at(minutes + 10), "503", now)
                    .await
                    .unwrap()
            );
            transaction.commit().await.unwrap();
            assert_eq!(lease(&store, deliveries(minutes + 9)).await, []);
        }
        let [leased] = lease(&store, deliveries(30)).await.try_into().unwrap();
        let mut transaction = store.begin().await.unwrap();
        assert!(job::fail(&mut transaction, &leased, "410", at(31)).await.unwrap());
        assert_eq!(
            counts(&mut transaction, 31).await,
            QueueCounts {
                ready: 0,
                waiting: 0,
                failed: 1
            }
        );
        transaction.commit().await.unwrap();
        assert_eq!(lease(&store, deliveries(1_000)).await, []);
    }
}

#[tokio::test]
async fn a_job_is_due_only_while_somebody_could_take_it() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (id, made) = delivery(&ada, "a.example", 1);
        let mut transaction = store.begin().await.unwrap();
        job::enqueue(&mut transaction, &made, at(2), at(0), id)
            .await
            .unwrap();
        assert!(
            !job::has_due(&mut transaction, Queue::Delivery, at(1))
                .await
                .unwrap()
        );
        assert!(
            job::has_due(&mut transaction, Queue::Delivery, at(2))
                .await
                .unwrap()
        );
        assert!(!job::has_due(&mut transaction, Queue::Inbox, at(2)).await.unwrap());
        transaction.commit().await.unwrap();

        let [leased] = lease(&store, deliveries(2)).await.try_into().unwrap();
        let mut transaction = store.begin().await.unwrap();
        assert!(
            !job::has_due(&mut transaction, Queue::Delivery, at(6))
                .await
                .unwrap()
        );
        assert!(
            job::has_due(&mut transaction, Queue::Delivery, at(7))
                .await
                .unwrap(),
            "the lease ran out"
        );
        job::fail(&mut transaction, &leased, "410", at(6)).await.unwrap();
        assert!(
            !job::has_due(&mut transaction, Queue::Delivery, at(60))
                .await
                .unwrap()
        );
    }
}

#[tokio::test]
async fn what_is_put_off_comes_after_what_is_newer_and_was_not_tried() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let jobs = [1, 2].map(|number| delivery(&ada, "a.example", number));
        let mut transaction = store.begin().await.unwrap();
        job::enqueue_many(&mut transaction, &jobs, at(0), at(0))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let [first, second] = lease(&store, deliveries(0)).await.try_into().unwrap();
        let lost = LeasedJob {
            leased_until: at(4),
            ..second.clone()
        };
        let mut transaction = store.begin().await.unwrap();
        let newer = delivery(&ada, "a.example", 3);
        job::enqueue_many(&mut transaction, std::slice::from_ref(&newer), at(1), at(1))
            .await
            .unwrap();
        job::put_off(&mut transaction, &[(&first, at(2)), (&lost, at(1))])
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let [found] = lease(&store, deliveries(1)).await.try_into().unwrap();
        assert_eq!(found.id, newer.0, "whose lease was lost still belongs to another");
        let [found] = lease(&store, deliveries(2)).await.try_into().unwrap();
        assert_eq!(
            (found.id, found.attempts, found.first_failed_at),
            (first.id, 0, None)
        );
    }
}
