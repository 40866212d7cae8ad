use std::sync::Arc;

use tokio::sync::Semaphore;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_storage::group_commit::{Apply, GroupCommit};
use vouchwell_storage::{Error, Transaction, tombstone};

use crate::both::{at, stores};

fn actor() -> ActorUri {
    "https://away.example/users/ben".parse().unwrap()
}

fn uri(number: usize) -> ObjectUri {
    format!("https://away.example/notes/{number}").parse().unwrap()
}

/// Writes a tombstone for each number; with an odd one among them it fails after it has written.
struct Bury {
    gate: Arc<Semaphore>,
}

impl Apply for Bury {
    type Item = usize;
    type Output = usize;

    async fn apply(&self, transaction: &mut Transaction, group: &[usize]) -> Result<Vec<usize>, Error> {
        self.gate.acquire().await.unwrap().forget();
        for number in group {
            tombstone::add(transaction, &uri(*number), &actor(), at(0)).await?;
        }
        if group.iter().any(|number| number % 2 == 1) {
            Err(Error::Unreadable("number"))
        } else {
            Ok(group.iter().map(|number| number * 10).collect())
        }
    }
}

#[tokio::test]
async fn a_bad_item_does_not_spoil_its_group_and_answers_come_after_the_commit() {
    for store in stores().await {
        let gate = Arc::new(Semaphore::new(0));
        let (group, task) = GroupCommit::start(
            (*store).clone(),
            Bury {
                gate: Arc::clone(&gate),
            },
            8,
            64,
        );
        let waiting: Vec<_> = (0..20)
            .map(|number| {
                let (group, store) = (group.clone(), (*store).clone());
                tokio::spawn(async move {
                    let answer = group.submit(number).await;
                    let mut snapshot = store.snapshot().await.unwrap();
                    let is_there = tombstone::exists(&mut snapshot, &uri(number), &actor())
                        .await
                        .unwrap();
                    (answer, is_there)
                })
            })
            .collect();
        gate.add_permits(100);
        for (number, waiting) in waiting.into_iter().enumerate() {
            let (answer, is_there) = waiting.await.unwrap();
            if number % 2 == 0 {
                assert_eq!((answer.unwrap(), is_there), (number * 10, true));
            } else {
                assert!(matches!(answer, Err(Error::Unreadable("number"))) && !is_there);
            }
        }
        task.finish().await;
    }
}

#[tokio::test]
async fn a_group_whose_writes_do_not_reach_the_disk_acknowledges_nothing() {
    for store in stores().await {
        let gate = Arc::new(Semaphore::new(10));
        let (group, task) = GroupCommit::start((*store).clone(), Bury { gate }, 8, 64);
        store.close().await;
        assert!(group.submit(2).await.unwrap_err().is_unavailable());
        task.finish().await;
        assert!(
            group.submit(4).await.unwrap_err().is_unavailable(),
            "nothing is taken after the end"
        );
    }
}

#[tokio::test]
async fn finishing_writes_what_waits() {
    for store in stores().await {
        let gate = Arc::new(Semaphore::new(0));
        let (group, task) = GroupCommit::start(
            (*store).clone(),
            Bury {
                gate: Arc::clone(&gate),
            },
            2,
            64,
        );
        let waiting: Vec<_> = (0..10)
            .map(|number| {
                let group = group.clone();
                tokio::spawn(async move { group.submit(number * 2).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let finished = tokio::spawn(task.finish());
        tokio::task::yield_now().await;
        gate.add_permits(10);
        finished.await.unwrap();
        for (number, waiting) in waiting.into_iter().enumerate() {
            assert_eq!(waiting.await.unwrap().unwrap(), number * 20);
        }
    }
}
