use sqlx::Connection as _;
use vouchwell_storage::{Store, Tables, tombstone};

use crate::both::{at, sqlite, stores};

#[tokio::test]
async fn tables_are_told_from_those_of_other_versions() {
    for store in stores().await {
        assert_eq!(store.tables().await.unwrap(), Tables::Current);
    }
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
