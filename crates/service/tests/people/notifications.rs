use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::{NotificationKind, NotificationPolicy, Treatment};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::notification::{Selection, group, groups, list, one, policy, request, requests};
use vouchwell_service::status::{Concern, RemoteNote, receive_note};
use vouchwell_service::{Error, favourite, follow, notification};

use crate::in_a_town;
use crate::town::{Town, note};

impl Town {
    /// Somebody of another server writes to a member alone.
    async fn whisper(&self, from: &str, path: &str, to: &Member) {
        let author = self.meet(from).await;
        let whispered = RemoteNote {
            visibility: Visibility::Direct,
            ..note(path, &[to])
        };
        let mut transaction = self.begin().await;
        receive_note(
            &self.context,
            &mut transaction,
            &author,
            whispered,
            Concern::Unknown,
        )
        .await
        .unwrap();
        transaction.commit().await.unwrap();
    }
}

in_a_town! {
    async fn many_likes_are_told_as_one_with_those_who_gave_them(town) {
        let ada = town.join("ada").await;
        let post = town.post(&ada, Visibility::Public).await;
        let mut fans = Vec::new();
        for name in ["bea", "cleo", "dora"] {
            let fan = town.join(name).await;
            favourite::favourite(&town.context, &fan, post.id).await.unwrap();
            fans.push(fan.account.id);
        }
        follow::follow(&town.context, &town.join("eve").await, ada.account.id).await.unwrap();
        let all = Selection::default();
        let grouped = [NotificationKind::Favourite, NotificationKind::Follow];
        let found = groups(&town.context, &ada, &all, &grouped, Page::newest(10)).await.unwrap();
        let [followed, liked] = &found.groups[..] else { panic!("{:?}", found.groups) };
        assert_eq!((followed.kind, followed.count, followed.status), (NotificationKind::Follow, 1, None));
        assert_eq!((liked.count, liked.status), (3, Some(post.id)));
        fans.reverse();
        assert_eq!(liked.samples, fans);
        assert_eq!((found.accounts.len(), found.statuses.len()), (4, 1), "each once");
        let single = list(&town.context, &ada, &all, Page::newest(10)).await.unwrap();
        assert_eq!((liked.newest, liked.oldest), (single[1].notification.id, single[3].notification.id));

        let alone = group(&town.context, &ada, liked.key).await.unwrap();
        assert_eq!(alone.groups, std::slice::from_ref(liked));
        let first = group(&town.context, &ada, format!("ungrouped-{}", liked.oldest).parse().unwrap()).await.unwrap();
        assert_eq!((first.groups[0].count, &first.groups[0].samples[..]), (1, &fans[2..]));
        let stranger = town.join("fay").await;
        assert!(matches!(group(&town.context, &stranger, liked.key).await, Err(Error::NotFound)));
        assert!(matches!(notification::dismiss_group(&town.context, &stranger, liked.key).await, Err(Error::NotFound)));

        notification::dismiss_group(&town.context, &ada, liked.key).await.unwrap();
        let id = single[0].notification.id;
        assert_eq!(list(&town.context, &ada, &all, Page::newest(10)).await.unwrap(), single[..1]);
        assert_eq!(one(&town.context, &ada, id).await.unwrap(), single[0]);
        assert!(matches!(notification::dismiss(&town.context, &stranger, id).await, Err(Error::NotFound)));
        notification::dismiss(&town.context, &ada, id).await.unwrap();
        assert!(matches!(one(&town.context, &ada, id).await, Err(Error::NotFound)));
    }

    async fn each_part_of_the_list_takes_its_share_of_a_group(town) {
        let ada = town.join("ada").await;
        let (one, other) = (town.post(&ada, Visibility::Public).await, town.post(&ada, Visibility::Public).await);
        for name in ["bea", "cleo", "dora"] {
            let fan = town.join(name).await;
            favourite::favourite(&town.context, &fan, one.id).await.unwrap();
            favourite::favourite(&town.context, &fan, other.id).await.unwrap();
        }
        let all = Selection::default();
        let grouped = [NotificationKind::Favourite];
        let single = list(&town.context, &ada, &all, Page::newest(10)).await.unwrap();
        let ids: Vec<i64> = single.iter().map(|view| view.notification.id.number()).collect();
        let first = groups(&town.context, &ada, &all, &grouped, Page::newest(1)).await.unwrap().groups;
        assert_eq!((first.len(), first[0].newest.number(), first[0].oldest.number()), (1, ids[0], ids[0]));
        let rest = groups(&town.context, &ada, &all, &grouped, Page::before(ids[0], 10)).await.unwrap().groups;
        let ends: Vec<_> = rest.iter().map(|group| (group.newest.number(), group.oldest.number(), group.count)).collect();
        assert_eq!(ends, [(ids[1], ids[5], 3), (ids[2], ids[4], 2)]);
    }

    async fn a_policy_holds_back_strangers_until_a_request_is_accepted(town) {
        let (ada, friend, stranger) = (town.join("ada").await, town.meet("ben").await, town.meet("cem").await);
        follow::follow(&town.context, &ada, friend.id).await.unwrap();
        let asked = vouchwell_storage::follow::find(&mut town.begin().await, ada.account.id, friend.id).await.unwrap().unwrap();
        let mut transaction = town.begin().await;
        follow::receive_accept(&mut transaction, &friend, &asked.uri).await.unwrap();
        transaction.commit().await.unwrap();
        notification::set_policy(&town.context, &ada, |policy| NotificationPolicy {
            private_mentions: Treatment::Filter,
            ..policy
        }).await.unwrap();
        town.whisper("ben", "notes/1", &ada).await;
        town.whisper("cem", "notes/2", &ada).await;
        assert_eq!(town.told(&ada).await, [(NotificationKind::Mention, "ben".to_owned())]);
        let follow = Message::Follow { target: ada.account.uri.clone() };
        town.hear(&stranger, "follows/1", follow).await;
        assert_eq!(town.told(&ada).await.len(), 2, "the policy says nothing of other things");

        let held_back = requests(&town.context, &ada, Page::newest(10)).await.unwrap();
        assert_eq!((held_back.len(), held_back[0].request.count), (1, 1));
        assert_eq!(held_back[0].from.account.id, stranger.id);
        assert!(held_back[0].last_status.is_some());
        let view = policy(&town.context, &ada).await.unwrap();
        assert_eq!((view.requests, view.notifications), (1, 1));
        notification::clear(&town.context, &ada).await.unwrap();
        assert!(request(&town.context, &ada, stranger.id).await.is_ok(), "what is held back stays");

        notification::accept_requests(&town.context, &ada, &[stranger.id]).await.unwrap();
        assert_eq!(town.told(&ada).await, [(NotificationKind::Mention, "cem".to_owned())]);
        town.whisper("cem", "notes/3", &ada).await;
        assert_eq!(town.told(&ada).await.len(), 2, "he is let in for good");

        town.whisper("eve", "notes/4", &ada).await;
        let eve = town.meet("eve").await;
        notification::dismiss_requests(&town.context, &ada, &[eve.id]).await.unwrap();
        assert!(matches!(request(&town.context, &ada, eve.id).await, Err(Error::NotFound)));
        town.whisper("eve", "notes/5", &ada).await;
        assert_eq!(request(&town.context, &ada, eve.id).await.unwrap().request.count, 1);

        notification::set_policy(&town.context, &ada, |policy| NotificationPolicy {
            not_following: Treatment::Drop,
            ..policy
        }).await.unwrap();
        town.whisper("eve", "notes/6", &ada).await;
        assert_eq!(request(&town.context, &ada, eve.id).await.unwrap().request.count, 1, "that one is not kept");
    }
}
