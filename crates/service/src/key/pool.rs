//! Keys that were made ahead, so that nobody who becomes a member waits for them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use vouchwell_domain::Entropy;

use super::MemberKeys;
use crate::Result;

/// How many are ready: people join one after the other.
const READY: usize = 1;

/// Keys that were made ahead, in memory alone. Where nobody fills it, keys are made when they are needed.
#[derive(Default)]
pub struct KeyPool {
    ready: Mutex<Vec<MemberKeys>>,
    taken: Notify,
}

impl KeyPool {
    /// Keys for a new account, made now where none are ready.
    ///
    /// # Errors
    /// No thread could be had, or no key be found.
    pub async fn take(&self, entropy: Arc<dyn Entropy>) -> Result<MemberKeys> {
        let ready = self.ready().pop();
        self.taken.notify_one();
        match ready {
            Some(keys) => Ok(keys),
            None => MemberKeys::generate(entropy).await,
        }
    }

    /// Has keys ready for one more account.
    pub fn put(&self, keys: MemberKeys) {
        self.ready().push(keys);
    }

    /// Makes keys until enough are ready, and again whenever some were taken. It does not end by itself.
    pub async fn keep_full(&self, entropy: Arc<dyn Entropy>) {
        loop {
            while self.ready().len() < READY {
                match MemberKeys::generate(Arc::clone(&entropy)).await {
                    Ok(keys) => self.put(keys),
                    Err(error) => {
                        tracing::warn!(%error, "no keys could be made ahead");
                        break;
                    }
                }
            }
            self.taken.notified().await;
        }
    }

    fn ready(&self) -> MutexGuard<'_, Vec<MemberKeys>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for KeyPool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("KeyPool")
            .field("ready", &self.ready().len())
            .finish_non_exhaustive()
    }
}
