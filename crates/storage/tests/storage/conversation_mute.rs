use std::collections::BTreeSet;

use vouchwell_domain::identifier::{MemberId, ObjectUri, StatusId};
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::{Transaction, conversation_mute, pin, status};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, meet, post};

#[tokio::test]
async fn what_hangs_below_the_first_note_of_a_conversation_is_muted() {
    for store in stores().await {
        let (ada, bea) = (join(&store, "ada").await, join(&store, "bea").await);
        let ben = meet(&store, "ben", "away.example").await;
        let first = post(&store, &ben, Visibility::Public, &[]).await;
        let apart = post(&store, &ben, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let second = answer(&mut transaction, &first, &first.uri).await;
        let third = answer(&mut transaction, &first, &second.uri).await;
        let aside = answer(&mut transaction, &first, &first.uri).await;
        let all = [first.id, second.id, third.id, aside.id, apart.id];

        conversation_mute::insert(&mut transaction, ada.id, second.id, at(0))
            .await
            .unwrap();
        conversation_mute::insert(&mut transaction, ada.id, third.id, at(0))
            .await
            .unwrap();
        let found = muted(&mut transaction, ada.id, &all).await;
        assert_eq!(found, [first.id, second.id, third.id, aside.id].into());
        let later = answer(&mut transaction, &first, &aside.uri).await.id;
        let of_later = muted(&mut transaction, ada.id, &[later]).await;
        assert_eq!(of_later.len(), 1);
        let of_another = muted(&mut transaction, bea.id, &all).await;
        assert!(of_another.is_empty());
        let pairs = [(ada.id, first.id), (bea.id, first.id), (ada.id, apart.id)];
        let of_both = conversation_mute::muted_among(&mut transaction, &pairs).await;
        assert_eq!(of_both.unwrap(), [(ada.id, first.id)].into());
        let of_none = muted(&mut transaction, ada.id, &[]).await;
        assert!(of_none.is_empty());

        conversation_mute::remove(&mut transaction, ada.id, later)
            .await
            .unwrap();
        let after = muted(&mut transaction, ada.id, &all).await;
        assert!(after.is_empty());
    }
}

#[tokio::test]
async fn a_conversation_whose_beginning_is_not_known_here_is_muted_by_its_name() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let model = post(&store, &ben, Visibility::Public, &[]).await;
        let unknown: ObjectUri = "https://third.example/notes/1".parse().unwrap();
        let mut transaction = store.begin().await.unwrap();
        let one = answer(&mut transaction, &model, &unknown).await;
        let other = answer(&mut transaction, &model, &unknown).await;
        conversation_mute::insert(&mut transaction, ada.id, one.id, at(0))
            .await
            .unwrap();
        let both = [one.id, other.id, model.id];
        let found = muted(&mut transaction, ada.id, &both).await;
        assert_eq!(found, [one.id, other.id].into());
        conversation_mute::remove(&mut transaction, ada.id, other.id)
            .await
            .unwrap();
        let found = muted(&mut transaction, ada.id, &both).await;
        assert!(found.is_empty());
    }
}

#[tokio::test]
async fn pins_are_listed_by_when_they_were_made_and_go_with_their_statuses() {
    for store in stores().await {
        let (ada, bea) = (join(&store, "ada").await, join(&store, "bea").await);
        let first = post(&store, &ada.account, Visibility::Public, &[]).await;
        let second = post(&store, &ada.account, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        for (sequence, status) in [(1, &second), (2, &first), (3, &second)] {
            pin::insert(&mut transaction, ada.id, status.id, sequence, at(0))
                .await
                .unwrap();
        }
        let pinned = pin::of_member(&mut transaction, ada.id).await.unwrap();
        assert_eq!(pinned, [first.clone(), second.clone()]);
        let involved = status::involvements(&mut transaction, ada.id, &[first.id])
            .await
            .unwrap();
        assert!(involved[&first.id].pinned);
        assert!(!pin::remove(&mut transaction, bea.id, first.id).await.unwrap());
        assert!(pin::remove(&mut transaction, ada.id, first.id).await.unwrap());
        assert!(!pin::remove(&mut transaction, ada.id, first.id).await.unwrap());
        status::remove_by_uri(&mut transaction, &second.uri)
            .await
            .unwrap();
        assert_eq!(pin::of_member(&mut transaction, ada.id).await.unwrap(), []);
    }
}

/// Those of these statuses whose conversations a member mutes.
async fn muted(transaction: &mut Transaction, member: MemberId, statuses: &[StatusId]) -> BTreeSet<StatusId> {
    let pairs: Vec<_> = statuses.iter().map(|status| (member, *status)).collect();
    let muted = conversation_mute::muted_among(transaction, &pairs).await.unwrap();
    muted
        .into_iter()
        .map(|(muting, status)| {
            assert_eq!(muting, member);
            status
        })
        .collect()
}

/// Somebody answers a Note, known or not.
async fn answer(transaction: &mut Transaction, model: &Status, to: &ObjectUri) -> Status {
    let id = StatusId::next(at(0), &ENTROPY);
    let uri: ObjectUri = format!("https://away.example/notes/{id}").parse().unwrap();
    let answer = Status {
        id,
        url: uri.clone(),
        uri,
        in_reply_to: Some(InReplyTo::unknown(to.clone())),
        ..model.clone()
    };
    status::insert(transaction, &answer).await.unwrap();
    answer
}
