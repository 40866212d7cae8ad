//! An empty, migrated database on each engine.

use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::Entropy;
use vouchwell_storage::Store;
use vouchwell_tests::{Engine, TestDatabase};

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
    _database: TestDatabase,
}

impl Deref for Database {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// An empty database on SQLite and one on PostgreSQL.
pub(crate) async fn stores() -> [Database; 2] {
    [sqlite().await, on(Engine::Postgresql).await]
}

pub(crate) async fn sqlite() -> Database {
    on(Engine::Sqlite).await
}

async fn on(engine: Engine) -> Database {
    let database = TestDatabase::create_with_tables(engine).await;
    let store = Store::open(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    Database {
        store,
        _database: database,
    }
}

/// Noon of a day, some minutes later.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-01T12:00:00Z")
        .unwrap()
        .to_utc()
        + TimeDelta::minutes(minutes)
}
