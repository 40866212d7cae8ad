use std::sync::Arc;

use vouchwell_domain::member::Role;
use vouchwell_service::address::Address;
use vouchwell_service::setup::{self, SetupError};
use vouchwell_service::{Context, Error, member, session};
use vouchwell_storage::{account, private_key};

use crate::in_a_town;
use crate::town::newcomer;

in_a_town! {
    async fn the_address_cannot_be_changed_after_the_first_start(town) {
        let moved = Context {
            address: Arc::new(Address::new(&"https://moved.example".parse().unwrap()).unwrap()),
            ..town.context.clone()
        };
        let error = setup::prepare(&moved).await.unwrap_err();
        assert!(matches!(error, SetupError::OtherAddress { .. }));
        let sentence = error.to_string();
        assert!(sentence.contains("VOUCHWELL_PUBLIC_URL=https://town.example"), "{sentence}");
        let mut snapshot = town.context.store.snapshot().await.unwrap();
        assert!(account::by_uri(&mut snapshot, &moved.address.instance_actor()).await.unwrap().is_none());
    }

    async fn the_instance_keeps_its_own_actor_and_keys(town) {
        let uri = town.context.address.instance_actor();
        let mut transaction = town.begin().await;
        let first = account::by_uri(&mut transaction, &uri).await.unwrap().unwrap();
        assert!(private_key::of(&mut transaction, first.id).await.unwrap().is_some());
        drop(transaction);
        setup::prepare(&town.context).await.unwrap();
        let mut transaction = town.begin().await;
        assert_eq!(account::by_uri(&mut transaction, &uri).await.unwrap(), Some(first));
    }

    async fn the_setup_link_makes_one_member_who_runs_the_instance(town) {
        let context = &town.context;
        let old = setup::offer_link(context).await.unwrap().unwrap();
        let secret = setup::offer_link(context).await.unwrap().unwrap();
        assert!(!setup::is_link_good(context, &old).await.unwrap());
        assert!(setup::is_link_good(context, &secret).await.unwrap());
        let refused = setup::create_first_member(context, &old, newcomer("eve"), "Firefox", "form").await;
        assert!(matches!(refused, Err(Error::NotFound)));

        let joined = setup::create_first_member(context, &secret, newcomer("ada"), "Firefox", "form").await.unwrap();
        let ada = session::by_secret(context, &joined.session).await.unwrap().unwrap().member;
        assert_eq!((ada.role, ada.quarantine_exempt), (Role::Admin, true));
        assert!(!setup::is_link_good(context, &secret).await.unwrap());
        let again = setup::create_first_member(context, &secret, newcomer("eve"), "Firefox", "form").await;
        assert!(matches!(again, Err(Error::NotFound)));
        assert_eq!(setup::offer_link(context).await.unwrap(), None);
    }

    async fn a_link_ends_when_somebody_becomes_a_member_otherwise(town) {
        let context = &town.context;
        let secret = setup::offer_link(context).await.unwrap().unwrap();
        member::create(context, newcomer("ada")).await.unwrap();
        assert!(!setup::is_link_good(context, &secret).await.unwrap());
    }
}
