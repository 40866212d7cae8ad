//! Group commit: many small writes share one transaction, so that being durable costs one sync for all
//! of them and not one for each.

use std::future::Future;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::{Error, Result, Store, Transaction};

/// How long an item waits for a place before its sender is told that the database is too slow.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is done with the items of a group within the shared transaction.
pub trait Apply: Send + Sync + 'static {
    /// What is handed in.
    type Item: Send + Sync + 'static;
    /// What its sender gets back once it is on disk.
    type Output: Send + 'static;

    /// Writes a group, and answers for each item in their order. If it fails, nothing of what it wrote stays,
    /// and its items are written one by one, so that the one at fault does not concern the others.
    fn apply(
        &self,
        transaction: &mut Transaction,
        group: &[Self::Item],
    ) -> impl Future<Output = Result<Vec<Self::Output>>> + Send;
}

struct Waiting<A: Apply> {
    item: A::Item,
    answer: oneshot::Sender<Result<A::Output>>,
}

/// Hands items to the task that writes them. Cheap to clone.
pub struct GroupCommit<A: Apply> {
    sender: mpsc::Sender<Waiting<A>>,
}

/// The task that writes. Dropped, it goes on until all senders are gone.
#[derive(Debug)]
pub struct GroupCommitTask {
    closing: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl<A: Apply> Clone for GroupCommit<A> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
        }
    }
}

impl<A: Apply> std::fmt::Debug for GroupCommit<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("GroupCommit")
            .field("free_places", &self.sender.capacity())
            .finish()
    }
}

impl<A: Apply> GroupCommit<A> {
    /// Starts a task that writes at most `group` items in one transaction, while at most `queue` wait.
    pub fn start(store: Store, apply: A, group: usize, queue: usize) -> (Self, GroupCommitTask) {
        let (sender, receiver) = mpsc::channel(queue.max(1));
        let (closing, closed) = oneshot::channel();
        let running = tokio::spawn(run(store, apply, receiver, closed, group.max(1)));
        (Self { sender }, GroupCommitTask { closing, running })
    }

    /// Has an item written, and returns when it is on disk.
    ///
    /// # Errors
    /// The item failed, or the group it was in could not be committed, or the queue is full for too long.
    pub async fn submit(&self, item: A::Item) -> Result<A::Output> {
        let (answer, answered) = oneshot::channel();
        self.sender
            .send_timeout(Waiting { item, answer }, PATIENCE)
            .await
            .map_err(|_| Error::GroupFull)?;
        answered.await.unwrap_or(Err(Error::GroupFailed))
    }
}

impl GroupCommitTask {
    /// Takes no more items, writes those that wait, and returns when they are on disk.
    pub async fn finish(self) {
        // A task that has ended already listens no more.
        let _ = self.closing.send(());
        if let Err(error) = self.running.await {
            tracing::error!(%error, "the task that writes in groups stopped before its end");
        }
    }
}

async fn run<A: Apply>(
    store: Store,
    apply: A,
    mut receiver: mpsc::Receiver<Waiting<A>>,
    mut closed: oneshot::Receiver<()>,
    size: usize,
) {
    let mut is_closing = false;
    let mut group = Vec::with_capacity(size);
    loop {
        tokio::select! {
            biased;
            told = &mut closed, if !is_closing => {
                is_closing = true;
                if told.is_ok() {
                    receiver.close();
                }
            }
            count = receiver.recv_many(&mut group, size) => {
                if count == 0 {
                    return;
                }
                write(&store, &apply, &mut group).await;
            }
        }
    }
}

/// Answers the senders only after the commit. Those of a group that the database could not take learn it from
/// their answer, whose channel is dropped.
async fn write<A: Apply>(store: &Store, apply: &A, group: &mut Vec<Waiting<A>>) {
    let (items, answers): (Vec<_>, Vec<_>) = group
        .drain(..)
        .map(|waiting| (waiting.item, waiting.answer))
        .unzip();
    match commit(store, apply, &items).await {
        Ok(outputs) => {
            for (answer, output) in answers.into_iter().zip(outputs) {
                // Whoever does not wait any longer needs no answer: what was asked for is done.
                let _ = answer.send(Ok(output));
            }
        }
        Err(error) if error.is_unavailable() => {
            tracing::warn!(%error, cause = ?error, "a group of writes was not committed");
        }
        Err(error) => {
            tracing::warn!(%error, cause = ?error, "the writes of a group are tried one by one");
            for (answer, item) in answers.into_iter().zip(items) {
                let alone = commit(store, apply, std::slice::from_ref(&item)).await;
                let _ = answer.send(alone.and_then(|mut output| output.pop().ok_or(Error::GroupFailed)));
            }
        }
    }
}

async fn commit<A: Apply>(store: &Store, apply: &A, items: &[A::Item]) -> Result<Vec<A::Output>> {
    let mut transaction = store.begin().await?;
    let outputs = apply.apply(&mut transaction, items).await?;
    transaction.commit().await?;
    Ok(outputs)
}
