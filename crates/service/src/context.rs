//! What every use case is given.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::{Clock, Entropy};
use vouchwell_storage::Store;

use crate::address::Address;
use crate::media::PictureStore;
use crate::vault::Vault;

/// Who may become a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Nobody but by the command line.
    Closed,
    /// Those who are invited.
    Invite,
    /// Everybody.
    Open,
}

/// The terms of this instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Time between acceptance and publication.
    pub hold: TimeDelta,
    /// Age before a new account's recommendations publish.
    pub quarantine: TimeDelta,
    /// Who may become a member.
    pub registration: Registration,
    /// Whether e-mail can be sent.
    pub sends_mail: bool,
}

/// What every use case is given: where data is, what time it is, who we are.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The private keys of members.
    pub vault: Arc<Vault>,
    /// The pictures of members.
    pub pictures: Arc<PictureStore>,
    /// The address of this instance, from which ids are made.
    pub address: Arc<Address>,
    /// The terms of this instance.
    pub terms: Terms,
    /// Told after a commit that made jobs, so that workers need not wait for their next look.
    pub new_jobs: Arc<Notify>,
}

impl Context {
    /// Now, in microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Now, in seconds.
    pub fn timestamp(&self) -> Timestamp {
        self.clock.timestamp()
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Context")
            .field("terms", &self.terms)
            .finish_non_exhaustive()
    }
}
