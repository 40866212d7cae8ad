//! How nodes on one PostgreSQL tell each other.

use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use vouchwell_domain::event::Event;

use super::{Announcer, Heard};
use crate::{Error, Result, Store};

const CHANNEL: &str = "vouchwell_event";
/// What a node says to hear whether its connection still stands.
const ALIVE: &str = "";
/// How often it says so, and how long nothing may be heard at all.
const EVERY: Duration = Duration::from_secs(15);
const LONGEST_SILENCE: Duration = Duration::from_secs(50);
/// Between two tries to connect.
const PAUSE: Duration = Duration::from_secs(1);

/// Has the commit tell all nodes.
pub(crate) async fn notify(connection: &mut PgConnection, events: &[Event]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let payloads: Vec<String> = events
        .iter()
        .map(|event| serde_json::to_string(event).map_err(|_| Error::Unreadable("event")))
        .collect::<Result<_>>()?;
    sqlx::query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload")
        .bind(CHANNEL)
        .bind(payloads)
        .execute(connection)
        .await?;
    Ok(())
}

impl Store {
    /// Hears what other nodes announce, until the store is closed. On SQLite there are none.
    ///
    /// What is announced while the connection is lost is not kept for anybody: listeners are told that they
    /// missed something, after the new connection stands, so that no gap is left behind it.
    pub async fn hear_nodes(&self) {
        let Self::Postgres { pool, announcer } = self else {
            return;
        };
        loop {
            let lost = tokio::select! {
                lost = hear(pool, announcer) => lost,
                lost = say_alive(pool) => lost,
            };
            if matches!(lost, sqlx::Error::PoolClosed) {
                return;
            }
            tracing::warn!(error = %lost, "events of other nodes are not heard; trying again");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn hear(pool: &PgPool, announcer: &Announcer) -> sqlx::Error {
    let connected = async {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(listener)
    };
    let mut listener = match connected.await {
        Ok(listener) => listener,
        Err(error) => return error,
    };
    announcer.say(Heard::Missed);
    loop {
        match tokio::time::timeout(LONGEST_SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => match notification.payload() {
                ALIVE => {}
                payload => announcer.say(read(payload)),
            },
            Ok(Ok(None)) => return sqlx::Error::WorkerCrashed,
            Ok(Err(error)) => return error,
            Err(_) => return sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
        }
    }
}

/// A node of another version may say what this one does not know.
fn read(payload: &str) -> Heard {
    serde_json::from_str(payload).map_or(Heard::Missed, |event: Event| Heard::Event(event.into()))
}

async fn say_alive(pool: &PgPool) -> sqlx::Error {
    loop {
        tokio::time::sleep(EVERY).await;
        let said = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(ALIVE);
        if let Err(error) = said.execute(pool).await {
            return error;
        }
    }
}
