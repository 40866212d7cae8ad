use chrono::TimeDelta;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::instance::{self, InstanceCounts};

use crate::both::{at, stores};
use crate::people::{join, meet, post};

#[tokio::test]
async fn the_address_is_fixed_once_and_setup_secrets_replace_each_other() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(instance::load(&mut transaction).await.unwrap(), None);
        instance::fix_origin(&mut transaction, "https://here.example", at(0))
            .await
            .unwrap();
        instance::fix_origin(&mut transaction, "https://there.example", at(1))
            .await
            .unwrap();
        let fixed = instance::load(&mut transaction).await.unwrap().unwrap();
        assert_eq!(
            (fixed.origin.as_str(), fixed.setup_token, fixed.created_at),
            ("https://here.example", None, at(0))
        );

        for secret in [[1; 32], [2; 32]].map(SecretDigest::from_bytes) {
            instance::set_setup_token(&mut transaction, &secret)
                .await
                .unwrap();
            assert_eq!(
                instance::load(&mut transaction)
                    .await
                    .unwrap()
                    .unwrap()
                    .setup_token,
                Some(secret)
            );
        }
    }
}

#[tokio::test]
async fn members_their_public_statuses_and_other_servers_are_counted() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let far = meet(&store, "far", "far.example").await;
        meet(&store, "near", "far.example").await;
        post(&store, &ada, Visibility::Public, &[]).await;
        post(&store, &ada, Visibility::Direct, &[far.id]).await;
        post(&store, &far, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let counted = InstanceCounts {
            members: 1,
            statuses: 1,
            hosts: 1,
        };
        assert_eq!(instance::counts(&mut transaction).await.unwrap(), counted);
    }
}

#[tokio::test]
async fn weeks_are_counted_apart() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let far = meet(&store, "far", "far.example").await;
        meet(&store, "near", "beside.example").await;
        for author in [&ada, &far] {
            post(&store, author, Visibility::Public, &[]).await;
            post(&store, author, Visibility::Direct, &[]).await;
        }
        let week = TimeDelta::weeks(1);
        let mut transaction = store.begin().await.unwrap();
        let weeks = [at(0), at(0) - week];
        let told = instance::activity(&mut transaction, &weeks).await.unwrap();
        let [present, last] = told[..] else {
            panic!("two were asked for")
        };
        assert_eq!(
            (present.statuses, present.registrations, present.logins),
            (1, 1, 0)
        );
        assert_eq!((last.statuses, last.registrations), (0, 0));
        let hosts = instance::hosts(&mut transaction).await.unwrap();
        assert_eq!(
            hosts,
            ["beside.example", "far.example"].map(|host| host.parse().unwrap())
        );
    }
}
