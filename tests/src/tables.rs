//! A database of the test server that has the tables of this version and nothing in them, of which others are copied: that
//! is three times as quick as making the tables again for each test.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;
use url::Url;

const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres");
/// Whoever holds this lock of the test server makes the tables, and the other test programs wait; any number will do.
const LOCK: i64 = 8_683_224;

/// The name of the database to copy, which is made when it is not there yet. It stays for the next run.
pub(crate) async fn on(server: &Url) -> &'static str {
    static NAME: OnceCell<String> = OnceCell::const_new();
    NAME.get_or_init(|| make(server)).await
}

async fn make(server: &Url) -> String {
    let migrations = Migrator::new(Path::new(MIGRATIONS)).await;
    let migrations = migrations.expect("the migrations can be read");
    let name = name(&migrations);
    let making = async {
        let mut connection = PgConnection::connect(server.as_str()).await?;
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(LOCK)
            .execute(&mut connection)
            .await?;
        let is_there: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
                .bind(&name)
                .fetch_one(&mut connection)
                .await?;
        if !is_there {
            // Under its name there are all tables or nothing.
            let unfinished = format!("{name}_unfinished");
            for statement in [
                format!("DROP DATABASE IF EXISTS {unfinished}"),
                format!("CREATE DATABASE {unfinished}"),
            ] {
                connection.execute(AssertSqlSafe(statement)).await?;
            }
            let mut url = server.clone();
            url.set_path(&unfinished);
            let mut within = PgConnection::connect(url.as_str()).await?;
            migrations.run(&mut within).await?;
            within.close().await?;
            let rename = format!("ALTER DATABASE {unfinished} RENAME TO {name}");
            connection.execute(AssertSqlSafe(rename)).await?;
        }
        connection.close().await
    };
    let made: Result<(), sqlx::Error> = making.await;
    made.expect("the test server keeps a database with all tables");
    name
}

/// Other migrations, another name.
fn name(migrations: &Migrator) -> String {
    let checksums = migrations.iter().flat_map(|migration| migration.checksum.iter());
    let sum = checksums.fold(0_u64, |sum, byte| {
        sum.wrapping_mul(1_099_511_628_211) ^ u64::from(*byte)
    });
    format!("vouchwell_tables_{sum:016x}")
}
