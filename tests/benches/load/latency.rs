//! How long one reader waits for an answer, beside a bare server that answers the same bytes.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use crate::figures::share;

/// Questions of each kind, after those that are not counted.
pub(crate) const QUESTIONS: usize = 500;
const FIRST: usize = 20;

/// Asks again and again on one connection, and prints p50 and p99 of both servers. The answer has to be good, and to show
/// these words.
pub(crate) fn print(name: &str, server: SocketAddr, question: &str, words: &str) {
    let (answer, times) = ask(server, question);
    let text = String::from_utf8_lossy(&answer);
    assert!(text.starts_with("HTTP/1.1 200"), "{name}: {text}");
    assert!(text.contains(words), "{name} without {words:?}: {text}");
    let (_, bare) = ask(answer_always(answer.clone()), question);
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

/// The last answer, and milliseconds.
fn ask(server: SocketAddr, question: &str) -> (Vec<u8>, Vec<f64>) {
    let mut connection = TcpStream::connect(server).expect("the server listens");
    connection.set_nodelay(true).expect("a socket can be set");
    let (mut answer, mut times) = (Vec::new(), Vec::new());
    for number in 0..FIRST + QUESTIONS {
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
