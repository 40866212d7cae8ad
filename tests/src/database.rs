use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, Executor, FromRow, PgConnection, SqliteConnection};
use url::Url;

use crate::{Directory, tables};

const VARIABLE: &str = "VOUCHWELL_TEST_POSTGRES_URL";

/// Which database an instance keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A database of a PostgreSQL server.
    Postgresql,
}

/// A new, empty database for one instance, gone when it is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Sqlite { _directory: Directory },
    Postgresql { server: Url, name: String },
}

/// The write lock of a file, held by another process than the instance's.
#[derive(Debug)]
pub struct DatabaseLock {
    connection: SqliteConnection,
}

impl DatabaseLock {
    /// Gives it back.
    pub async fn release(self) {
        self.connection.close().await.expect("the file can be closed");
    }
}

impl TestDatabase {
    /// A new database. Fails when PostgreSQL is asked for and none is named by `VOUCHWELL_TEST_POSTGRES_URL`.
    pub async fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let directory = Directory::new("database");
                let url = format!("sqlite://{}", directory.path().join("vouchwell.db").display());
                Self {
                    url,
                    kind: Kind::Sqlite {
                        _directory: directory,
                    },
                }
            }
            Engine::Postgresql => Self::create_on_server(server(), None).await,
        }
    }

    /// The same, on PostgreSQL with all tables already and nothing in them.
    pub async fn create_with_tables(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::create(engine).await,
            Engine::Postgresql => {
                let server = server();
                let tables = tables::on(&server).await;
                Self::create_on_server(server, Some(tables)).await
            }
        }
    }

    async fn create_on_server(server: Url, copied: Option<&str>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let time = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("the clock is right")
            .as_micros();
        let name = format!("vouchwell_test_{}_{time}_{number}", std::process::id());
        let copied = copied.map_or_else(String::new, |copied| format!(" TEMPLATE {copied}"));
        execute(&server, format!("CREATE DATABASE {name}{copied}"))
            .await
            .expect("the test server creates a database");
        let mut url = server.clone();
        url.set_path(&name);
        Self {
            url: url.to_string(),
            kind: Kind::Postgresql { server, name },
        }
    }

    /// Runs one statement beside the instance, for what no call can bring about.
    pub async fn execute(&self, statement: &'static str) {
        match &self.kind {
            Kind::Sqlite { .. } => {
                let mut connection = SqliteConnection::connect(&self.url)
                    .await
                    .expect("the file can be opened");
                connection
                    .execute(statement)
                    .await
                    .expect("the statement is right");
            }
            Kind::Postgresql { .. } => {
                let mut connection = PgConnection::connect(&self.url)
                    .await
                    .expect("the database can be reached");
                connection
                    .execute(statement)
                    .await
                    .expect("the statement is right");
            }
        }
    }

    /// Takes the write lock of a file.
    pub async fn lock(&self) -> DatabaseLock {
        assert!(
            matches!(self.kind, Kind::Sqlite { .. }),
            "this database is no file"
        );
        let connecting = SqliteConnection::connect(&self.url).await;
        let mut connection = connecting.expect("the file can be opened");
        let locked = connection.execute("BEGIN IMMEDIATE").await;
        locked.expect("the instance does not write for long");
        DatabaseLock { connection }
    }

    /// What one statement counts, of what no call shows.
    pub async fn count(&self, statement: &'static str) -> i64 {
        let [(counted,)] = self.rows(statement).await[..] else {
            panic!("{statement} answers one number");
        };
        counted
    }

    /// What one statement counts of several things, each by its name.
    pub async fn counts(&self, statement: &'static str) -> BTreeMap<String, i64> {
        self.rows(statement).await.into_iter().collect()
    }

    async fn rows<Row>(&self, statement: &'static str) -> Vec<Row>
    where
        Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let rows = match &self.kind {
            Kind::Sqlite { .. } => {
                let connecting = SqliteConnection::connect(&self.url).await;
                let mut connection = connecting.expect("the file can be opened");
                sqlx::query_as(statement).fetch_all(&mut connection).await
            }
            Kind::Postgresql { .. } => {
                let connecting = PgConnection::connect(&self.url).await;
                let mut connection = connecting.expect("the database can be reached");
                sqlx::query_as(statement).fetch_all(&mut connection).await
            }
        };
        rows.expect("the statement is right")
    }

    /// What `VOUCHWELL_DATABASE_URL` is set to.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Kind::Postgresql { server, name } = &self.kind {
            let (server, statement) = (server.clone(), format!("DROP DATABASE {name} WITH (FORCE)"));
            // A runtime cannot be entered twice, and the test's own may be at its end.
            let dropping = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.is_ok_and(|runtime| runtime.block_on(execute(&server, statement)).is_ok())
            });
            let _ = dropping.join();
        }
    }
}

fn server() -> Url {
    let Ok(url) = std::env::var(VARIABLE) else {
        panic!(
            "this test needs PostgreSQL: run `scripts/with-postgres cargo test`, or set {VARIABLE} to a superuser's \
             address such as postgres://postgres:secret@127.0.0.1/postgres"
        );
    };
    url.parse()
        .unwrap_or_else(|error| panic!("{VARIABLE} is no address: {error}"))
}

async fn execute(server: &Url, statement: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(server.as_str()).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    connection.close().await
}
