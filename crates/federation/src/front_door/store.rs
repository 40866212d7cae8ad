//! Storing what came in: many requests share one commit.

use std::sync::Arc;

use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::{Clock, Entropy};
use vouchwell_evidence::ActorUri;
use vouchwell_service::Context;
use vouchwell_storage::group_commit::Apply;
use vouchwell_storage::{Error, Result, Transaction, activity};

/// An activity whose sender is proved.
#[derive(Debug)]
pub struct Stored {
    /// Who sent it.
    pub actor: ActorUri,
    /// Its id.
    pub uri: ObjectUri,
    /// Its text.
    pub body: String,
}

/// Stores an activity and the job that lets it take effect.
pub struct Store {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Store {
    /// With the time and randomness of the use cases.
    pub fn new(context: &Context) -> Self {
        Self {
            clock: Arc::clone(&context.clock),
            entropy: Arc::clone(&context.entropy),
        }
    }
}

impl Apply for Store {
    type Item = Stored;
    /// Whether it is new.
    type Output = bool;
    type Error = Error;

    async fn apply(&self, transaction: &mut Transaction, item: Stored) -> Result<bool> {
        let now = self.clock.now();
        let job = JobId::next(now, &*self.entropy);
        activity::store_received(transaction, &item.actor, &item.uri, &item.body, job, now).await
    }
}
