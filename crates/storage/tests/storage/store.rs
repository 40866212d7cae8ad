use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Database, Pool};
use vouchwell_storage::{Store, Tables, Transaction, tombstone};

use crate::both::{at, sqlite, stores};

#[tokio::test]
async fn tables_are_told_from_those_of_other_versions() {
    for store in stores().await {
        assert_eq!(store.tables().await.unwrap(), Tables::Current);
    }
}

/// What is acknowledged is on the disk, whatever becomes of the process or of the machine a moment later: on every
/// connection that the program opens, and without a setting of the tests.
#[tokio::test]
async fn a_commit_waits_for_the_disk() {
    const FULL: i64 = 2;
    for store in stores().await {
        match &*store {
            Store::Sqlite { writer, readers, .. } => {
                for pool in [writer, readers] {
                    for mut connection in all_of(pool).await {
                        let durable: (i64, String, bool) = sqlx::query_as(
                            "SELECT synchronous, journal_mode, foreign_keys
                             FROM pragma_synchronous, pragma_journal_mode, pragma_foreign_keys",
                        )
                        .fetch_one(&mut *connection)
                        .await
                        .unwrap();
                        assert_eq!(durable, (FULL, "wal".to_owned(), true));
                    }
                }
            }
            Store::Postgres { pool, .. } => {
                for mut connection in all_of(pool).await {
                    let waits: String = sqlx::query_scalar("SHOW synchronous_commit")
                        .fetch_one(&mut *connection)
                        .await
                        .unwrap();
                    assert_eq!(waits, "on");
                }
            }
        }
    }
}

/// Whoever hangs up while a transaction begins leaves nothing of it to the one who has the connection next.
#[tokio::test]
async fn what_is_given_up_while_it_begins_is_left_to_nobody() {
    const WRITE: &str = "UPDATE job SET queue = queue";
    for store in stores().await {
        for polls in (0..10).cycle().take(100) {
            let mut beginning = store.snapshot();
            for _ in 0..polls {
                if poll_fn(|context| Poll::Ready(beginning.as_mut().poll(context).is_ready())).await {
                    break;
                }
                // Each turn goes one step further: a connection, whether it is alive, the beginning itself.
                std::thread::sleep(Duration::from_micros(200));
                tokio::task::yield_now().await;
            }
            drop(beginning);
            let mut writing = store.begin().await.unwrap();
            let written = match &mut writing {
                Transaction::Sqlite(connection) => sqlx::query(WRITE).execute(&mut **connection).await.err(),
                Transaction::Postgres(connection) => {
                    sqlx::query(WRITE).execute(&mut **connection).await.err()
                }
            };
            assert!(written.is_none(), "{written:?}");
            writing.commit().await.unwrap();
        }
    }
}

/// As many connections as a pool opens, all at once.
async fn all_of<DB: Database>(pool: &Pool<DB>) -> Vec<PoolConnection<DB>> {
    let mut connections = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        connections.push(pool.acquire().await.unwrap());
    }
    connections
}

/// SQLite ends a transaction by itself when the disk is full; here a statement does it.
#[tokio::test]
async fn a_connection_that_lost_its_transaction_is_replaced() {
    let store = sqlite().await;
    let Store::Sqlite { writer, .. } = &*store else {
        panic!("it is a file");
    };
    let mut connection = writer.acquire().await.unwrap();
    let mut lost = connection.begin().await.unwrap();
    sqlx::query("ROLLBACK").execute(&mut *lost).await.unwrap();
    drop(lost);
    connection.ping().await.unwrap();
    assert!(
        connection.is_in_transaction(),
        "sqlx knows that it is over, and nobody has to see to it any more"
    );
    drop(connection);

    let mut transaction = store.begin().await.unwrap();
    let uri = "https://away.example/notes/1".parse().unwrap();
    let actor = "https://away.example/users/ben".parse().unwrap();
    tombstone::add(&mut transaction, &uri, &actor, at(0))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}
