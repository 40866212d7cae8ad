//! Group commit: many small writes share one transaction, so that being durable costs one sync for all
//! of them and not one for each.

use std::future::Future;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::{Error, Store, Transaction};

/// How long an item waits for a place before its sender is told that the database is too slow.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is done with each item within the shared transaction.
pub trait Apply: Send + Sync + 'static {
    /// What is handed in.
    type Item: Send + 'static;
    /// What its sender gets back once it is on disk.
    type Output: Send + 'static;
    /// What its sender gets back if it failed.
    type Error: From<Error> + Send + 'static;

    /// Writes one item. If it fails, nothing of what it wrote stays, and the other items are not concerned.
    fn apply(
        &self,
        transaction: &mut Transaction,
        item: Self::Item,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

struct Waiting<A: Apply> {
    item: A::Item,
    answer: oneshot::Sender<Result<A::Output, A::Error>>,
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
    pub async fn submit(&self, item: A::Item) -> Result<A::Output, A::Error> {
        let (answer, answered) = oneshot::channel();
        self.sender
            .send_timeout(Waiting { item, answer }, PATIENCE)
            .await
            .map_err(|_| A::Error::from(Error::GroupFull))?;
        answered.await.unwrap_or_else(|_| Err(Error::GroupFailed.into()))
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

/// Answers the senders only after the commit. Those of a group that failed learn it from their answer,
/// whose channel is dropped.
async fn write<A: Apply>(store: &Store, apply: &A, group: &mut Vec<Waiting<A>>) {
    let mut answers = Vec::with_capacity(group.len());
    let outcome = async {
        let mut transaction = store.begin().await?;
        for Waiting { item, answer } in group.drain(..) {
            transaction.savepoint().await?;
            let result = apply.apply(&mut transaction, item).await;
            if result.is_ok() {
                transaction.release().await?;
            } else {
                transaction.undo_part().await?;
            }
            answers.push((answer, result));
        }
        transaction.commit().await
    }
    .await;
    group.clear();
    if let Err(error) = outcome {
        tracing::warn!(%error, cause = ?error, "a group of writes was not committed");
        return;
    }
    for (answer, result) in answers {
        // Whoever does not wait any longer needs no answer: what was asked for is done.
        let _ = answer.send(result);
    }
}
