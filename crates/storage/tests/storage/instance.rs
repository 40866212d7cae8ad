use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::session::Session;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::instance::{self, InstanceCounts};
use vouchwell_storage::{Store, access_token, account, session};

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
            active: 1,
            statuses: 1,
            hosts: 1,
        };
        assert_eq!(instance::counts(&mut transaction, at(0)).await.unwrap(), counted);
    }
}

/// Somebody who signed in, or let an application in, and when she last came by it.
#[derive(Debug, Clone, Copy)]
enum Door {
    Session,
    Token,
}

async fn come(store: &Store, name: &str, door: Door, last: DateTime<Utc>) {
    let member = join(store, name).await;
    let mut secret = [0; 32];
    secret[..name.len()].copy_from_slice(name.as_bytes());
    let (digest, begun) = (SecretDigest::from_bytes(secret), at(0) - TimeDelta::days(90));
    let mut transaction = store.begin().await.unwrap();
    match door {
        Door::Session => {
            let begun = Session {
                digest,
                member,
                browser: "A browser".to_owned(),
                created_at: begun,
                last_used_on: last.date_naive(),
            };
            session::insert(&mut transaction, &begun).await.unwrap();
        }
        Door::Token => {
            let read = "read".parse().unwrap();
            access_token::insert(&mut transaction, &digest, Some(member.id), None, &read, begun)
                .await
                .unwrap();
            access_token::note_use(&mut transaction, &digest, last.date_naive())
                .await
                .unwrap();
        }
    }
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn members_are_active_who_were_here_or_wrote_something() {
    for store in stores().await {
        let since = at(0) - TimeDelta::days(30);
        come(&store, "ada", Door::Session, since).await;
        come(&store, "ben", Door::Token, since).await;
        let before = since - TimeDelta::days(1);
        come(&store, "cleo", Door::Session, before).await;
        come(&store, "dora", Door::Token, before).await;
        join(&store, "eve").await;
        let far = meet(&store, "far", "far.example").await;
        post(&store, &far, Visibility::Public, &[]).await;
        let active = async |since| {
            let mut transaction = store.begin().await.unwrap();
            let counts = instance::counts(&mut transaction, since).await.unwrap();
            (counts.members, counts.active)
        };
        assert_eq!(active(since).await, (5, 2));
        let fay = join(&store, "fay").await.account;
        post(&store, &fay, Visibility::Direct, &[]).await;
        assert_eq!(active(since).await, (6, 3), "fay wrote");
        assert_eq!(active(at(0) + TimeDelta::days(1)).await, (6, 0), "a day later");
        let mut transaction = store.begin().await.unwrap();
        account::mark_gone(&mut transaction, fay.id, at(1)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(active(since).await, (5, 2), "fay is gone");
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
