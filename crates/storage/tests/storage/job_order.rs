use std::time::Duration;

use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::JobId;
use vouchwell_storage::Store;
use vouchwell_storage::job::{self, Lease};

use crate::both::{at, stores};
use crate::job::{counts, deliveries, delivery, lease};
use crate::people::join;

#[tokio::test]
async fn many_jobs_for_one_host_leave_room_for_the_others() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut jobs: Vec<_> = (0..1_100)
            .map(|number| delivery(&ada, "busy.example", number))
            .collect();
        jobs.push(delivery(&ada, "calm.example", 2_000));
        let mut transaction = store.begin().await.unwrap();
        job::enqueue_many(&mut transaction, &jobs, at(0), at(0))
            .await
            .unwrap();
        assert_eq!(counts(&mut transaction, 0).await.ready, 1_101);
        transaction.commit().await.unwrap();

        let taken = lease(
            &store,
            Lease {
                per_host: 3,
                ..deliveries(0)
            },
        )
        .await;
        assert_eq!(taken.len(), 3);
        let busy: Host = "busy.example".parse().unwrap();
        let taken = lease(
            &store,
            Lease {
                skipped_hosts: std::slice::from_ref(&busy),
                ..deliveries(0)
            },
        )
        .await;
        let hosts: Vec<_> = taken.iter().filter_map(|leased| leased.job.host()).collect();
        assert_eq!(hosts, ["calm.example".parse().unwrap()]);
    }
}

#[tokio::test]
async fn jobs_that_were_due_first_come_first() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let jobs: Vec<_> = (0..4).map(|number| delivery(&ada, "a.example", number)).collect();
        let mut transaction = store.begin().await.unwrap();
        for ((id, made), due) in jobs.iter().zip([3, 1, 0, 2]) {
            job::enqueue(&mut transaction, made, at(due), at(0), *id)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        let taken = lease(
            &store,
            Lease {
                limit: 3,
                ..deliveries(9)
            },
        )
        .await;
        let taken: Vec<JobId> = taken.into_iter().map(|leased| leased.id).collect();
        assert_eq!(taken, [jobs[2].0, jobs[1].0, jobs[3].0]);
    }
}

#[tokio::test]
async fn two_workers_at_once_never_take_the_same_job() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let jobs: Vec<_> = (0..60)
            .map(|number| delivery(&ada, "a.example", number))
            .collect();
        let mut transaction = store.begin().await.unwrap();
        job::enqueue_many(&mut transaction, &jobs, at(0), at(0))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let work = async |store: Store| {
            let mut taken = Vec::new();
            // One that finds all it looked at taken by the other may come back with nothing before the end.
            for _ in 0..40 {
                taken.extend(
                    lease(
                        &store,
                        Lease {
                            limit: 5,
                            per_host: 5,
                            ..deliveries(0)
                        },
                    )
                    .await,
                );
            }
            taken
        };
        let (one, other) = tokio::join!(work(Store::clone(&store)), work(Store::clone(&store)));
        let mut taken: Vec<JobId> = one.into_iter().chain(other).map(|leased| leased.id).collect();
        taken.sort();
        let mut expected: Vec<JobId> = jobs.into_iter().map(|(id, _)| id).collect();
        expected.sort();
        assert_eq!(taken, expected);
    }
}

/// SQLite has one writer at a time, so this can only happen between nodes on one PostgreSQL.
#[tokio::test]
async fn a_node_passes_over_what_another_is_taking() {
    let [_, postgres] = stores().await;
    let ada = join(&postgres, "ada").await;
    let jobs: Vec<_> = (0..4).map(|number| delivery(&ada, "a.example", number)).collect();
    let mut transaction = postgres.begin().await.unwrap();
    job::enqueue_many(&mut transaction, &jobs, at(0), at(0))
        .await
        .unwrap();
    transaction.commit().await.unwrap();

    let mut undecided = postgres.begin().await.unwrap();
    let first = job::lease(
        &mut undecided,
        Lease {
            limit: 2,
            ..deliveries(0)
        },
    )
    .await
    .unwrap();
    let wanted = Lease {
        limit: 4,
        ..deliveries(0)
    };
    let second = tokio::time::timeout(Duration::from_secs(10), lease(&postgres, wanted)).await;
    let second = second.expect("it does not wait for the other");
    undecided.commit().await.unwrap();

    let taken: Vec<JobId> = first.iter().chain(&second).map(|leased| leased.id).collect();
    assert_eq!((first.len(), second.len()), (2, 2));
    assert_eq!(taken, jobs.iter().map(|(id, _)| *id).collect::<Vec<_>>());
}
