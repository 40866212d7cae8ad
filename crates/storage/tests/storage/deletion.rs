use std::collections::BTreeSet;

use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::job::{Distribution, Job};
use vouchwell_domain::message::{Audience, Envelope, Message};
use vouchwell_storage::deletion::{ERASED, MEMBERSHIP};
use vouchwell_storage::job::{enqueue, is_any_signed_by};
use vouchwell_storage::{Store, recipient};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, meet};

/// What names an account and stays when she deletes it: what others have of her, and what holds its place.
const KEPT: [(&str, &str); 10] = [
    ("acquaintance", "other_id"),
    ("mention", "account_id"),
    ("earlier_request_key", "account_id"),
    ("private_key", "account_id"),
    ("recommendation", "author_id"),
    ("recommendation", "subject_id"),
    ("remembered_key", "account_id"),
    ("request", "other_id"),
    ("status", "in_reply_to_account_id"),
    ("member", "account_id"),
];

#[tokio::test]
async fn every_table_that_names_accounts_is_considered_when_one_is_deleted() {
    let [database, _] = stores().await;
    let Store::Sqlite { readers, .. } = &*database else {
        panic!("the first is on SQLite")
    };
    let naming: BTreeSet<(String, String)> = sqlx::query_as(
        "SELECT tables.name, keys.\"from\" FROM sqlite_master AS tables, pragma_foreign_key_list(tables.name) AS keys
         WHERE tables.type = 'table' AND keys.\"table\" IN ('account', 'member')",
    )
    .fetch_all(readers)
    .await
    .unwrap()
    .into_iter()
    .collect();
    let erased = MEMBERSHIP.iter().chain(&ERASED).filter_map(|statement| {
        let (table, column) = statement.strip_prefix("DELETE FROM ")?.split_once(" WHERE ")?;
        Some((table.to_owned(), column.strip_suffix(" = $1")?.to_owned()))
    });
    let kept = KEPT.map(|(table, column)| (table.to_owned(), column.to_owned()));
    let considered: BTreeSet<(String, String)> = erased.chain(kept).collect();
    let forgotten: Vec<_> = naming.difference(&considered).collect();
    assert!(
        forgotten.is_empty(),
        "erase them in storage::deletion, or say here that they stay: {forgotten:?}"
    );
    let imaginary: Vec<_> = considered.difference(&naming).collect();
    assert!(imaginary.is_empty(), "there are no such columns: {imaginary:?}");
}

#[tokio::test]
async fn inboxes_are_told_once_for_each_server() {
    for store in stores().await {
        let (ada, bea) = (join(&store, "ada").await, join(&store, "bea").await);
        let (ben, cem) = (
            meet(&store, "ben", "away.example").await,
            meet(&store, "cem", "away.example").await,
        );
        let unknown: ObjectUri = "https://third.example/inbox".parse().unwrap();
        let mut transaction = store.begin().await.unwrap();
        let inboxes = [ben.endpoints.inbox, cem.endpoints.inbox, unknown.clone()];
        for _ in 0..2 {
            recipient::add(&mut transaction, ada.account.id, &inboxes)
                .await
                .unwrap();
        }
        recipient::add(&mut transaction, bea.account.id, std::slice::from_ref(&unknown))
            .await
            .unwrap();
        let told = recipient::inboxes(&mut transaction, ada.account.id)
            .await
            .unwrap();
        assert_eq!(told, [ben.endpoints.shared_inbox.unwrap(), unknown]);
    }
}

#[tokio::test]
async fn what_waits_to_be_signed_is_found_by_whoever_signs_it() {
    for store in stores().await {
        let (ada, bea) = (join(&store, "ada").await, join(&store, "bea").await);
        let message = Job::Distribute(Box::new(Distribution {
            sender: ada.account.id,
            envelope: Envelope {
                id: "https://here.example/activities/1".parse().unwrap(),
                from: ada.account.uri.clone(),
                message: Message::UpdateAccount,
            },
            audience: Audience::default(),
        }));
        let delivery = Job::Deliver {
            activity: "https://here.example/activities/1".parse().unwrap(),
            inbox: "https://away.example/inbox".parse().unwrap(),
            signer: ada.account.id,
            withdrawal: true,
        };
        for job in [message, delivery] {
            let mut transaction = store.begin().await.unwrap();
            assert!(!is_any_signed_by(&mut transaction, ada.account.id).await.unwrap());
            enqueue(&mut transaction, &job, at(5), at(0), JobId::next(at(0), &ENTROPY))
                .await
                .unwrap();
            assert!(
                is_any_signed_by(&mut transaction, ada.account.id).await.unwrap(),
                "{job:?}"
            );
            assert!(
                !is_any_signed_by(&mut transaction, bea.account.id).await.unwrap(),
                "{job:?}"
            );
        }
    }
}
