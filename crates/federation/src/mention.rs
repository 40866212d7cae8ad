//! Getting to know the people whom a text names, before it is kept.

use std::time::Duration;

use futures::StreamExt as _;
use vouchwell_domain::account::Handle;
use vouchwell_storage::account;

use crate::Federation;

/// Handles of one text that are asked for.
const UNKNOWN: usize = 10;
/// Of these, at the same time.
const AT_ONCE: usize = 5;
/// How long whoever wrote the text waits for the slowest of their servers.
const PATIENCE: Duration = Duration::from_secs(10);

impl Federation {
    /// Asks the servers of those handles that are not known here. What leads nowhere stays unknown.
    pub async fn find_mentioned(&self, handles: &[Handle]) {
        let unknown = match self.unknown(handles).await {
            Ok(unknown) => unknown,
            Err(error) => {
                tracing::warn!(%error, "the people in a text cannot be looked up");
                return;
            }
        };
        let asking = futures::stream::iter(unknown.into_iter().take(UNKNOWN))
            .map(|handle| async move {
                if let Err(error) = self.resolve_handle(&handle).await {
                    tracing::info!(%handle, %error, "a handle in a text leads to no account");
                }
            })
            .buffer_unordered(AT_ONCE)
            .collect::<()>();
        if tokio::time::timeout(PATIENCE, asking).await.is_err() {
            tracing::info!("some of the people in a text were not found in time");
        }
    }

    async fn unknown(&self, handles: &[Handle]) -> Result<Vec<Handle>, vouchwell_storage::Error> {
        let mut unknown = Vec::new();
        let mut snapshot = self.context.store.snapshot().await?;
        for handle in handles {
            let is_elsewhere = handle
                .host
                .as_ref()
                .is_some_and(|host| host != self.context.address.host());
            if is_elsewhere && account::by_handle(&mut snapshot, handle).await?.is_none() {
                unknown.push(handle.clone());
            }
        }
        Ok(unknown)
    }
}
