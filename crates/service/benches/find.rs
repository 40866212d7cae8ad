//! What a search for people costs beside one bare indexed query, in a generated database. Read the figures as
//! ratios within one run.
//!
//! `cargo bench -p vouchwell-service --bench find` uses SQLite; by `scripts/with-postgres` it uses PostgreSQL
//! as well.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    reason = "a benchmark prints, and stops at what surprises it; the village is shared with the tests"
)]

use std::time::{Duration, Instant};

use vouchwell_domain::member::Member;
use vouchwell_domain::path::Hops;
use vouchwell_service::path::{Wanted, find};
use vouchwell_storage::account;
use vouchwell_tests::Engine;

#[path = "../tests/pair/village.rs"]
mod village;

use village::Village;

const RUNS: usize = 15;

/// 50,000 people of another server with the key of Carla; 100,000 recommendations among them, each for one
/// topic that a share of all has; and as many acquaintances that each knows ten others or more. Of them Ana
/// knows 10,000, and Bob ten.
const GENERATE: [&str; 6] = [
    "INSERT INTO account (id, uri, name, host, kind, display_name, summary, url, fields, also_known_as, locked, inbox,
         evidence_key, understands_recommendations, created_at, first_seen_at, fetched_at, place, place_words)
     WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000)
     SELECT n, 'https://away.example/users/' || n, 'user' || n, 'away.example', 'Person', '', '', uri, fields,
         also_known_as, locked, inbox, evidence_key, understands_recommendations, created_at, first_seen_at,
         fetched_at, CASE WHEN n % 7 = 0 THEN 'Ghent' END, CASE WHEN n % 7 = 0 THEN ' ghent ' END
     FROM number, account WHERE account.name = 'carla'",
    "INSERT INTO recommendation (id, uri, url, author_id, subject_id, standing, public_version, status_id, sequence,
         created_at, published_at, expires_at)
     WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 100000)
     SELECT substr('00000000000000000000000000000000' || n, length('' || n) + 1), url || n, url || n,
         1 + n * 7919 % 50000, 1 + (n * 7919 + n * 31 + 1) % 50000, standing,
         substr('00000000000000000000000000000000' || n, length('' || n) + 1), status_id, n, created_at, published_at, expires_at
     FROM number, recommendation WHERE sequence > 1000000",
    "INSERT INTO version (id, recommendation_id, stage, text, language, topics, limitations, disclosures, endorsement,
         author_attestation, subject_attestation, acceptance, set_aside, sequence, created_at, published_at)
     SELECT recommendation.id, recommendation.id, stage, text, language, topics,
         limitations, disclosures, endorsement, author_attestation, subject_attestation, acceptance, set_aside,
         recommendation.sequence, version.created_at, version.published_at
     FROM recommendation, version WHERE recommendation.sequence <= 100000 AND version.stage = 'public'",
    "INSERT INTO topic_word (recommendation_id, word, author_id, subject_id, expires_at)
     SELECT recommendation.id, CASE WHEN recommendation.sequence % 1000 = 0 THEN 'rare'
             WHEN recommendation.sequence % 100 = 1 THEN 'usual'
             WHEN recommendation.sequence % 10 = 2 THEN 'common' ELSE 'every' END, author_id, subject_id, expires_at
     FROM recommendation WHERE sequence <= 100000",
    "INSERT INTO tie (from_id, to_id, said, heard, from_key, to_key, met, known_since, ends_at)
     WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000),
     step (size) AS (SELECT 1 UNION ALL SELECT size * 7 FROM step WHERE size < 9000),
     pair (one, other) AS (
         SELECT author_id, subject_id FROM recommendation WHERE sequence <= 100000
         UNION SELECT n, 1 + (n + size) % 50000 FROM number, step),
     directed (one, other) AS (SELECT one, other FROM pair UNION SELECT other, one FROM pair),
     model AS (SELECT said, heard, met, ends_at, to_key FROM tie JOIN account ON account.id = to_id
         WHERE account.name = 'carla')
     SELECT one, other, said, heard, to_key, to_key, met, 24000 + one % 300, ends_at FROM directed, model
     WHERE one <> other",
    "INSERT INTO tie (from_id, to_id, said, heard, from_key, to_key, met, known_since, ends_at)
     WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 10000),
     pair (one, other, one_key, other_key) AS (
         SELECT member.id, person.id, member.evidence_key, person.evidence_key
         FROM account AS member CROSS JOIN number CROSS JOIN account AS person
         WHERE person.id = number.n * 5 AND member.name IN ('ana', 'bob')
             AND (member.name = 'ana' OR number.n % 1000 = 0)),
     directed AS (SELECT * FROM pair UNION ALL SELECT other, one, other_key, one_key FROM pair),
     model AS (SELECT said, heard, met, ends_at FROM tie JOIN account ON account.id = to_id
         WHERE account.name = 'carla')
     SELECT one, other, said, heard, one_key, other_key, met, 24000 + other % 300, ends_at FROM directed, model",
];

#[tokio::main]
async fn main() {
    measure(Engine::Sqlite).await;
    if std::env::var_os("VOUCHWELL_TEST_POSTGRES_URL").is_some() {
        measure(Engine::Postgresql).await;
    }
}

async fn measure(engine: Engine) {
    let village = Village::found(engine).await;
    let [ana, bob, carla] = [
        village.elder("ana").await,
        village.elder("bob").await,
        village.elder("carla").await,
    ];
    village.acquaint(&bob, &carla).await;
    village.recommend(&bob, &carla, "bookkeeping").await;
    let started = Instant::now();
    for statement in GENERATE {
        village.execute(statement).await;
    }
    if engine == Engine::Postgresql {
        village.execute("ANALYZE").await;
    }
    println!("{engine:?}: generated in {} s", started.elapsed().as_secs());

    let bare = median(async || {
        let mut snapshot = village.context.store.snapshot().await.unwrap();
        account::by_id(&mut snapshot, carla.account.id)
            .await
            .unwrap()
            .unwrap();
    })
    .await;
    println!("a bare indexed query: {bare:?}");
    for (reader, knows) in [(&ana, "10,000"), (&bob, "10")] {
        for (topic, share) in [
            ("rare", "100"),
            ("usual", "1,000"),
            ("common", "10,000"),
            ("every", "88,900"),
        ] {
            for (near, place) in [(None, ""), (Some("ghent"), ", near")] {
                let wanted = Wanted {
                    topic: topic.parse().unwrap(),
                    near: near.map(|near| near.parse().unwrap()),
                    hops: Hops::Two,
                    limit: 20,
                    offset: 0,
                };
                let (taken, ways) = search(&village, reader, &wanted).await;
                println!(
                    "reader who knows {knows}, topic of {share} recommendations{place}: {taken:?}, {:.0} bare \
                     queries, {ways} ways",
                    taken.as_secs_f64() / bare.as_secs_f64()
                );
            }
        }
    }
}

async fn search(village: &Village, reader: &Member, wanted: &Wanted) -> (Duration, usize) {
    let found = find(&village.context, reader, wanted).await.unwrap();
    let ways = found.iter().map(|found| found.paths.len()).sum();
    let taken = median(async || drop(find(&village.context, reader, wanted).await.unwrap())).await;
    (taken, ways)
}

async fn median(work: impl AsyncFn()) -> Duration {
    let mut taken = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        work().await;
        taken.push(started.elapsed());
    }
    taken.sort_unstable();
    taken[RUNS / 2]
}
