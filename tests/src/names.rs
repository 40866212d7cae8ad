use std::collections::{HashMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;

const HEADER: usize = 12;
const TYPE_A: u16 = 1;
const NO_SUCH_NAME: u8 = 3;

/// A name server on loopback: every name under `.test` is 127.0.0.1, unless told otherwise; nothing else exists.
#[derive(Debug)]
pub struct Names {
    address: SocketAddr,
    answers: Arc<Mutex<HashMap<String, VecDeque<Ipv4Addr>>>>,
}

impl Names {
    /// Starts answering; ends with the runtime.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback takes a socket");
        let address = socket.local_addr().expect("a bound socket has an address");
        let answers = Arc::new(Mutex::new(HashMap::new()));
        tokio::spawn(serve(socket, Arc::clone(&answers)));
        Self { address, answers }
    }

    /// Where to ask.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on `name` has these addresses, one a question; the last one stays.
    pub fn answer(&self, name: &str, addresses: impl IntoIterator<Item = Ipv4Addr>) {
        let mut answers = self.answers.lock().expect("no holder of the lock panics");
        answers.insert(name.to_owned(), addresses.into_iter().collect());
    }
}

async fn serve(socket: UdpSocket, answers: Arc<Mutex<HashMap<String, VecDeque<Ipv4Addr>>>>) {
    let mut buffer = [0; 1500];
    while let Ok((length, asker)) = socket.recv_from(&mut buffer).await {
        if let Some(reply) = reply(&buffer[..length], &answers) {
            let _ = socket.send_to(&reply, asker).await;
        }
    }
}

/// The answer to one question as RFC 1035, section 4, writes it.
fn reply(query: &[u8], answers: &Mutex<HashMap<String, VecDeque<Ipv4Addr>>>) -> Option<Vec<u8>> {
    let mut labels = Vec::new();
    let mut position = HEADER;
    loop {
        let length = usize::from(*query.get(position)?);
        position += 1;
        if length == 0 {
            break;
        }
        labels.push(
            std::str::from_utf8(query.get(position..position + length)?)
                .ok()?
                .to_ascii_lowercase(),
        );
        position += length;
    }
    let kind = u16::from_be_bytes(query.get(position..position + 2)?.try_into().ok()?);
    let question = query.get(HEADER..position + 4)?;

    let known = labels.last().is_some_and(|label| label == "test");
    let address = (known && kind == TYPE_A).then(|| address(&labels.join("."), answers));

    let mut reply = query.get(..2)?.to_vec();
    let recursion_desired = query[2] & 1;
    reply.extend([
        0x84 | recursion_desired,
        0x80 | if known { 0 } else { NO_SUCH_NAME },
    ]);
    reply.extend([0, 1, 0, u8::from(address.is_some()), 0, 0, 0, 0]);
    reply.extend(question);
    if let Some(address) = address {
        reply.extend([0xc0, HEADER as u8, 0, TYPE_A as u8, 0, 1, 0, 0, 0, 0, 0, 4]);
        reply.extend(address.octets());
    }
    Some(reply)
}

fn address(name: &str, answers: &Mutex<HashMap<String, VecDeque<Ipv4Addr>>>) -> Ipv4Addr {
    let mut answers = answers.lock().expect("no holder of the lock panics");
    match answers.get_mut(name) {
        Some(addresses) if addresses.len() > 1 => addresses.pop_front(),
        Some(addresses) => addresses.front().copied(),
        None => None,
    }
    .unwrap_or(Ipv4Addr::LOCALHOST)
}
