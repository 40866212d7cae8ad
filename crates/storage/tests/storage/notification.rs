use vouchwell_domain::identifier::{AccountId, MemberId, NotificationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::notification::Selection;
use vouchwell_storage::{Transaction, notification, status};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, meet, post};

fn about(kind: NotificationKind, from: AccountId, status: Option<StatusId>) -> Notification {
    Notification {
        id: NotificationId::next(at(0), &ENTROPY),
        kind,
        from,
        status,
        created_at: at(0),
        filtered: false,
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
            assert!(is_told(&mut transaction, ada.id, told).await);
            let again = Notification {
                id: NotificationId::next(at(1), &ENTROPY),
                ..told.clone()
            };
            assert!(!is_told(&mut transaction, ada.id, &again).await);
        }
        let told = notification::list(&mut transaction, ada.id, &Selection::default(), Page::newest(10))
            .await
            .unwrap();
        assert_eq!(told, [mention.clone(), follow.clone()]);
        let older = Page::before(mention.id.number(), 10);
        assert_eq!(
            notification::list(&mut transaction, ada.id, &Selection::default(), older)
                .await
                .unwrap(),
            std::slice::from_ref(&follow)
        );
        let newer = Page {
            max: None,
            since: None,
            min: Some(0),
            limit: 1,
        };
        assert_eq!(
            notification::list(&mut transaction, ada.id, &Selection::default(), newer)
                .await
                .unwrap(),
            [follow]
        );

        status::remove_by_uri(&mut transaction, &note.uri).await.unwrap();
        assert_eq!(
            notification::list(&mut transaction, ada.id, &Selection::default(), Page::newest(10))
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
                is_told(&mut transaction, member, &about(kind, ben.id, None)).await;
            }
        }
        let own = ada.account.id;
        notification::remove(&mut transaction, own, NotificationKind::Follow, ben.id)
            .await
            .unwrap();
        let left = notification::list(&mut transaction, ada.id, &Selection::default(), Page::newest(10))
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
            notification::list(&mut transaction, ada.id, &Selection::default(), Page::newest(10))
                .await
                .unwrap(),
            []
        );
        assert_eq!(
            notification::list(&mut transaction, bea.id, &Selection::default(), Page::newest(10))
                .await
                .unwrap()
                .len(),
            2
        );
        notification::remove_all_from(&mut transaction, ben.id)
            .await
            .unwrap();
        assert_eq!(
            notification::list(&mut transaction, bea.id, &Selection::default(), Page::newest(10))
                .await
                .unwrap(),
            []
        );
    }
}

/// Tells a member something: whether it is new to her.
async fn is_told(transaction: &mut Transaction, member: MemberId, told: &Notification) -> bool {
    let told = vec![(member, told.clone())];
    let new = notification::insert(transaction, told.clone()).await.unwrap();
    assert!(new.is_empty() || new == told);
    !new.is_empty()
}

/// Tells a member that somebody did something, some minutes after noon.
async fn tell(
    transaction: &mut Transaction,
    member: &Member,
    from: AccountId,
    kind: NotificationKind,
    (status, minutes): (Option<StatusId>, i64),
) -> Notification {
    let told = Notification {
        created_at: at(minutes),
        ..about(kind, from, status)
    };
    assert!(is_told(transaction, member.id, &told).await);
    told
}

#[tokio::test]
async fn a_selection_leaves_out_what_is_not_wanted_and_what_may_not_be_seen() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let cleo = meet(&store, "cleo", "away.example").await;
        let note = post(&store, &ben, Visibility::Public, &[]).await;
        let secret = post(&store, &ben, Visibility::Private, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let (mention, follow) = (NotificationKind::Mention, NotificationKind::Follow);
        let followed = tell(&mut transaction, &ada, ben.id, follow, (None, 0)).await;
        let mentioned = tell(&mut transaction, &ada, ben.id, mention, (Some(note.id), 0)).await;
        tell(&mut transaction, &ada, ben.id, mention, (Some(secret.id), 0)).await;
        let held_back = Notification {
            filtered: true,
            ..about(follow, cleo.id, None)
        };
        is_told(&mut transaction, ada.id, &held_back).await;
        let all = Selection::default();
        for (selection, expected) in [
            (all.clone(), vec![&mentioned, &followed]),
            (
                Selection {
                    with_filtered: true,
                    ..all.clone()
                },
                vec![&held_back, &mentioned, &followed],
            ),
            (
                Selection {
                    kinds: vec![follow],
                    ..all.clone()
                },
                vec![&followed],
            ),
            (
                Selection {
                    from: Some(cleo.id),
                    ..all.clone()
                },
                vec![],
            ),
            (Selection { kinds: vec![], ..all }, vec![]),
        ] {
            let found = notification::list(&mut transaction, ada.id, &selection, Page::newest(9))
                .await
                .unwrap();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{selection:?}");
        }
    }
}

#[tokio::test]
async fn what_many_do_with_one_thing_is_one_group() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let note = post(&store, &ada.account, Visibility::Public, &[]).await;
        let other = post(&store, &ada.account, Visibility::Public, &[]).await;
        let mut fans = Vec::new();
        for name in ["ben", "cleo", "dan"] {
            fans.push(meet(&store, name, "away.example").await.id);
        }
        let mut transaction = store.begin().await.unwrap();
        let like = NotificationKind::Favourite;
        let first = tell(&mut transaction, &ada, fans[0], like, (Some(note.id), 0)).await;
        let apart = tell(&mut transaction, &ada, fans[0], like, (Some(other.id), 1)).await;
        let second = tell(&mut transaction, &ada, fans[1], like, (Some(note.id), 2)).await;
        let next_day = tell(&mut transaction, &ada, fans[2], like, (Some(note.id), 24 * 60)).await;
        let (selection, grouped) = (Selection::default(), [like]);
        let page = Page::newest(9);
        let found = notification::groups(&mut transaction, ada.id, &selection, &grouped, page)
            .await
            .unwrap();
        assert_eq!(found, [next_day.clone(), second.clone(), apart.clone()]);
        let ungrouped = notification::groups(&mut transaction, ada.id, &selection, &[], page)
            .await
            .unwrap();
        assert_eq!(ungrouped.len(), 4);
        let older = Page::before(second.id.number(), 9);
        let found = notification::groups(&mut transaction, ada.id, &selection, &grouped, older)
            .await
            .unwrap();
        assert_eq!(
            found,
            [apart.clone(), first.clone()],
            "what is older of it stands in the next part"
        );
        let newer = Page {
            min: Some(0),
            ..Page::newest(2)
        };
        let found = notification::groups(&mut transaction, ada.id, &selection, &grouped, newer)
            .await
            .unwrap();
        assert_eq!(found, [apart.clone(), first.clone()]);

        let keys = [second.group(), apart.group()];
        let all = (0, i64::MAX);
        let members = notification::members(&mut transaction, ada.id, &selection, &keys, all)
            .await
            .unwrap();
        let group = &members[&second.group()];
        assert_eq!((group.count, group.oldest, &group.newest), (2, first.id, &second));
        assert_eq!(group.samples, [fans[1], fans[0]]);
        assert_eq!(members[&apart.group()].samples, [fans[0]]);
        let who = notification::group_members(&mut transaction, ada.id, second.group(), page)
            .await
            .unwrap();
        assert_eq!(
            who.iter().map(|placed| placed.item.id).collect::<Vec<_>>(),
            [fans[1], fans[0]]
        );

        assert!(
            notification::dismiss_group(&mut transaction, ada.id, second.group())
                .await
                .unwrap()
        );
        let left = notification::list(&mut transaction, ada.id, &selection, page)
            .await
            .unwrap();
        assert_eq!(left, [next_day, apart]);
    }
}
