//! Events, told to every node after the commit of what made them.
//!
//! They are collected in the transaction, and go with it when it is undone. On SQLite, which has one node, they
//! reach listeners by a channel in the process. On PostgreSQL the transaction notifies all nodes, and each hears
//! itself as it hears the others, see [`Store::hear_nodes`].

mod nodes;

use std::sync::Arc;

pub(crate) use nodes::notify;
use tokio::sync::broadcast;
use vouchwell_domain::event::Event;

use crate::{Store, Transaction};

/// Events that wait for the slowest listener; whoever is further behind has missed some.
const KEPT: usize = 1_024;

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something happened.
    Event(Arc<Event>),
    /// Something may have happened that nobody will be told of.
    Missed,
}

/// Hears events from when it was made, in the order of their commits. It holds up nobody.
#[derive(Debug)]
pub struct Listener(broadcast::Receiver<Heard>);

impl Listener {
    /// The next thing that is heard; nothing more once the store is gone.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(heard) => Some(heard),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Tells the listeners of this node.
#[derive(Debug, Clone)]
pub struct Announcer(broadcast::Sender<Heard>);

impl Announcer {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(KEPT))
    }

    pub(crate) fn tell(&self, events: Vec<Event>) {
        for event in events {
            self.say(Heard::Event(Arc::new(event)));
        }
    }

    fn say(&self, heard: Heard) {
        // Fails where nobody listens.
        let _ = self.0.send(heard);
    }
}

/// The events of a transaction that has not ended.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    events: Vec<Event>,
    before_part: usize,
}

impl Pending {
    pub(crate) fn begin_part(&mut self) {
        self.before_part = self.events.len();
    }

    pub(crate) fn undo_part(&mut self) {
        self.events.truncate(self.before_part);
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(crate) fn into_events(self) -> Vec<Event> {
        self.events
    }
}

impl Store {
    /// Hears what happens from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.announcer().0.subscribe())
    }
}

impl Transaction {
    /// Has an event told once this is committed.
    pub(crate) fn announce(&mut self, event: Event) {
        self.pending().events.push(event);
    }
}
