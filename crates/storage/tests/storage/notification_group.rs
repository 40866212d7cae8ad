//! Grouped notifications: whatever is added meanwhile, each group is counted in one part alone.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{NotificationId, StatusId, next_sequence};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::{Transaction, account, notification};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, remote, written};

/// What was told so far: the statuses that others like, in turn, and who likes them.
struct Told {
    reader: Member,
    liked: Vec<StatusId>,
    fans: Vec<Account>,
    /// Each notification with its status, the oldest first.
    all: Vec<(i64, StatusId)>,
}

impl Told {
    async fn add(&mut self, transaction: &mut Transaction, which: usize) {
        let status = self.liked[which % self.liked.len()];
        // Nobody likes the same twice.
        let fan = &self.fans[self.all.len()];
        let id = next_sequence(at(0), &ENTROPY);
        let told = Notification {
            id: NotificationId::from_number(id),
            kind: NotificationKind::Favourite,
            from: fan.id,
            status: Some(status),
            created_at: at(0),
            filtered: false,
        };
        let new = notification::insert(transaction, vec![(self.reader.id, told)]).await;
        assert_eq!(new.unwrap().len(), 1);
        self.all.push((id, status));
    }

    /// Every part names each group once, and every group of which something lies between its ends: so all
    /// that was there at the beginning is counted in one part alone.
    async fn back(&mut self, transaction: &mut Transaction, limit: u32, meanwhile: &[Vec<usize>]) {
        let beginning = self.all.clone();
        let (mut upper, mut counted) = (i64::MAX, Vec::new());
        let mut meanwhile = meanwhile.iter();
        loop {
            let page = Page {
                max: Some(upper),
                ..Page::newest(limit)
            };
            let (all, grouped) = (notification::Selection::default(), [NotificationKind::Favourite]);
            let part = notification::groups(transaction, self.reader.id, &all, &grouped, page);
            let part = part.await.unwrap();
            let Some(last) = part.last() else { break };
            let lower = last.id.number();
            let named: Vec<StatusId> = part.iter().filter_map(|one| one.status).collect();
            let mut once = named.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), named.len(), "a group stands twice in {named:?}");
            let between = self.all.iter().filter(|(id, _)| (lower..upper).contains(id));
            for (id, status) in between {
                assert!(named.contains(status), "{status} is missing in {named:?}");
                counted.push(*id);
            }
            upper = lower;
            for which in meanwhile.next().into_iter().flatten() {
                self.add(transaction, *which).await;
            }
        }
        for (id, _) in beginning {
            assert_eq!(counted.iter().filter(|one| **one == id).count(), 1, "{id}");
        }
    }
}

#[test]
fn what_is_grouped_is_counted_in_one_part_alone() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for store in runtime.block_on(stores()) {
        let (reader, liked, fans) = runtime.block_on(async {
            let reader = join(&store, "reader").await;
            let mut liked = Vec::new();
            for _ in 0..4 {
                let status = written(&reader.account, Visibility::Public, &[]);
                crate::people::keep(&store, &status).await;
                liked.push(status.id);
            }
            let mut transaction = store.begin().await.unwrap();
            let mut fans = Vec::new();
            for number in 0..40 {
                let fan = remote(&format!("fan{number}"), "crowd.example");
                fans.push(account::save_remote(&mut transaction, &fan).await.unwrap());
            }
            transaction.commit().await.unwrap();
            (reader, liked, fans)
        });
        let story = (
            prop::collection::vec(0..4_usize, 0..20),
            1..5_u32,
            prop::collection::vec(prop::collection::vec(0..4_usize, 0..4), 0..5),
        );
        let mut runner = TestRunner::new(Config::with_cases(12));
        let run = runner.run(&story, |(before, limit, meanwhile)| {
            runtime.block_on(async {
                let mut transaction = store.begin().await.unwrap();
                let mut told = Told {
                    reader: reader.clone(),
                    liked: liked.clone(),
                    fans: fans.clone(),
                    all: Vec::new(),
                };
                for which in before {
                    told.add(&mut transaction, which).await;
                }
                told.back(&mut transaction, limit, &meanwhile).await;
            });
            Ok(())
        });
        run.unwrap();
    }
}
