//! The least that a client of HTTP can do, so that the cores are left to the server.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
                    let status = ask(&mut connection, request).expect("the server answers");
                    assert_eq!(status, 202, "refused");
                }
            });
        }
    });
    start.elapsed()
}

/// Sends a request and reads the whole answer: its status.
pub(crate) fn ask(connection: &mut TcpStream, request: &[u8]) -> io::Result<u16> {
    connection.write_all(request)?;
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = connection.read(&mut buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer.extend_from_slice(&buffer[..read]);
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if answer.len() >= end + 4 + length.unwrap_or(0) {
            let status = head.get(9..12).and_then(|status| status.parse().ok());
            return status.ok_or_else(|| io::ErrorKind::InvalidData.into());
        }
    }
}

/// Sends one request after the other, and answers how long each took to be accepted, in milliseconds.
pub(crate) fn accepting_times(server: SocketAddr, requests: &[Vec<u8>]) -> Vec<f64> {
    let mut connection = TcpStream::connect(server).expect("the server listens");
    connection.set_nodelay(true).expect("a socket can be set");
    let time = |request: &Vec<u8>| {
        let start = Instant::now();
        let status = ask(&mut connection, request).expect("the server answers");
        assert_eq!(status, 202, "refused");
        start.elapsed().as_secs_f64() * 1_000.0
    };
    requests.iter().map(time).collect()
}

/// Sends these requests again and again over so many connections at once while something is done, and answers how many of
/// them were refused with 401, besides what was done. Nothing else may become of them.
pub(crate) fn refused_while<T>(
    server: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    work: impl FnOnce() -> T,
) -> (usize, T) {
    let (next, refused, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let send = || {
        let mut connection = TcpStream::connect(server).expect("the server listens");
        connection.set_nodelay(true).expect("a socket can be set");
        while !done.load(Ordering::Relaxed) {
            let request = &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
            let status = ask(&mut connection, request).expect("the server answers");
            assert_eq!(status, 401, "a bad signature");
            refused.fetch_add(1, Ordering::Relaxed);
        }
    };
    let worked = std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(send);
        }
        // Also if the work fails.
        let _end = End(&done);
        work()
    });
    (refused.into_inner(), worked)
}

struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Whether a GET is answered, and well.
pub(crate) fn answers(server: SocketAddr, host: &str, path: &str) -> bool {
    let get = || -> io::Result<bool> {
        let mut connection = TcpStream::connect(server)?;
        write!(
            connection,
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200"))
    };
    get().unwrap_or(false)
}
