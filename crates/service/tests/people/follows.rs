use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind::{Follow, FollowRequest};
use vouchwell_domain::page::Page;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, account, block, follow};
use vouchwell_storage::{follow as stored, member as stored_member};

use crate::in_a_town;
use crate::town::away;

in_a_town! {
    async fn members_follow_each_other_at_once(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        for _ in 0..2 {
            let relationship = follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
            assert!(relationship.following && !relationship.requested);
        }
        assert_eq!(town.told(&bea).await, [(Follow, "ada".to_owned())]);
        let followers = account::followers(&town.context, None, bea.account.id, Page::newest(10)).await.unwrap();
        assert_eq!(followers[0].account, ada.account);
        assert_eq!(followers[0].counts.following, 1);
        let following = account::following(&town.context, None, ada.account.id, Page::newest(10)).await.unwrap();
        assert_eq!(following[0].account, bea.account);

        let relationship = follow::unfollow(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(!relationship.following);
        assert_eq!(town.told(&bea).await, []);
        assert_eq!(town.sent().await, [], "nobody elsewhere is concerned");
    }

    async fn a_follow_of_somebody_elsewhere_waits_for_her_answer(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        for _ in 0..2 {
            let relationship = follow::follow(&town.context, &ada, ben.id).await.unwrap();
            assert!(relationship.requested && !relationship.following);
        }
        assert_eq!(town.sent().await, [Message::Follow { target: ben.uri.clone() }]);

        let mut transaction = town.begin().await;
        let asked = stored::find(&mut transaction, ada.account.id, ben.id).await.unwrap().unwrap();
        assert!(!follow::receive_accept(&mut transaction, &eve, &asked.uri).await.unwrap());
        assert!(!follow::receive_accept(&mut transaction, &ben, &away("activities/1")).await.unwrap());
        let waiting = stored::relationship(&mut transaction, ada.id, ben.id).await.unwrap();
        assert!(waiting.requested && !waiting.following);
        assert!(follow::receive_accept(&mut transaction, &ben, &asked.uri).await.unwrap());
        assert!(stored::relationship(&mut transaction, ada.id, ben.id).await.unwrap().following);
        assert!(!follow::receive_reject(&mut transaction, &eve, &asked.uri).await.unwrap());
        assert!(follow::receive_reject(&mut transaction, &ben, &asked.uri).await.unwrap());
        assert_eq!(stored::find(&mut transaction, ada.account.id, ben.id).await.unwrap(), None);
    }

    async fn what_was_taken_back_before_it_came_does_not_begin(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let follow = || Message::Follow { target: ada.account.uri.clone() };
        let undo = Message::Undo { object: away("follows/1"), to: ada.account.uri.clone() };
        town.hear(&ben, "undos/1", undo).await;
        town.hear(&ben, "follows/1", follow()).await;
        let followers = || account::followers(&town.context, None, ada.account.id, Page::newest(10));
        assert_eq!(followers().await.unwrap(), []);
        assert_eq!(town.told(&ada).await, []);
        town.hear(&ben, "follows/2", follow()).await;
        assert_eq!(followers().await.unwrap().len(), 1, "another one does");
    }

    async fn a_follow_from_elsewhere_is_accepted_each_time_it_is_asked(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        for number in [1, 2] {
            let id = away(&format!("activities/{number}"));
            let mut transaction = town.begin().await;
            follow::receive_follow(&town.context, &mut transaction, &ben, &id, &ada).await.unwrap();
            transaction.commit().await.unwrap();
            let answer = Message::AcceptFollow { follow: id, follower: ben.uri.clone() };
            assert_eq!(town.sent().await, [answer]);
        }
        assert_eq!(town.told(&ada).await, [(Follow, "ben".to_owned())]);

        let mut transaction = town.begin().await;
        let latest = away("activities/2");
        assert!(!follow::receive_undo(&mut transaction, &eve, &latest).await.unwrap());
        assert!(stored::relationship(&mut transaction, ada.id, ben.id).await.unwrap().followed_by);
        assert!(follow::receive_undo(&mut transaction, &ben, &latest).await.unwrap());
        assert!(!stored::relationship(&mut transaction, ada.id, ben.id).await.unwrap().followed_by);
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, []);
    }

    async fn a_follow_under_a_foreign_id_has_no_effect(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        for foreign in ["https://town.example/activities/1", "https://third.example/activities/1"] {
            let id = foreign.parse().unwrap();
            follow::receive_follow(&town.context, &mut transaction, &ben, &id, &ada).await.unwrap();
        }
        assert_eq!(stored::find(&mut transaction, ben.id, ada.account.id).await.unwrap(), None);
        transaction.commit().await.unwrap();
        assert_eq!(town.sent().await, []);
    }

    async fn a_blocked_actor_gets_no_answer(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        block::block(&town.context, &ada, ben.id).await.unwrap();
        let mut transaction = town.begin().await;
        let id = away("activities/1");
        follow::receive_follow(&town.context, &mut transaction, &ben, &id, &ada).await.unwrap();
        assert_eq!(stored::find(&mut transaction, ben.id, ada.account.id).await.unwrap(), None);
        transaction.commit().await.unwrap();
        assert_eq!(town.sent().await, []);
        assert_eq!(town.told(&ada).await, []);
    }

    async fn a_member_who_answers_by_hand_is_asked(town) {
        let (mut ada, ben) = (town.join("ada").await, town.meet("ben").await);
        ada.account.profile.locked = true;
        let mut transaction = town.begin().await;
        let id = away("activities/1");
        follow::receive_follow(&town.context, &mut transaction, &ben, &id, &ada).await.unwrap();
        let relationship = stored::relationship(&mut transaction, ada.id, ben.id).await.unwrap();
        assert!(relationship.requested_by && !relationship.followed_by);
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, [(FollowRequest, "ben".to_owned())]);
        assert_eq!(town.sent().await, []);
    }

    async fn nobody_follows_herself_or_nobody(town) {
        let ada = town.join("ada").await;
        let oneself = follow::follow(&town.context, &ada, ada.account.id).await;
        assert!(matches!(oneself, Err(Error::Refused(Refusal::Oneself))));
        let nobody = follow::follow(&town.context, &ada, AccountId::from_number(5)).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
        let mut snapshot = town.context.store.snapshot().await.unwrap();
        assert_eq!(stored_member::count(&mut snapshot).await.unwrap(), 1);
    }
}
