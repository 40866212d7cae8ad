use vouchwell_domain::evidence::SecretKey;
use vouchwell_domain::push::{Alerts, NewPushSubscription, PushPolicy, ReceiverKeys};
use vouchwell_domain::token::{Scopes, SecretDigest};
use vouchwell_storage::private_key::SealedKeys;
use vouchwell_storage::{
    access_token, account, email, member, private_key, push_subscription, remembered_key,
};

use crate::both::{at, stores};
use crate::people::{join, local, meet};

#[tokio::test]
async fn a_member_is_found_by_name_address_and_account() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        assert!(!member::exists_any(&mut transaction).await.unwrap());
        transaction.commit().await.unwrap();

        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let mut transaction = store.begin().await.unwrap();
        let by_name = member::by_name(&mut transaction, &"Ada".parse().unwrap())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (by_name.id, by_name.role, by_name.created_at),
            (ada.id, ada.role, ada.created_at)
        );
        assert_eq!(by_name.account, ada.account);
        let email = "ADA@mail.example".parse().unwrap();
        assert_eq!(
            member::by_email(&mut transaction, &email)
                .await
                .unwrap()
                .unwrap()
                .id,
            ada.id
        );
        assert_eq!(
            member::by_account(&mut transaction, ada.account.id)
                .await
                .unwrap()
                .unwrap()
                .id,
            ada.id
        );
        assert!(
            member::by_account(&mut transaction, ben.id)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            member::by_name(&mut transaction, &"ben".parse().unwrap())
                .await
                .unwrap()
                .is_none()
        );

        assert!(member::exists_any(&mut transaction).await.unwrap());
        assert_eq!(member::count(&mut transaction).await.unwrap(), 1);
        account::mark_gone(&mut transaction, ada.account.id, at(1))
            .await
            .unwrap();
        assert_eq!(member::count(&mut transaction).await.unwrap(), 0);
        assert!(member::exists_any(&mut transaction).await.unwrap());
    }
}

#[tokio::test]
async fn an_address_belongs_to_who_has_shown_it_and_passwords_can_be_changed() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(
            member::password_hash(&mut transaction, ada.id)
                .await
                .unwrap()
                .as_deref(),
            Some("hash")
        );
        member::set_password_hash(&mut transaction, ada.id, "another")
            .await
            .unwrap();
        assert_eq!(
            member::password_hash(&mut transaction, ada.id)
                .await
                .unwrap()
                .as_deref(),
            Some("another")
        );

        let mut second = ada.clone();
        second.account = local("second");
        second.id = vouchwell_domain::identifier::MemberId::of_stored_member(second.account.id);
        account::insert(&mut transaction, &second.account).await.unwrap();
        let email = "Ada@MAIL.example".parse().unwrap();
        member::insert(&mut transaction, &second, &email, None)
            .await
            .unwrap();
        let found = member::by_email(&mut transaction, &email).await.unwrap();
        assert_eq!(found.unwrap().id, ada.id, "who gave it first");
        email::confirm(&mut transaction, second.id, &email).await.unwrap();
        let found = member::by_email(&mut transaction, &email).await.unwrap();
        assert_eq!(found.unwrap().id, second.id, "who has shown that it is hers");
        let hers = "ada@mail.example".parse().unwrap();
        let error = email::confirm(&mut transaction, ada.id, &hers).await.unwrap_err();
        assert!(error.is_duplicate());
    }
}

#[tokio::test]
async fn a_token_speaks_for_its_member_until_it_is_revoked() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let scopes: Scopes = "read write:follows".parse().unwrap();
        let (token, other) = (
            SecretDigest::from_bytes([1; 32]),
            SecretDigest::from_bytes([2; 32]),
        );
        let mut transaction = store.begin().await.unwrap();
        access_token::insert(&mut transaction, &token, Some(ada.id), None, &scopes, at(0))
            .await
            .unwrap();
        access_token::insert(&mut transaction, &other, Some(ada.id), None, &scopes, at(0))
            .await
            .unwrap();
        let found = access_token::find(&mut transaction, &token)
            .await
            .unwrap()
            .unwrap();
        let member = found.member.unwrap();
        assert_eq!((member.id, &member.account), (ada.id, &ada.account));
        assert_eq!((found.scopes, found.application), (scopes, None));

        access_token::revoke(&mut transaction, &token, at(1))
            .await
            .unwrap();
        assert!(
            access_token::find(&mut transaction, &token)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            access_token::find(&mut transaction, &other)
                .await
                .unwrap()
                .is_some()
        );
        account::mark_gone(&mut transaction, ada.id.account(), at(2))
            .await
            .unwrap();
        assert!(
            access_token::find(&mut transaction, &other)
                .await
                .unwrap()
                .is_none()
        );
    }
}

fn receiver() -> NewPushSubscription {
    NewPushSubscription {
        endpoint: "https://push.example/1".parse().unwrap(),
        keys: ReceiverKeys {
            public: [4; 65],
            secret: [1; 16],
        },
        standard: true,
        alerts: ["mention"].into_iter().collect::<Alerts>(),
        policy: PushPolicy::All,
    }
}

#[tokio::test]
async fn a_push_subscription_that_comes_after_its_token_was_revoked_is_none() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let scopes: Scopes = "push".parse().unwrap();
        let [ended, good] = [1, 2].map(|seed| SecretDigest::from_bytes([seed; 32]));
        let mut transaction = store.begin().await.unwrap();
        for token in [&ended, &good] {
            access_token::insert(&mut transaction, token, Some(ada.id), None, &scopes, at(0))
                .await
                .unwrap();
        }
        access_token::revoke(&mut transaction, &ended, at(1))
            .await
            .unwrap();
        let late = push_subscription::save(&mut transaction, ada.id, &ended, &receiver(), at(2))
            .await
            .unwrap();
        let kept = push_subscription::save(&mut transaction, ada.id, &good, &receiver(), at(2))
            .await
            .unwrap();
        for (token, id, is_there) in [(&ended, late, false), (&good, kept, true)] {
            let by_token = push_subscription::of_token(&mut transaction, token)
                .await
                .unwrap();
            let by_id = push_subscription::by_id(&mut transaction, id).await.unwrap();
            assert_eq!((by_token.is_some(), by_id.is_some()), (is_there, is_there));
        }
        let found = push_subscription::of_members(&mut transaction, [ada.id].into())
            .await
            .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id, &found[0].wanted), (kept, &receiver()));
    }
}

#[tokio::test]
async fn the_newest_twenty_push_subscriptions_of_a_member_count() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let scopes: Scopes = "push".parse().unwrap();
        let mut transaction = store.begin().await.unwrap();
        let mut saved = Vec::new();
        for seed in 0..22 {
            let token = SecretDigest::from_bytes([seed; 32]);
            access_token::insert(&mut transaction, &token, Some(ada.id), None, &scopes, at(0))
                .await
                .unwrap();
            let id = push_subscription::save(&mut transaction, ada.id, &token, &receiver(), at(0))
                .await
                .unwrap();
            saved.insert(0, id);
        }
        let found = push_subscription::of_members(&mut transaction, [ada.id].into())
            .await
            .unwrap();
        let found: Vec<_> = found.into_iter().map(|subscription| subscription.id).collect();
        assert_eq!(found, saved[..20]);
    }
}

#[tokio::test]
async fn sealed_keys_come_back_as_they_were_kept() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let keys = SealedKeys {
            request_key: vec![0, 1, 255],
            evidence_key: vec![9; 60],
        };
        let mut transaction = store.begin().await.unwrap();
        assert!(private_key::of(&mut transaction, ada.id).await.unwrap().is_none());
        assert!(private_key::any(&mut transaction).await.unwrap().is_none());
        private_key::insert(&mut transaction, ada.id, &keys)
            .await
            .unwrap();
        assert!(private_key::of(&mut transaction, ada.id).await.unwrap().as_ref() == Some(&keys));
        assert!(private_key::any(&mut transaction).await.unwrap() == Some((ada.id, keys)));
    }
}

#[tokio::test]
async fn the_first_time_that_a_key_was_seen_counts() {
    for store in stores().await {
        let ben = meet(&store, "ben", "away.example").await;
        let [old, new] = [1, 2].map(|seed| SecretKey::from_seed([seed; 32]).did_key());
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(
            remembered_key::first_remembered(&mut transaction, ben.id)
                .await
                .unwrap(),
            None
        );
        remembered_key::remember(&mut transaction, ben.id, &old, at(0))
            .await
            .unwrap();
        remembered_key::remember(&mut transaction, ben.id, &new, at(1))
            .await
            .unwrap();
        remembered_key::remember(&mut transaction, ben.id, &old, at(2))
            .await
            .unwrap();
        assert_eq!(
            remembered_key::first_remembered(&mut transaction, ben.id)
                .await
                .unwrap()
                .as_ref(),
            Some(&old)
        );
        assert!(
            remembered_key::is_remembered(&mut transaction, ben.id, &new)
                .await
                .unwrap()
        );
        let unknown = SecretKey::from_seed([3; 32]).did_key();
        assert!(
            !remembered_key::is_remembered(&mut transaction, ben.id, &unknown)
                .await
                .unwrap()
        );
    }
}
