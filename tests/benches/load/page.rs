//! How long a browser waits for the pages that people come to first, of an instance with many accounts and public
//! recommendations, beside a bare server that answers the same bytes.

use vouchwell_tests::{Browser, Draft, Engine, Instance, Member, PASSWORD, World};

use crate::crowd::{ACCOUNTS, BASE, FOLLOWED, STRIDE, begin, execute, numbers, settle};
use crate::latency::{QUESTIONS, print};

const WORDS: &str = "Carla kept our books for four years, and every question had an answer on the same day.";
/// One of so many recommends, and another one is about, the person whose profile is read.
const SHARE: u32 = 100;

/// `recommendations` of all accounts together; 100,000 is the size for which there is an aim.
pub(crate) async fn run(engine: Engine, recommendations: u32) {
    let world = World::new(engine).await;
    let a = begin(&world).await;
    let [alice, carla] = ["alice", "carla"].map(|name| a.member(name));
    alice.get_to_know(&carla).await;
    let (id, _) = alice.recommend(&carla, &Draft::new(WORDS)).await;
    settle(&a).await;
    publish(&a, recommendations).await;
    println!(
        "{ACCOUNTS} accounts, {recommendations} recommendations, {FOLLOWED} accounts followed, {QUESTIONS} readings of \
         each page:"
    );
    let cookies = sign_in(&a, &alice).await;
    let permalink = format!("/recommendations/{id}");
    for (name, path, cookies, words) in [
        ("front page", "/", "", "Vouchwell"),
        ("profile", "/@alice0", "", WORDS),
        ("recommendation", &permalink, "", WORDS),
        ("topic", "/tags/bookkeeping", "", WORDS),
        ("home of a member", "/home", &cookies, WORDS),
    ] {
        let question = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\ncookie: {cookies}\r\n\r\n",
            a.host()
        );
        print(name, a.address(), &question, words);
    }
}

async fn sign_in(a: &Instance, member: &Member) -> String {
    let mut browser = Browser::new(a);
    let page = browser.open("/login").await;
    let home = browser.sign_in(&page, member.name(), PASSWORD).await;
    assert!(home.status.is_success(), "{home}");
    let pairs = browser
        .cookies()
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("; ")
}

/// Writes recommendations among all accounts as the one that there is, with its words and its evidence, each with the
/// status that carries it.
async fn publish(a: &Instance, recommendations: u32) {
    // In a circle, each time around with another distance, and in strides, so that those who are followed do not all
    // write one after the other; the first account stands aside.
    let around = ACCOUNTS - 1;
    let author =
        format!("CASE WHEN n % {SHARE} = 0 THEN {BASE} ELSE {BASE} + 1 + n * {STRIDE} % {around} END");
    let subject = format!(
        "CASE WHEN n % {SHARE} = 1 THEN {BASE} ELSE {BASE} + 1 + (n * {STRIDE} + 1 + n / {around}) % {around} END"
    );
    let numbers = numbers(recommendations);
    let id = "substr('00000000000000000000000000000000' || n, length('' || n) + 1)";
    let records = format!(
        "INSERT INTO recommendation (id, uri, url, author_id, subject_id, standing, public_version, sequence,
             created_at, published_at, expires_at, status_id)
         {numbers}SELECT {id}, uri || n, url || n, {author}, {subject}, standing, {id}, n, created_at, published_at,
             expires_at, {BASE} + n FROM recommendation, number WHERE standing = 'public'"
    );
    let versions = format!(
        "INSERT INTO version (id, recommendation_id, stage, text, language, topics, limitations, disclosures,
             endorsement, author_attestation, subject_attestation, acceptance, set_aside, sequence, created_at,
             published_at)
         {numbers}SELECT {id}, {id}, stage, text, language, topics, limitations, disclosures, endorsement,
             author_attestation, subject_attestation, acceptance, set_aside, n, created_at, published_at
         FROM version, number WHERE stage = 'public'"
    );
    let statuses = format!(
        "INSERT INTO status (id, uri, url, account_id, content, spoiler, sensitive, language, visibility, tags,
             recommendation_id, created_at, local)
         {numbers}SELECT {BASE} + n, uri || n, url || n, {author}, content, spoiler, sensitive, language, visibility,
             tags, {id}, created_at, local FROM status, number WHERE recommendation_id IS NOT NULL"
    );
    let mentions = format!(
        "INSERT INTO mention (status_id, account_id, silent)
         SELECT status_id, subject_id, FALSE FROM recommendation WHERE status_id BETWEEN {BASE} AND {BASE} + \
             {recommendations} - 1"
    );
    let tags = format!(
        "INSERT INTO status_tag (tag, status_id)
         {numbers}SELECT tag, {BASE} + n FROM status_tag, number"
    );
    let words = format!(
        "INSERT INTO topic_word (recommendation_id, word, author_id, subject_id, expires_at)
         {numbers}SELECT {id}, word, {author}, {subject}, expires_at FROM topic_word, number"
    );
    let analysis = "ANALYZE".to_owned();
    execute(a, [records, versions, statuses, mentions, tags, words, analysis]).await;
}
