use std::sync::Arc;

use chrono::TimeDelta;
use vouchwell_domain::job::{LeasedJob, Queue};
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::remote_account;
use vouchwell_storage::account;
use vouchwell_storage::job::{self, Lease};
use vouchwell_tests::{SOON, eventually, on_both_databases};

use crate::door::{Door, ORIGIN};

/// What waits to take effect, as a worker takes it.
async fn due(door: &Door) -> Vec<LeasedJob> {
    let context = door.federation.context();
    let wanted = Lease {
        queue: Queue::Inbox,
        limit: 128,
        per_host: 128,
        skipped_hosts: &[],
        now: context.now(),
        duration: TimeDelta::seconds(15),
    };
    let mut transaction = context.store.begin().await.unwrap();
    let jobs = job::lease(&mut transaction, wanted).await.unwrap();
    transaction.commit().await.unwrap();
    jobs
}

on_both_databases! {
    /// Her server is asked for her profile, and before it answers her account is deleted.
    async fn who_ended_while_her_server_was_asked_stays_ended(world: World) {
        let door = Door::open(&world).await;
        let uri = door.amy.id().parse().unwrap();
        let known = door.federation.refetch(&uri, &FetchBudget::default()).await.unwrap();
        let fetched = door.peer.fetched().len();
        door.peer.fall_silent();
        let (federation, again) = (Arc::clone(&door.federation), uri.clone());
        let asking = tokio::spawn(async move { federation.refetch(&again, &FetchBudget::default()).await });
        eventually(SOON, "her server is asked", async || {
            (door.peer.fetched().len() > fetched).then_some(())
        })
        .await;

        let context = door.federation.context();
        let mut transaction = context.store.begin().await.unwrap();
        remote_account::forget(context, &mut transaction, &known).await.unwrap();
        transaction.commit().await.unwrap();
        door.peer.speak();
        assert!(asking.await.unwrap().is_err());
        let mut reading = context.store.snapshot().await.unwrap();
        let ended = account::by_uri(&mut reading, &uri).await.unwrap().unwrap();
        assert!(ended.gone_at.is_some());
    }

    /// Two names under one domain fall silent; what waits for a place is looked at again after what is newer.
    async fn names_of_one_domain_share_its_places(world: World) {
        let door = Door::open(&world).await;
        let (one, other) = (world.peer("one.bad").await, world.peer("other.bad").await);
        for peer in [&one, &other] {
            let eve = peer.one_of_a_crowd(&door.amy, "eve");
            for _ in 0..12 {
                let update = eve.activity("Update", ORIGIN, &eve.document());
                assert_eq!(door.answers(&eve, &update).await, 202);
            }
        }
        let jobs = due(&door).await;
        assert_eq!(jobs.len(), 24);
        one.fall_silent();
        other.fall_silent();
        door.federation.process(&jobs).await.unwrap();
        let kept = door.database.count("SELECT count(*) FROM job WHERE leased_until IS NOT NULL").await;
        assert_eq!(kept, 16, "so many are asked about at once");
        assert!(due(&door).await.is_empty(), "the others do not come back at once");
        assert_eq!(door.database.count("SELECT count(*) FROM job").await, 24, "and none is lost");
    }
}
