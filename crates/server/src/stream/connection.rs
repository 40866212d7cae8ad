//! One who looks on.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::MemberId;
use vouchwell_service::stream::Stream;

use super::{Full, MOST_STREAMS, Streams};

/// What a connection is told.
#[derive(Debug)]
pub(crate) enum Told {
    /// Something that may concern it, in a stream.
    Event(Arc<Event>, Stream),
    /// A token of its member was ended; it may be the one with which it was opened.
    AccessEnded,
}

/// Why a connection is let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The server stops.
    Stopping,
    /// It may have missed something.
    Missed,
    /// It does not keep up.
    Slow,
    /// The token with which it was opened was ended.
    AccessEnded,
    /// Nothing comes from it, not even an answer to a ping.
    Silent,
}

/// One who looks on, until this is dropped.
#[derive(Debug)]
pub(crate) struct Connection {
    streams: Arc<Streams>,
    id: u64,
    member: MemberId,
    told: mpsc::Receiver<Told>,
    ended: oneshot::Receiver<End>,
}

impl Connection {
    pub(super) const fn new(
        streams: Arc<Streams>,
        id: u64,
        member: MemberId,
        told: mpsc::Receiver<Told>,
        ended: oneshot::Receiver<End>,
    ) -> Self {
        Self {
            streams,
            id,
            member,
            told,
            ended,
        }
    }

    /// Looks on at a stream, too.
    pub(crate) fn subscribe(&self, stream: Stream) -> Result<(), Full> {
        let mut places = self.streams.places();
        let Some(entry) = places.entries.get_mut(&self.id) else {
            return Ok(());
        };
        if entry.streams.contains(&stream) {
            return Ok(());
        }
        if u32::try_from(entry.streams.len()).is_ok_and(|open| open < MOST_STREAMS) {
            entry.streams.push(stream);
            return Ok(());
        }
        Err(Full(MOST_STREAMS))
    }

    /// Looks on at a stream no longer.
    pub(crate) fn unsubscribe(&self, stream: &Stream) {
        if let Some(entry) = self.streams.places().entries.get_mut(&self.id) {
            entry.streams.retain(|known| known != stream);
        }
    }

    /// What is told next, or why nothing is any more. May be dropped and asked again without a loss.
    pub(super) async fn next(&mut self) -> Result<Told, End> {
        tokio::select! {
            biased;
            end = &mut self.ended => Err(end.unwrap_or(End::Stopping)),
            told = self.told.recv() => told.ok_or(End::Stopping),
        }
    }

    pub(super) fn streams(&self) -> &Streams {
        &self.streams
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut places = self.streams.places();
        places.entries.remove(&self.id);
        match places.connections.get_mut(&self.member) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                places.connections.remove(&self.member);
            }
        }
        if places.connections.is_empty() {
            self.streams.left.notify_waiters();
        }
    }
}
