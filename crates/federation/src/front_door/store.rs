//! Storing what came in: many requests share one commit.

use std::sync::Arc;

use vouchwell_domain::Clock;
use vouchwell_domain::identifier::JobId;
use vouchwell_service::Context;
use vouchwell_storage::activity::{self, ReceivedActivity};
use vouchwell_storage::group_commit::Apply;
use vouchwell_storage::{Result, Transaction};

/// Stores activities whose senders are proved, and the jobs that let them take effect.
pub struct Store {
    clock: Arc<dyn Clock>,
}

impl Store {
    /// With the time of the use cases.
    pub fn new(context: &Context) -> Self {
        Self {
            clock: Arc::clone(&context.clock),
        }
    }
}

impl Apply for Store {
    /// An activity and the job that will let it take effect.
    type Item = (JobId, ReceivedActivity);
    /// Whether it is new.
    type Output = bool;

    async fn apply(
        &self,
        transaction: &mut Transaction,
        group: &[(JobId, ReceivedActivity)],
    ) -> Result<Vec<bool>> {
        activity::store_received(transaction, group, self.clock.now()).await
    }
}
