//! Whether an inbox that is not found belonged to somebody who is gone.

use vouchwell_domain::identifier::ObjectUri;
use vouchwell_storage::account;

use super::Outcome;
use crate::Federation;
use crate::client::FetchBudget;

/// Accounts of a shared inbox that are asked for, before it counts as gone with all of them.
const ASKED: u32 = 3;

impl Federation {
    /// An inbox alone proves nothing: its actors are asked for too.
    pub(super) async fn is_follower_gone(&self, inbox: &ObjectUri, outcome: Outcome) -> Outcome {
        let Ok(mut snapshot) = self.context.store.snapshot().await else {
            return outcome;
        };
        let Ok(accounts) = account::at_inbox(&mut snapshot, inbox, ASKED).await else {
            return outcome;
        };
        drop(snapshot);
        let budget = FetchBudget::of(ASKED);
        for account in accounts {
            match self.fetch(&account.uri.url(), &budget).await {
                Err(error) if error.is_gone() => {}
                _ => return outcome,
            }
        }
        Outcome::FollowerGone {
            for_good: outcome == Outcome::Gone,
        }
    }
}
