//! What the machine can do at best: the arithmetic and the disk alone.

use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use vouchwell_tests::{Engine, TestDatabase};

/// How long each is measured.
const SPAN: Duration = Duration::from_secs(1);
/// As long as a usual activity.
const ROW: usize = 1_500;

/// RSA-2048 signatures of others.
pub(crate) struct Rsa {
    pair: RsaKeyPair,
    public: ParsedPublicKey,
    signature: Vec<u8>,
}

impl Rsa {
    const MESSAGE: [u8; 400] = [7; 400];

    pub(crate) fn new() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key can be made");
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
            .expect("a new key is well-formed");
        let signature = vec![0; pair.public_modulus_len()];
        let mut rsa = Self {
            pair,
            public,
            signature,
        };
        rsa.sign();
        rsa
    }

    fn sign(&mut self) {
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                &Self::MESSAGE,
                &mut self.signature,
            )
            .expect("the key signs anything");
    }

    /// How many are verified in a second on one core.
    pub(crate) fn verifications(&self) -> f64 {
        rate(|| {
            self.public
                .verify_sig(&Self::MESSAGE, &self.signature)
                .expect("the signature is good");
        })
    }
}

/// Calls in a second.
fn rate(mut once: impl FnMut()) -> f64 {
    let (mut count, start) = (0_u32, Instant::now());
    while start.elapsed() < SPAN {
        once();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// A table on the disk of the server under test.
pub(crate) struct Disk {
    connection: Kind,
    _database: TestDatabase,
}

enum Kind {
    Sqlite(SqliteConnection),
    Postgresql(PgConnection),
}

impl Disk {
    pub(crate) async fn new(engine: Engine) -> Self {
        let database = TestDatabase::create(engine).await;
        let table = "CREATE TABLE line (id INTEGER PRIMARY KEY, body TEXT NOT NULL)";
        let connection = match engine {
            Engine::Sqlite => {
                let url = format!("{}?mode=rwc", database.url());
                let mut connection = SqliteConnection::connect(&url).await.expect("a file");
                for statement in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", table] {
                    connection.execute(statement).await.expect("a statement");
                }
                Kind::Sqlite(connection)
            }
            Engine::Postgresql => {
                let mut connection = PgConnection::connect(database.url()).await.expect("a database");
                connection.execute(table).await.expect("a statement");
                Kind::Postgresql(connection)
            }
        };
        Self {
            connection,
            _database: database,
        }
    }

    /// How many rows are written in a second, each durable before the next.
    pub(crate) async fn commits(&mut self) -> f64 {
        self.clear().await;
        let body = "x".repeat(ROW);
        let insert = "INSERT INTO line (id, body) VALUES ($1, $2)";
        let (mut count, start) = (0_i32, Instant::now());
        while start.elapsed() < SPAN {
            match &mut self.connection {
                Kind::Sqlite(connection) => {
                    let query = sqlx::query(insert).bind(count).bind(&body);
                    query.execute(connection).await.expect("a row is written");
                }
                Kind::Postgresql(connection) => {
                    let query = sqlx::query(insert).bind(count).bind(&body);
                    query.execute(connection).await.expect("a row is written");
                }
            }
            count += 1;
        }
        f64::from(count) / start.elapsed().as_secs_f64()
    }

    async fn clear(&mut self) {
        match &mut self.connection {
            Kind::Sqlite(connection) => connection.execute("DELETE FROM line").await.map(drop),
            Kind::Postgresql(connection) => connection.execute("DELETE FROM line").await.map(drop),
        }
        .expect("the table is there");
    }
}
