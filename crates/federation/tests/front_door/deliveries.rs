use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpSocket;
use vouchwell_domain::identifier::{AccountId, JobId, ObjectUri, first_sequence};
use vouchwell_domain::job::{Job, Queue};
use vouchwell_federation::client::Limits;
use vouchwell_federation::worker::Worker;
use vouchwell_service::{key, timer};
use vouchwell_storage::activity::{self, SentActivity};
use vouchwell_storage::job;
use vouchwell_tests::{SOON, World, eventually, on_both_databases};

use crate::door::{Door, ORIGIN};

pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

/// A delivery by a member to each of these inboxes; some are of withdrawals.
pub(crate) async fn send(door: &Door, deliveries: &[(String, bool)]) -> AccountId {
    let signer = door.member("alice").await.account.id;
    let context = door.federation.context();
    let now = context.now();
    let sent = SentActivity {
        uri: format!("{ORIGIN}/activities/1").parse().unwrap(),
        account: signer,
        object: None,
        body: r#"{"type": "Create"}"#.to_owned(),
        public: false,
        sequence: first_sequence(now),
        created_at: now,
    };
    let delivery = |(inbox, withdrawal): &(String, bool)| Job::Deliver {
        activity: sent.uri.clone(),
        inbox: inbox.parse::<ObjectUri>().unwrap(),
        signer,
        withdrawal: *withdrawal,
    };
    let numbered = (1..).map(JobId::from_number);
    let jobs: Vec<(JobId, Job)> = numbered.zip(deliveries.iter().map(delivery)).collect();
    let mut transaction = context.store.begin().await.unwrap();
    activity::store_sent(&mut transaction, &sent).await.unwrap();
    job::enqueue_many(&mut transaction, &jobs, now, now)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    signer
}

/// Whether something that is due by now was not a withdrawal, or was one.
async fn due(door: &Door) -> Vec<bool> {
    let leased = door.leased(Queue::Delivery).await;
    let is_withdrawal = |job: &Job| matches!(job, Job::Deliver { withdrawal: true, .. });
    leased.iter().map(|leased| is_withdrawal(&leased.job)).collect()
}

on_both_databases! {
    /// All servers take the connection and say nothing, for longer than the test takes; then one of them hangs up.
    async fn no_more_deliveries_are_taken_than_can_begin_at_once(world: World) {
        let for_ever = HOUR;
        let limits = Limits { connect: for_ever, fetch: for_ever, ..Limits::default() };
        let door = Door::open_within(&world, limits).await;
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        // The system takes as many connections as are made, without anybody asking for them.
        let silent = socket.listen(1_024).unwrap();
        let port = silent.local_addr().unwrap().port();
        let deliveries = (0..300).map(|number| (format!("https://silent{number}.test:{port}/inbox"), false));
        send(&door, &deliveries.collect::<Vec<_>>()).await;
        let taken = async || {
            let taken = door.database.count("SELECT count(*) FROM job WHERE leased_until IS NOT NULL").await;
            assert!(taken <= 256, "{taken} are taken at once");
            taken
        };

        let worker = Worker::start(Arc::clone(&door.federation));
        eventually(SOON, "every place is taken", async || (taken().await == 256).then_some(())).await;
        let tried = "SELECT count(*) FROM job WHERE attempts > 0";
        let tried_before = door.database.count(tried).await;
        drop(silent.accept().await.unwrap());
        eventually(SOON, "another one has the place of the one that was tried", async || {
            let tried = door.database.count(tried).await;
            (tried > tried_before && taken().await == 256).then_some(())
        })
        .await;
        drop(silent);
        worker.stop().await;
    }

    /// They have failed three times already.
    async fn what_is_refused_is_tried_again_once_a_day_and_a_withdrawal_much_sooner(world: World) {
        let door = Door::open(&world).await;
        let inbox = format!("https://{}/inbox", door.peer.host());
        send(&door, &[(inbox.clone(), false), (inbox, true)]).await;
        door.database.execute("UPDATE job SET attempts = 3").await;
        door.peer.answer_inboxes_with(400);
        let worker = Worker::start(Arc::clone(&door.federation));
        eventually(SOON, "both are refused", async || {
            let refused = door.database.count("SELECT count(*) FROM job WHERE attempts = 4").await;
            (refused == 2).then_some(())
        })
        .await;
        worker.stop().await;

        world.pass(HOUR / 2);
        assert_eq!(due(&door).await, [true]);
        world.pass(17 * HOUR);
        assert_eq!(due(&door).await, [true], "as it was taken and not tried");
        world.pass(13 * HOUR);
        let mut all = due(&door).await;
        all.sort_unstable();
        assert_eq!(all, [false, true]);

        door.peer.answer_inboxes_with(202);
        world.pass(HOUR);
        let worker = Worker::start(Arc::clone(&door.federation));
        eventually(SOON, "both are taken in the end", async || {
            (door.database.count("SELECT count(*) FROM job").await == 0).then_some(())
        })
        .await;
        worker.stop().await;
    }

    async fn a_host_that_refuses_every_key_is_shown_earlier_ones_once_a_day(world: World) {
        assert_eq!(requests_of_each_try(&world, 401).await, [6, 2, 6]);
    }

    /// It does not take such an activity, whoever signs it.
    async fn a_host_that_refuses_what_is_said_may_know_an_earlier_key(world: World) {
        assert_eq!(requests_of_each_try(&world, 400).await, [6, 6, 6]);
    }
}

/// How often a host that answers so is asked at once, an hour later and a day later. The member has the two earlier keys
/// that are kept.
async fn requests_of_each_try(world: &World, status: u16) -> [usize; 3] {
    let door = Door::open(world).await;
    let inbox = format!("https://{}/inbox", door.peer.host());
    let account = send(&door, &[(inbox, false)]).await;
    let context = door.federation.context();
    for _ in 0..2 {
        world.pass(HOUR);
        let mut reading = context.store.snapshot().await.unwrap();
        let told_by = key::request_keys(context, &mut reading, account)
            .await
            .unwrap()
            .told_by;
        drop(reading);
        let job = Job::RotateRequestKey { account, told_by };
        assert!(timer::run(context, &job).await.unwrap());
    }
    door.peer.answer_inboxes_with(status);
    let mut asked = [0; 3];
    for (number, later) in [HOUR, HOUR, 25 * HOUR].into_iter().enumerate() {
        world.pass(later);
        let before = door.peer.delivered();
        let worker = Worker::start(Arc::clone(&door.federation));
        eventually(SOON, "it is refused", async || {
            let attempts = "SELECT CAST(max(attempts) AS BIGINT) FROM job WHERE queue = 'delivery'";
            (door.database.count(attempts).await == number as i64 + 1).then_some(())
        })
        .await;
        worker.stop().await;
        asked[number] = door.peer.delivered() - before;
    }
    asked
}
