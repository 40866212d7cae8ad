use vouchwell_domain::message::Message;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, block, follow};
use vouchwell_storage::{block as stored, follow as stored_follow};

use crate::in_a_town;
use crate::town::away;

in_a_town! {
    async fn a_block_ends_follows_both_ways_and_tells_only_that(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        follow::follow(&town.context, &ada, ben.id).await.unwrap();
        let theirs = away("activities/1");
        let mut transaction = town.begin().await;
        let ours = stored_follow::find(&mut transaction, ada.account.id, ben.id).await.unwrap().unwrap().uri;
        follow::receive_follow(&town.context, &mut transaction, &ben, &theirs, &ada).await.unwrap();
        transaction.commit().await.unwrap();
        town.sent().await;

        let relationship = block::block(&town.context, &ada, ben.id).await.unwrap();
        assert!(relationship.blocking && !relationship.requested && !relationship.followed_by);
        let undo = Message::UndoFollow { follow: ours, target: ben.uri.clone() };
        let reject = Message::RejectFollow { follow: theirs, follower: ben.uri.clone() };
        assert_eq!(town.sent().await, [undo, reject]);
        assert_eq!(town.told(&ada).await, []);

        let again = follow::follow(&town.context, &ada, ben.id).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::Blocking))));
        let relationship = block::unblock(&town.context, &ada, ben.id).await.unwrap();
        assert!(!relationship.blocking && !relationship.followed_by);
        assert_eq!(town.sent().await, []);
    }

    async fn a_block_between_strangers_tells_nobody(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        block::block(&town.context, &ada, ben.id).await.unwrap();
        assert_eq!(town.sent().await, []);
        let oneself = block::block(&town.context, &ada, ada.account.id).await;
        assert!(matches!(oneself, Err(Error::Refused(Refusal::Oneself))));
    }

    async fn a_member_who_is_blocked_by_another_waits_without_an_answer(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        block::block(&town.context, &bea, ada.account.id).await.unwrap();
        let relationship = follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(relationship.requested && !relationship.following);
        assert_eq!(town.told(&bea).await, []);
    }

    async fn a_received_block_is_obeyed_until_its_sender_takes_it_back(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        follow::follow(&town.context, &ada, ben.id).await.unwrap();
        town.sent().await;
        let id = away("blocks/1");
        let mut transaction = town.begin().await;
        block::receive_block(&town.context, &mut transaction, &ben, &id, &ada).await.unwrap();
        assert_eq!(stored_follow::find(&mut transaction, ada.account.id, ben.id).await.unwrap(), None);
        assert!(stored::exists(&mut transaction, ben.id, ada.account.id).await.unwrap());
        assert!(!block::receive_unblock(&mut transaction, &eve, &id).await.unwrap());
        assert!(stored::exists(&mut transaction, ben.id, ada.account.id).await.unwrap());
        assert!(block::receive_unblock(&mut transaction, &ben, &id).await.unwrap());
        assert!(!stored::exists(&mut transaction, ben.id, ada.account.id).await.unwrap());
        transaction.commit().await.unwrap();
        assert_eq!(town.sent().await, []);
    }
}
