//! What was sent and is not asked for any more is forgotten, and what was given up long ago.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use vouchwell_service::administration::queue;
use vouchwell_service::preview_card;
use vouchwell_storage::{activity, job, request_key};

use crate::Federation;

/// How long everything is kept: longer than any delivery is tried.
const KEPT: TimeDelta = TimeDelta::days(9);
/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Looks at once and from time to time, until the worker stops.
pub(super) async fn forget(federation: Arc<Federation>, mut stopping: watch::Receiver<bool>) {
    loop {
        // In this order: what was given up can be tried again for as long as it is kept.
        if let Err(error) = federation.forget_given_up(&stopping).await {
            tracing::warn!(%error, "what was given up long ago is forgotten later");
        }
        if let Err(error) = federation.forget_delivered(&stopping).await {
            tracing::warn!(%error, "what was delivered long ago is forgotten later");
        }
        if let Err(error) = federation.forget_replaced_keys().await {
            tracing::warn!(%error, "keys of requests that were changed long ago are forgotten later");
        }
        if let Err(error) = preview_card::forget_unused(&federation.context).await {
            tracing::warn!(%error, "pages to which nothing leads any more are forgotten later");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => return,
        }
    }
}

impl Federation {
    /// A few in each transaction, so that nobody waits for it.
    async fn forget_given_up(
        &self,
        stopping: &watch::Receiver<bool>,
    ) -> Result<(), vouchwell_service::Error> {
        while !*stopping.borrow() && queue::forget_given_up(&self.context).await? {}
        Ok(())
    }

    /// What was signed with an earlier key has arrived by then, and everybody could learn the present one.
    async fn forget_replaced_keys(&self) -> Result<(), vouchwell_storage::Error> {
        let mut transaction = self.context.store.begin().await?;
        request_key::forget_replaced(&mut transaction, self.context.now() - KEPT).await?;
        transaction.commit().await
    }

    /// In the same way.
    async fn forget_delivered(
        &self,
        stopping: &watch::Receiver<bool>,
    ) -> Result<(), vouchwell_storage::Error> {
        let before = self.context.now() - KEPT;
        let mut snapshot = self.context.store.snapshot().await?;
        let awaited = job::activities_to_deliver(&mut snapshot, before).await?;
        drop(snapshot);
        let mut next = Some(0);
        while let Some(after) = next.filter(|_| !*stopping.borrow()) {
            let mut transaction = self.context.store.begin().await?;
            next = activity::forget_delivered(&mut transaction, before, after, &awaited).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}
