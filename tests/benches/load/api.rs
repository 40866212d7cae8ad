//! How long a member's app waits for what it reads most: home timeline, profile, thread and notifications, of an
//! instance with many accounts and statuses, beside a bare server that answers the same bytes.

use vouchwell_tests::{Engine, Instance, World};

use crate::crowd::{ACCOUNTS, BASE, FOLLOWED, STRIDE, begin, execute, numbers, settle};
use crate::latency::{QUESTIONS, print};

const ANSWERS: u32 = 100;
const NOTIFICATIONS: u32 = 1_000;
const WORDS: &str = "The same words for everybody, as long as most posts are that people write in a hurry.";

/// `statuses` of all accounts together; a million is the size for which there are aims.
pub(crate) async fn run(engine: Engine, statuses: u32) {
    let world = World::new(engine).await;
    let a = begin(&world).await;
    let alice = a.member("alice");
    settle(&a).await;
    write(&a, statuses).await;
    println!(
        "{ACCOUNTS} accounts, {statuses} statuses, {FOLLOWED} of them followed, {QUESTIONS} calls of each kind:"
    );
    let token = alice.token().expect("a member has a token");
    for (name, path) in [
        ("home timeline", "/api/v1/timelines/home?limit=20".to_owned()),
        ("profile", format!("/api/v1/accounts/{BASE}/statuses?limit=20")),
        ("thread", format!("/api/v1/statuses/{BASE}/context")),
        ("notifications", "/api/v1/notifications?limit=20".to_owned()),
    ] {
        let question = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\r\n",
            a.host()
        );
        print(name, a.address(), &question, WORDS);
    }
}

/// Writes what all of them say, and what the reader is told.
async fn write(a: &Instance, statuses: u32) {
    let texts = format!(
        "INSERT INTO status (id, uri, url, account_id, content, spoiler, sensitive, language, visibility, tags, created_at,
             local, in_reply_to_id)
         {}SELECT {BASE} + n, uri || '/statuses/' || n, url || '/' || n, {BASE} + n * {STRIDE} % {ACCOUNTS},
             '<p>{WORDS}</p>', '', FALSE,
             'en', 'public', account.fields, created_at, TRUE, CASE WHEN n BETWEEN 1 AND {ANSWERS} THEN {BASE} END
         FROM account, number WHERE name = 'alice'",
        numbers(statuses)
    );
    let notifications = format!(
        "INSERT INTO notification (id, account_id, kind, from_id, status_id, created_at, group_key, filtered)
         {}SELECT {BASE} + n, id, 'mention', {BASE} + n, {BASE} + n, created_at, 'ungrouped-' || n, FALSE
         FROM account, number WHERE name = 'alice'",
        numbers(NOTIFICATIONS)
    );
    execute(a, [texts, notifications, "ANALYZE".to_owned()]).await;
}
