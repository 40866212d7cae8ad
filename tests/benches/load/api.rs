//! How long a member's app waits for what it reads most: home timeline, profile, thread and notifications, of an
//! instance with many accounts and statuses, beside a bare server that answers the same bytes.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use vouchwell_tests::{Engine, Instance, Member, World};

use crate::figures::share;

const ACCOUNTS: u32 = 10_000;
/// Whom the reader follows.
const FOLLOWED: u32 = 1_000;
const ANSWERS: u32 = 100;
const NOTIFICATIONS: u32 = 1_000;
/// Calls of each kind, after those that are not counted.
const CALLS: usize = 500;
const FIRST: usize = 20;
/// Ids below those that are made now.
const BASE: u32 = 1_000_000;

/// `statuses` of all accounts together; a million is the size for which there are aims.
pub(crate) async fn run(engine: Engine, statuses: u32) {
    let world = World::new(engine).await;
    let a = world
        .build_instance("a")
        .behind_proxy()
        .with("VOUCHWELL_LIMITS", "off")
        .start()
        .await;
    let alice = a.member("alice");
    fill(&a, statuses).await;
    println!(
        "{ACCOUNTS} accounts, {statuses} statuses, {FOLLOWED} of them followed, {CALLS} calls of each kind:"
    );
    for (name, path) in [
        ("home timeline", "/api/v1/timelines/home?limit=20".to_owned()),
        ("profile", format!("/api/v1/accounts/{BASE}/statuses?limit=20")),
        ("thread", format!("/api/v1/statuses/{BASE}/context")),
        ("notifications", "/api/v1/notifications?limit=20".to_owned()),
    ] {
        print(name, &path, &a, &alice);
    }
}

fn print(name: &str, path: &str, a: &Instance, reader: &Member) {
    let token = reader.token().expect("a member has a token");
    let question = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\r\n",
        a.host()
    );
    let (answer, times) = ask(a.address(), &question);
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    let (_, bare) = ask(answer_always(answer.clone()), &question);
    let at = |times: &[f64], part: f64| share(times.iter().copied(), part);
    println!(
        "{name}: {} bytes, p50 {:.2} ms, p99 {:.2} ms; a bare server p50 {:.3} ms, p99 {:.3} ms",
        answer.len(),
        at(&times, 0.5),
        at(&times, 0.99),
        at(&bare, 0.5),
        at(&bare, 0.99),
    );
}

/// Asks the same again and again on one connection; the last answer, and milliseconds.
fn ask(server: SocketAddr, question: &str) -> (Vec<u8>, Vec<f64>) {
    let mut connection = TcpStream::connect(server).expect("the server listens");
    connection.set_nodelay(true).expect("a socket can be set");
    let (mut answer, mut times) = (Vec::new(), Vec::new());
    for number in 0..FIRST + CALLS {
        let start = Instant::now();
        connection
            .write_all(question.as_bytes())
            .expect("the server reads");
        answer = read(&mut connection);
        if number >= FIRST {
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    (answer, times)
}

/// Headers, and as much after them as they say.
fn read(connection: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let mut part = [0; 64 * 1024];
    loop {
        let count = connection.read(&mut part).expect("the server answers");
        assert!(count > 0, "the answer breaks off");
        answer.extend_from_slice(&part[..count]);
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
        if answer.len() >= end + 4 + length {
            return answer;
        }
    }
}

/// A server that knows one answer.
fn answer_always(answer: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (mut connection, _) = listener.accept().expect("somebody connects");
        connection.set_nodelay(true).expect("a socket can be set");
        let mut part = [0; 4096];
        while connection.read(&mut part).is_ok_and(|count| count > 0) {
            if connection.write_all(&answer).is_err() {
                return;
            }
        }
    });
    address
}

/// Makes the rows from the one member that there is, in words that both databases read.
async fn fill(a: &Instance, statuses: u32) {
    let numbers = |most: u32| {
        format!(
            "WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < {most} - 1) "
        )
    };
    let accounts = format!(
        "INSERT INTO account (id, uri, name, kind, display_name, summary, url, fields, also_known_as, locked, inbox,
             followers, understands_recommendations, created_at, first_seen_at, fetched_at, discoverable)
         {}SELECT {BASE} + n, uri || n, 'alice' || n, kind, display_name, summary, url || n, fields, also_known_as,
             locked, inbox || n, followers || n, understands_recommendations, created_at, first_seen_at, fetched_at,
             discoverable FROM account, number WHERE name = 'alice'",
        numbers(ACCOUNTS)
    );
    let follows = format!(
        "INSERT INTO follow (follower_id, followed_id, uri, state, created_at)
         {}SELECT id, {BASE} + n, uri || '/follows/' || n, 'accepted', created_at FROM account, number
         WHERE name = 'alice'",
        numbers(FOLLOWED)
    );
    let texts = format!(
        "INSERT INTO status (id, uri, url, account_id, content, spoiler, sensitive, language, visibility, tags, created_at,
             local, in_reply_to_id)
         {}SELECT {BASE} + n, uri || '/statuses/' || n, url || '/' || n, {BASE} + n % {ACCOUNTS},
             '<p>The same words for everybody, as long as most posts are that people write in a hurry.</p>', '', FALSE,
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
    for statement in [accounts, follows, texts, notifications, "ANALYZE".to_owned()] {
        a.execute(statement.leak()).await;
    }
}
