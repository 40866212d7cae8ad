use vouchwell_domain::identifier::{AccountId, NotificationId, StatusId};
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::{notification, status};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, meet, post};

fn about(kind: NotificationKind, from: AccountId, status: Option<StatusId>) -> Notification {
    Notification {
        id: NotificationId::next(at(0), &ENTROPY),
        kind,
        from,
        status,
        created_at: at(0),
    }
}

#[tokio::test]
async fn the_same_is_told_once_and_in_order() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let note = post(&store, &ben, Visibility::Public, &[ada.account.id]).await;
        let follow = about(NotificationKind::Follow, ben.id, None);
        let mention = about(NotificationKind::Mention, ben.id, Some(note.id));
        let mut transaction = store.begin().await.unwrap();
        for told in [&follow, &mention] {
            assert!(
                notification::insert(&mut transaction, ada.id, told)
                    .await
                    .unwrap()
            );
            let again = Notification {
                id: NotificationId::next(at(1), &ENTROPY),
                ..told.clone()
            };
            assert!(
                !notification::insert(&mut transaction, ada.id, &again)
                    .await
                    .unwrap()
            );
        }
        let told = notification::list(&mut transaction, ada.id, Page::newest(10))
            .await
            .unwrap();
        assert_eq!(told, [mention.clone(), follow.clone()]);
        let older = Page::before(mention.id.number(), 10);
        assert_eq!(
            notification::list(&mut transaction, ada.id, older).await.unwrap(),
            std::slice::from_ref(&follow)
        );
        let newer = Page {
            max: None,
            since: None,
            min: Some(0),
            limit: 1,
        };
        assert_eq!(
            notification::list(&mut transaction, ada.id, newer).await.unwrap(),
            [follow]
        );

        status::remove_by_uri(&mut transaction, &note.uri).await.unwrap();
        assert_eq!(
            notification::list(&mut transaction, ada.id, Page::newest(10))
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn what_was_told_can_be_taken_back() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let ben = meet(&store, "ben", "away.example").await;
        let mut transaction = store.begin().await.unwrap();
        for kind in [NotificationKind::Follow, NotificationKind::FollowRequest] {
            for member in [ada.id, bea.id] {
                notification::insert(&mut transaction, member, &about(kind, ben.id, None))
                    .await
                    .unwrap();
            }
        }
        let own = ada.account.id;
        notification::remove(&mut transaction, own, NotificationKind::Follow, ben.id)
            .await
            .unwrap();
        let left = notification::list(&mut transaction, ada.id, Page::newest(10))
            .await
            .unwrap();
        assert_eq!(
            left.iter().map(|told| told.kind).collect::<Vec<_>>(),
            [NotificationKind::FollowRequest]
        );
        notification::remove_from(&mut transaction, ada.id, ben.id)
            .await
            .unwrap();
        assert_eq!(
            notification::list(&mut transaction, ada.id, Page::newest(10))
                .await
                .unwrap(),
            []
        );
        assert_eq!(
            notification::list(&mut transaction, bea.id, Page::newest(10))
                .await
                .unwrap()
                .len(),
            2
        );
        notification::remove_all_from(&mut transaction, ben.id)
            .await
            .unwrap();
        assert_eq!(
            notification::list(&mut transaction, bea.id, Page::newest(10))
                .await
                .unwrap(),
            []
        );
    }
}
