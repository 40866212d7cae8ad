//! The least that a client of HTTP can do, so that the cores are left to the server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use url::Url;
use vouchwell_tests::Sealed;

/// A signed POST as it goes over the wire.
pub(crate) fn bytes(sealed: &Sealed) -> Vec<u8> {
    let url: Url = sealed.url.parse().expect("an inbox is an address");
    let mut request = format!("POST {} HTTP/1.1\r\n", url.path()).into_bytes();
    for (name, value) in &sealed.headers {
        request.extend_from_slice(name.as_str().as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(format!("content-length: {}\r\n\r\n", sealed.body.len()).as_bytes());
    request.extend_from_slice(&sealed.body);
    request
}

/// Sends all requests over so many connections at once, and answers how long it took until the last was accepted.
pub(crate) fn send_all(server: SocketAddr, requests: &[Vec<u8>], connections: usize) -> Duration {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let mut connection = TcpStream::connect(server).expect("the server listens");
                connection.set_nodelay(true).expect("a socket can be set");
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    connection.write_all(request).expect("the server reads");
                    expect_accepted(&mut connection);
                }
            });
        }
    });
    start.elapsed()
}

/// Reads an answer of 202 without a body; anything else ends the run.
fn expect_accepted(connection: &mut TcpStream) {
    let mut buffer = [0; 4096];
    let mut length = 0;
    while !buffer[..length].ends_with(b"\r\n\r\n") {
        let read = connection
            .read(&mut buffer[length..])
            .expect("the server answers");
        length += read;
        let is_good = read > 0 && (length < 12 || buffer.starts_with(b"HTTP/1.1 202"));
        assert!(is_good, "refused: {}", String::from_utf8_lossy(&buffer[..length]));
    }
}

/// Whether a GET is answered, and well.
pub(crate) fn answers(server: SocketAddr, host: &str, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut connection = TcpStream::connect(server)?;
        write!(
            connection,
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}
