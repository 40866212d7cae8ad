//! The database and its transactions.

use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Database, PgPool, Postgres, Sqlite, SqlitePool};

use crate::{Error, Result};

static SQLITE_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

/// How long a write waits for its turn before the database counts as unavailable.
const PATIENCE: Duration = Duration::from_secs(10);

/// The database of this instance.
#[derive(Debug, Clone)]
pub enum Store {
    /// One file. SQLite has one writer at a time: a pool of one connection makes writes wait their turn
    /// here instead of failing there.
    Sqlite {
        /// The one that writes.
        writer: SqlitePool,
        /// Those that read.
        readers: SqlitePool,
    },
    /// A server, for more than one machine.
    Postgres(PgPool),
}

/// A transaction on either database; dropped without [`Transaction::commit`] it leaves nothing behind.
#[derive(Debug)]
pub enum Transaction {
    /// On SQLite.
    Sqlite(Connection<Sqlite>),
    /// On PostgreSQL.
    Postgres(Connection<Postgres>),
}

/// What a transaction runs on.
#[derive(Debug)]
pub enum Connection<DB: Database> {
    /// Begun, and to be ended.
    Begun(sqlx::Transaction<'static, DB>),
    /// For one query, which is a transaction by itself.
    Single(PoolConnection<DB>),
}

impl<DB: Database> Connection<DB> {
    async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Begun(transaction) => transaction.commit().await,
            Self::Single(_) => Ok(()),
        }
    }
}

impl<DB: Database> Deref for Connection<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match self {
            Self::Begun(transaction) => transaction,
            Self::Single(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Connection<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match self {
            Self::Begun(transaction) => transaction,
            Self::Single(connection) => connection,
        }
    }
}

impl Store {
    /// Opens the database at `sqlite://PATH` or `postgres://…`; a SQLite file is made if there is none.
    ///
    /// # Errors
    /// The URL is of another kind, or the database cannot be opened.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?;
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(PATIENCE)
                .connect_with(options)
                .await?;
            return Ok(Self::Postgres(pool));
        }
        if !url.starts_with("sqlite:") {
            return Err(Error::UnknownDatabase);
        }
        let options = SqliteConnectOptions::from_str(url)?
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", "-8000");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .auto_vacuum(SqliteAutoVacuum::Incremental),
            )
            .await?;
        // A file does not go away as a server does, so no connection is tested before it is used.
        // What the file itself keeps is set by the writer: a reader is refused even the same value.
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// Brings the tables to the version of this program.
    ///
    /// # Errors
    /// The database is newer than the program, or away.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await?,
            Self::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// Begins a transaction that writes. On SQLite it holds the write lock from the start.
    ///
    /// # Errors
    /// The database is away or busy for too long.
    pub async fn begin(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                Transaction::Sqlite(Connection::Begun(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
            Self::Postgres(pool) => Transaction::Postgres(Connection::Begun(pool.begin().await?)),
        })
    }

    /// Begins a transaction that only reads, and sees one state throughout.
    ///
    /// # Errors
    /// The database is away.
    pub async fn snapshot(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(Connection::Begun(readers.begin().await?)),
            Self::Postgres(pool) => Transaction::Postgres(Connection::Begun(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            )),
        })
    }

    /// For a single query that only reads, which sees one state by itself: to begin and to end a transaction
    /// would take twice as long as most of them.
    ///
    /// # Errors
    /// The database is away.
    pub async fn for_one_query(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(Connection::Single(readers.acquire().await?)),
            Self::Postgres(pool) => Transaction::Postgres(Connection::Single(pool.acquire().await?)),
        })
    }

    /// Closes all connections after the running transactions.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// Makes everything done in it durable at once.
    ///
    /// # Errors
    /// Nothing of it happened.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Begins a part that can be undone by itself, so that many effects share one commit.
    ///
    /// # Errors
    /// The database is away.
    pub async fn savepoint(&mut self) -> Result<()> {
        self.run("SAVEPOINT part").await
    }

    /// Keeps the part.
    ///
    /// # Errors
    /// The database is away.
    pub async fn release(&mut self) -> Result<()> {
        self.run("RELEASE SAVEPOINT part").await
    }

    /// Undoes the part, and leaves the rest as it was.
    ///
    /// # Errors
    /// The database is away.
    pub async fn undo_part(&mut self) -> Result<()> {
        self.run("ROLLBACK TO SAVEPOINT part").await?;
        self.run("RELEASE SAVEPOINT part").await
    }

    async fn run(&mut self, statement: &'static str) -> Result<()> {
        on_both!(self, connection => { sqlx::query(statement).execute(connection).await?; });
        Ok(())
    }
}
