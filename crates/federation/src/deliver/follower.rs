//! Whether an inbox that is not found belonged to somebody who is gone.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::timeout;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_storage::account;

use super::{GoneAccounts, Outcome};
use crate::Federation;
use crate::client::FetchBudget;

/// Accounts behind one inbox that are asked for after one attempt. A shared inbox may have many more: the others have
/// their turn with the next.
const ASKED: u32 = 16;
/// Of these, so many at once.
const AT_ONCE: usize = 8;
/// Time for the answer of each, within the lease of the delivery.
const PATIENCE: Duration = Duration::from_secs(5);
/// The document of an actor, asked for with either signature.
const FETCHES: u32 = 2;

impl Federation {
    /// An inbox alone proves nothing: its actors are asked for too, each for itself, since a shared inbox may be gone
    /// for other reasons than its people.
    pub(super) async fn who_is_gone(&self, inbox: &ObjectUri, outcome: Outcome) -> Outcome {
        let Ok(behind) = self.behind(inbox).await else {
            return outcome;
        };
        let are_all_asked = (behind.len() as u64) < u64::from(ASKED);
        let asked = behind.len();
        let gone: Vec<Account> = stream::iter(behind)
            .map(|account| async move { self.is_gone(&account).await.then_some(account) })
            .buffer_unordered(AT_ONCE)
            .filter_map(std::future::ready)
            .collect()
            .await;
        if gone.is_empty() {
            return outcome;
        }
        Outcome::AccountsGone(GoneAccounts {
            nobody_is_left: are_all_asked && gone.len() == asked,
            accounts: gone
                .into_iter()
                .map(|account| (account.id, account.uri))
                .collect(),
            for_good: outcome == Outcome::Gone,
        })
    }

    async fn behind(&self, inbox: &ObjectUri) -> Result<Vec<Account>, vouchwell_storage::Error> {
        let mut turn = [0; 2];
        self.context.entropy.fill(&mut turn);
        let today = self.context.now().date_naive();
        let mut reading = self.context.store.for_one_query().await?;
        account::behind_inbox(&mut reading, inbox, today, u16::from_be_bytes(turn), ASKED).await
    }

    async fn is_gone(&self, account: &Account) -> bool {
        let (address, budget) = (account.uri.url(), FetchBudget::of(FETCHES));
        let answer = timeout(PATIENCE, self.fetch(&address, &budget)).await;
        matches!(answer, Ok(Err(error)) if error.is_gone())
    }
}
