//! An actor document with all that it needs from the records.

use serde_json::Value;
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::SecretKey;
use vouchwell_service::Result;
use vouchwell_storage::{Transaction, account, account_move};

use super::{ActorKeys, document};
use crate::Federation;

impl Federation {
    /// The document of an account of this instance as it is now.
    pub(crate) async fn actor_document(
        &self,
        transaction: &mut Transaction,
        account: &Account,
        evidence: &SecretKey,
    ) -> Result<Value> {
        let counts = account::counts(transaction, account.id).await?;
        let moved_to = account_move::target(transaction, account.id).await?;
        let host = self.context.address.host().as_str();
        let keys = ActorKeys { evidence };
        Ok(document(account, counts.lists, keys, moved_to.as_ref(), host))
    }
}
