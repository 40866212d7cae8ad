//! The database and its transactions.

use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{
    Connection as _, Database, PgPool, Postgres, SqlSafeStr as _, Sqlite, SqliteConnection, SqlitePool,
};

use crate::event::{Announcer, Pending, notify};
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
        /// Tells what happens.
        announcer: Announcer,
    },
    /// A server, for more than one machine.
    Postgres {
        /// Its connections.
        pool: PgPool,
        /// Tells what happens on any node.
        announcer: Announcer,
    },
}

/// How the tables of a database stand to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// There are none.
    None,
    /// They are of an earlier version.
    Older {
        /// How many steps bring them up to date.
        missing: usize,
    },
    /// They are of this version.
    Current,
    /// They are of a later version.
    Newer,
}

/// A transaction on either database; dropped without [`Transaction::commit`] it leaves nothing behind.
#[derive(Debug)]
pub enum Transaction {
    /// On SQLite.
    Sqlite(Connection<Sqlite>),
    /// On PostgreSQL.
    Postgres(Connection<Postgres>),
}

/// What one of the databases has been asked. Boxed, so that what waits for it is not made of all that sqlx waits for: the
/// compiler shows of every route several times that it may change threads, down to the last part of it.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// What a transaction runs on, and what is to be told after its commit.
#[derive(Debug)]
pub struct Connection<DB: Database> {
    state: State<DB>,
    announcer: Announcer,
    pending: Pending,
}

#[derive(Debug)]
enum State<DB: Database> {
    /// Begun, and to be ended.
    Begun(sqlx::Transaction<'static, DB>),
    /// For one query, which is a transaction by itself.
    Single(PoolConnection<DB>),
}

impl<DB: Database> Connection<DB> {
    fn new(state: State<DB>, announcer: &Announcer) -> Self {
        Self {
            state,
            announcer: announcer.clone(),
            pending: Pending::default(),
        }
    }
}

impl<DB: Database> State<DB> {
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
        match &self.state {
            State::Begun(transaction) => transaction,
            State::Single(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Connection<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match &mut self.state {
            State::Begun(transaction) => transaction,
            State::Single(connection) => connection,
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
            let announcer = Announcer::new();
            return Ok(Self::Postgres { pool, announcer });
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
            .before_acquire(|connection, _| Box::pin(is_free(connection)))
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
            .before_acquire(|connection, _| Box::pin(is_free(connection)))
            .acquire_timeout(PATIENCE)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self::Sqlite {
            writer,
            readers,
            announcer: Announcer::new(),
        })
    }

    /// Brings the tables to the version of this program.
    ///
    /// # Errors
    /// The database is newer than the program, or away.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await?,
            Self::Postgres { pool, .. } => POSTGRES_MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// How the tables stand to this program; nothing is changed.
    ///
    /// # Errors
    /// The database is away.
    pub async fn tables(&self) -> Result<Tables> {
        const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";
        let (known, applied) = match self {
            Self::Sqlite { readers, .. } => {
                let applied = sqlx::query_scalar::<_, i64>(APPLIED).fetch_all(readers).await;
                (&SQLITE_MIGRATIONS, applied)
            }
            Self::Postgres { pool, .. } => {
                let applied = sqlx::query_scalar::<_, i64>(APPLIED).fetch_all(pool).await;
                (&POSTGRES_MIGRATIONS, applied)
            }
        };
        let applied = match applied.map_err(Error::from) {
            Err(error) if error.is_unavailable() => return Err(error),
            // There is not even a table of them.
            Err(Error::Database(sqlx::Error::Database(_))) => return Ok(Tables::None),
            applied => applied?,
        };
        let missing = known.iter().filter(|one| !applied.contains(&one.version)).count();
        Ok(if applied.iter().any(|version| !known.version_exists(*version)) {
            Tables::Newer
        } else if missing > 0 {
            Tables::Older { missing }
        } else {
            Tables::Current
        })
    }

    /// Begins a transaction that writes. On SQLite it holds the write lock from the start.
    ///
    /// # Errors
    /// The database is away or busy for too long.
    pub fn begin(&self) -> Asked<'_, Transaction> {
        Box::pin(async move {
            Ok(match self {
                Self::Sqlite { writer, .. } => {
                    self.on_sqlite(State::Begun(writer.begin_with("BEGIN IMMEDIATE").await?))
                }
                Self::Postgres { pool, .. } => self.on_postgres(begin_whole(pool, "BEGIN").await?),
            })
        })
    }

    /// Begins a transaction that only reads, and sees one state throughout.
    ///
    /// # Errors
    /// The database is away.
    pub fn snapshot(&self) -> Asked<'_, Transaction> {
        Box::pin(async move {
            Ok(match self {
                Self::Sqlite { readers, .. } => self.on_sqlite(State::Begun(readers.begin().await?)),
                Self::Postgres { pool, .. } => self
                    .on_postgres(begin_whole(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
            })
        })
    }

    /// For a single query that only reads, which sees one state by itself: to begin and to end a transaction
    /// would take twice as long as most of them.
    ///
    /// # Errors
    /// The database is away.
    pub fn for_one_query(&self) -> Asked<'_, Transaction> {
        Box::pin(async move {
            Ok(match self {
                Self::Sqlite { readers, .. } => self.on_sqlite(State::Single(readers.acquire().await?)),
                Self::Postgres { pool, .. } => self.on_postgres(State::Single(pool.acquire().await?)),
            })
        })
    }

    fn on_sqlite(&self, state: State<Sqlite>) -> Transaction {
        Transaction::Sqlite(Connection::new(state, self.announcer()))
    }

    fn on_postgres(&self, state: State<Postgres>) -> Transaction {
        Transaction::Postgres(Connection::new(state, self.announcer()))
    }

    pub(crate) const fn announcer(&self) -> &Announcer {
        match self {
            Self::Sqlite { announcer, .. } | Self::Postgres { announcer, .. } => announcer,
        }
    }

    /// Closes all connections after the running transactions.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}

/// Begins a transaction on PostgreSQL even if whoever asked for it goes away meanwhile. sqlx sends no `ROLLBACK` when it is
/// given up before it has read the answer to `BEGIN` (`Rollback` in its `PgTransactionManager`): the transaction would stay
/// open on the connection, and whoever has that next would be in it.
async fn begin_whole(pool: &PgPool, statement: &'static str) -> Result<State<Postgres>, sqlx::Error> {
    // Who goes away while all connections are taken waits for none of them any more.
    let connection = pool.acquire().await?;
    let beginning = tokio::spawn(sqlx::Transaction::begin(
        connection,
        Some(statement.into_sql_str()),
    ));
    let begun = beginning.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
    begun.map(State::Begun)
}

/// Whether no transaction is left on a connection. SQLite ends one by itself when the disk is full or fails, and sqlx
/// takes it for begun ever after: such a connection is given up.
async fn is_free(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // One that is being rolled back is over when this is answered.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

impl Transaction {
    /// Makes everything done in it durable at once, and has it told.
    ///
    /// # Errors
    /// Nothing of it happened, unless it was the way to the database that failed, or the program stops: then it may have
    /// happened all the same, and on SQLite what it made is not told.
    pub fn commit(self) -> Asked<'static, ()> {
        Box::pin(async move {
            match self {
                Self::Sqlite(connection) if connection.pending.is_empty() => {
                    connection.state.commit().await?
                }
                // Whoever asked for it may go away while it runs. What is durable is told all the same, so it runs on
                // without them for as long as the program does.
                Self::Sqlite(connection) => {
                    let Connection {
                        state,
                        announcer,
                        pending,
                    } = connection;
                    let committing = tokio::spawn(async move {
                        state.commit().await?;
                        announcer.tell(pending.into_events());
                        Ok::<(), sqlx::Error>(())
                    });
                    committing.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?;
                }
                Self::Postgres(mut connection) => {
                    let pending = std::mem::take(&mut connection.pending);
                    notify(&mut connection, &pending.into_events()).await?;
                    connection.state.commit().await?;
                }
            }
            Ok(())
        })
    }

    pub(crate) const fn pending(&mut self) -> &mut Pending {
        match self {
            Self::Sqlite(connection) => &mut connection.pending,
            Self::Postgres(connection) => &mut connection.pending,
        }
    }

    /// Begins a part that can be undone by itself, so that many effects share one commit.
    ///
    /// # Errors
    /// The database is away.
    pub async fn savepoint(&mut self) -> Result<()> {
        self.pending().begin_part();
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
        self.pending().undo_part();
        self.run("ROLLBACK TO SAVEPOINT part").await?;
        self.run("RELEASE SAVEPOINT part").await
    }

    async fn run(&mut self, statement: &'static str) -> Result<()> {
        on_both!(self, connection => { sqlx::query(statement).execute(connection).await?; });
        Ok(())
    }
}
