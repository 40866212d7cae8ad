//! An empty, migrated database on each engine.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use url::Url;
use vouchwell_domain::Entropy;
use vouchwell_storage::Store;

const VARIABLE: &str = "VOUCHWELL_TEST_POSTGRES_URL";

/// Counts, so that ids differ and tests are the same each time.
pub(crate) struct Counting(AtomicU64);

pub(crate) static ENTROPY: Counting = Counting(AtomicU64::new(1));

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, value) in buffer
            .iter_mut()
            .rev()
            .zip(number.iter().rev().chain(std::iter::repeat(&0)))
        {
            *byte = *value;
        }
    }
}

/// A database, gone when it is dropped.
pub(crate) struct Database {
    store: Store,
    directory: Option<PathBuf>,
}

impl Deref for Database {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(directory) = &self.directory {
            std::fs::remove_dir_all(directory).unwrap();
        }
    }
}

/// An empty database on SQLite and one on PostgreSQL.
pub(crate) async fn stores() -> [Database; 2] {
    [sqlite().await, postgres().await]
}

pub(crate) async fn sqlite() -> Database {
    let directory = std::env::temp_dir().join(unique());
    std::fs::create_dir(&directory).unwrap();
    let store = Store::open(&format!("sqlite://{}/test.db", directory.display()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    Database {
        store,
        directory: Some(directory),
    }
}

async fn postgres() -> Database {
    let server = std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} names no PostgreSQL server: run the tests by `scripts/with-postgres cargo test`")
    });
    let name = unique();
    let mut connection = PgConnection::connect(&server).await.unwrap();
    connection
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .unwrap();
    connection.close().await.unwrap();
    let mut url = Url::parse(&server).unwrap();
    url.set_path(&name);
    let store = Store::open(url.as_str()).await.unwrap();
    store.migrate().await.unwrap();
    Database {
        store,
        directory: None,
    }
}

fn unique() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("vouchwell_storage_{}_{number}", std::process::id())
}

/// Noon of a day, some minutes later.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-01T12:00:00Z")
        .unwrap()
        .to_utc()
        + TimeDelta::minutes(minutes)
}
