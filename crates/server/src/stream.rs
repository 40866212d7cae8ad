//! Who looks on at what happens, on this node. Each has a queue of bounded length: whoever does not keep up is let
//! go, so that nobody holds up those who write, or the others.

mod connection;
mod feed;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::MemberId;
use vouchwell_service::Context;
use vouchwell_service::stream::{Reach, Stream};
use vouchwell_storage::event::{Heard, Listener};

pub(crate) use connection::{Connection, End, Told};
pub(crate) use feed::{Feed, Said};

/// Connections on a node, and of one member.
const MOST: u32 = 2_000;
const MOST_OF_MEMBER: u32 = 20;
/// Streams on one connection.
const MOST_STREAMS: u32 = 50;
/// Events that wait for a connection.
const QUEUE: usize = 100;
/// Events that are read at the same time, so that most connections to the database are left to calls.
const SHOWING: usize = 2;

/// There is no room for another connection, or for another stream on this one: so many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full(pub u32);

/// Everybody who looks on at this node.
#[derive(Debug)]
pub struct Streams {
    places: Mutex<Places>,
    left: Notify,
    showing: Semaphore,
}

#[derive(Debug, Default)]
struct Places {
    entries: HashMap<u64, Entry>,
    /// Also of those who were let go and have not gone yet.
    connections: HashMap<MemberId, u32>,
    last: u64,
    is_closed: bool,
}

#[derive(Debug)]
struct Entry {
    member: MemberId,
    streams: Vec<Stream>,
    queue: mpsc::Sender<Told>,
    end: oneshot::Sender<End>,
}

impl Streams {
    /// Nobody looks on yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            places: Mutex::default(),
            left: Notify::new(),
            showing: Semaphore::new(SHOWING),
        })
    }

    /// Tells everybody what is heard, until the store is gone.
    pub async fn run(&self, context: &Context, mut listener: Listener) {
        while let Some(heard) = listener.next().await {
            match heard {
                Heard::Event(event) => self.tell(context, &event).await,
                Heard::Missed => self.end_all(End::Missed),
            }
        }
    }

    /// Lets everybody go, and nobody in any more.
    pub fn close(&self) {
        self.places().is_closed = true;
        self.end_all(End::Stopping);
    }

    /// Returns when everybody has gone.
    pub async fn emptied(&self) {
        loop {
            let left = self.left.notified();
            if self.places().connections.is_empty() {
                return;
            }
            left.await;
        }
    }

    pub(crate) fn open(self: &Arc<Self>, member: MemberId) -> Result<Connection, Full> {
        let mut places = self.places();
        let all: u32 = places.connections.values().sum();
        let own = places.connections.get(&member).copied().unwrap_or_default();
        if places.is_closed || all >= MOST {
            return Err(Full(MOST));
        }
        if own >= MOST_OF_MEMBER {
            return Err(Full(MOST_OF_MEMBER));
        }
        places.connections.insert(member, own + 1);
        places.last += 1;
        let id = places.last;
        let (queue, told) = mpsc::channel(QUEUE);
        let (end, ended) = oneshot::channel();
        let entry = Entry {
            member,
            streams: Vec::new(),
            queue,
            end,
        };
        places.entries.insert(id, entry);
        Ok(Connection::new(Arc::clone(self), id, member, told, ended))
    }

    async fn tell(&self, context: &Context, event: &Arc<Event>) {
        if let Event::AccessEnded(member) = **event {
            self.send(|entry| (entry.member == member).then(|| vec![Told::AccessEnded]));
            return;
        }
        let members: HashSet<MemberId> = self.places().connections.keys().copied().collect();
        if members.is_empty() {
            return;
        }
        match Reach::of(context, event, &members).await {
            Ok(reach) => self.send(|entry| {
                let streams = entry.streams.iter();
                let streams = streams.filter(|stream| reach.is_for(entry.member, stream));
                let told = streams.map(|stream| Told::Event(Arc::clone(event), stream.clone()));
                Some(told.collect())
            }),
            Err(error) => {
                tracing::warn!(?error, "an event cannot be shown");
                self.end_all(End::Missed);
            }
        }
    }

    fn send(&self, told: impl Fn(&Entry) -> Option<Vec<Told>>) {
        let mut places = self.places();
        let mut slow = Vec::new();
        for (id, entry) in &places.entries {
            let mut told = told(entry).into_iter().flatten();
            let sent = told.try_for_each(|told| entry.queue.try_send(told));
            // One that is closed goes by itself.
            if let Err(TrySendError::Full(_)) = sent {
                slow.push(*id);
            }
        }
        for id in slow {
            if let Some(entry) = places.entries.remove(&id) {
                entry.end_for(End::Slow);
            }
        }
    }

    fn end_all(&self, end: End) {
        let entries = std::mem::take(&mut self.places().entries);
        for entry in entries.into_values() {
            entry.end_for(end);
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn end_for(self, end: End) {
        // Fails where the connection has gone by itself.
        let _ = self.end.send(end);
    }
}

#[cfg(test)]
mod tests;
