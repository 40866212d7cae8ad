use vouchwell_domain::evidence::SecretKey;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::account::{self, AccountSearch};

use crate::both::{at, stores};
use crate::people::{join, let_follow, meet, post, remote};

#[tokio::test]
async fn an_account_is_found_by_every_name_it_has() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "Ben", "away.example").await;
        let mut snapshot = store.snapshot().await.unwrap();

        assert_eq!(
            account::by_id(&mut snapshot, ada.id).await.unwrap().as_ref(),
            Some(&ada)
        );
        assert_eq!(
            account::by_uri(&mut snapshot, &ben.uri).await.unwrap().as_ref(),
            Some(&ben)
        );
        let both = account::by_ids(&mut snapshot, &[ada.id, ben.id]).await.unwrap();
        assert!(both.len() == 2 && both.contains(&ada) && both.contains(&ben));
        assert_eq!(account::by_ids(&mut snapshot, &[]).await.unwrap(), []);
        let uris = [ben.uri.clone(), "https://nobody.example/users/x".parse().unwrap()];
        assert_eq!(
            account::by_uris(&mut snapshot, &uris).await.unwrap(),
            std::slice::from_ref(&ben)
        );
        assert_eq!(account::by_uris(&mut snapshot, &[]).await.unwrap(), []);

        for (handle, found) in [("ADA", &ada), ("ben@away.example", &ben)] {
            let handle = handle.parse().unwrap();
            assert_eq!(
                account::by_handle(&mut snapshot, &handle).await.unwrap().as_ref(),
                Some(found)
            );
        }
        for nobody in ["ben", "ada@away.example", "ben@other.example"] {
            let handle = nobody.parse().unwrap();
            assert_eq!(
                account::by_handle(&mut snapshot, &handle).await.unwrap(),
                None,
                "{nobody}"
            );
        }
    }
}

#[tokio::test]
async fn a_local_name_is_given_once() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let mut other = ada.clone();
        other.uri = "https://here.example/users/ada2".parse().unwrap();
        other.id = crate::people::local("x").id;
        other.name = "ADA".to_owned();
        let mut transaction = store.begin().await.unwrap();
        assert!(
            account::insert(&mut transaction, &other)
                .await
                .unwrap_err()
                .is_duplicate()
        );
    }
}

#[tokio::test]
async fn a_remote_account_that_is_read_again_keeps_its_id_and_its_age() {
    for store in stores().await {
        let first = meet(&store, "ben", "away.example").await;
        let key = SecretKey::from_seed([7; 32]).did_key();
        let mut again = remote("ben", "away.example");
        again.evidence_key = Some(key.clone());
        again.profile.display_name = "Benjamin".to_owned();
        again.first_seen_at = at(60);
        again.fetched_at = at(60);

        let mut transaction = store.begin().await.unwrap();
        account::refresh_failed(&mut transaction, first.id, at(30))
            .await
            .unwrap();
        let failed = account::by_id(&mut transaction, first.id).await.unwrap().unwrap();
        assert_eq!(failed.refresh_failed_at, Some(at(30)));

        let saved = account::save_remote(&mut transaction, &again).await.unwrap();
        assert_eq!((saved.id, saved.first_seen_at), (first.id, at(0)));
        assert_eq!((saved.fetched_at, saved.refresh_failed_at), (at(60), None));
        assert_eq!(saved.profile.display_name, "Benjamin");
        assert_eq!(
            account::by_evidence_key(&mut transaction, &key).await.unwrap(),
            [saved]
        );
    }
}

#[tokio::test]
async fn a_name_goes_over_to_the_account_that_has_it_now() {
    for store in stores().await {
        let first = meet(&store, "ben", "away.example").await;
        let mut second = remote("ben", "away.example");
        second.uri = "https://away.example/users/ben-the-second".parse().unwrap();
        second.fetched_at = at(60);
        let mut transaction = store.begin().await.unwrap();
        let second = account::save_remote(&mut transaction, &second).await.unwrap();
        let handle = "ben@away.example".parse().unwrap();
        assert_eq!(
            account::by_handle(&mut transaction, &handle).await.unwrap(),
            Some(second.clone())
        );

        account::mark_gone(&mut transaction, second.id, at(70))
            .await
            .unwrap();
        assert_eq!(
            account::by_handle(&mut transaction, &handle).await.unwrap(),
            Some(first)
        );
    }
}

#[tokio::test]
async fn an_account_that_is_gone_says_nothing_more_but_keeps_its_keys() {
    for store in stores().await {
        let ben = meet(&store, "ben", "away.example").await;
        let mut transaction = store.begin().await.unwrap();
        account::mark_gone(&mut transaction, ben.id, at(5)).await.unwrap();
        account::mark_gone(&mut transaction, ben.id, at(9)).await.unwrap();
        let gone = account::by_id(&mut transaction, ben.id).await.unwrap().unwrap();
        assert_eq!(gone.gone_at, Some(at(5)));
        assert_eq!(
            (gone.profile.display_name.as_str(), gone.profile.summary.as_str()),
            ("", "")
        );
        assert!(gone.profile.fields.is_empty() && gone.profile.avatar.is_none());
        assert_eq!(gone.request_key, ben.request_key);
        assert_eq!(
            account::search(&mut transaction, None, AccountSearch::of("ben", 10))
                .await
                .unwrap(),
            []
        );
    }
}

#[tokio::test]
async fn search_finds_beginnings_of_names_and_shows_members_first() {
    for store in stores().await {
        meet(&store, "adam", "away.example").await;
        join(&store, "ada_l").await;
        join(&store, "adaxl").await;
        let mut snapshot = store.snapshot().await.unwrap();
        let names = |found: Vec<vouchwell_domain::account::Account>| {
            found.into_iter().map(|account| account.name).collect::<Vec<_>>()
        };
        let found = account::search(&mut snapshot, None, AccountSearch::of("ADA", 10))
            .await
            .unwrap();
        assert_eq!(names(found), ["ada_l", "adaxl", "adam"]);
        assert_eq!(
            names(
                account::search(&mut snapshot, None, AccountSearch::of("ada", 1))
                    .await
                    .unwrap()
            )
            .len(),
            1
        );
        // An underscore stands for itself, not for any letter.
        assert_eq!(
            names(
                account::search(&mut snapshot, None, AccountSearch::of("ada_", 10))
                    .await
                    .unwrap()
            ),
            ["ada_l"]
        );
        assert_eq!(
            account::search(&mut snapshot, None, AccountSearch::of("%", 10))
                .await
                .unwrap(),
            []
        );
    }
}

#[tokio::test]
async fn counts_leave_out_what_is_not_for_everybody() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let_follow(&store, ben.id, ada.id).await;
        post(&store, &ada, Visibility::Public, &[]).await;
        post(&store, &ada, Visibility::Direct, &[ben.id]).await;
        let mut snapshot = store.snapshot().await.unwrap();
        let counts = account::counts(&mut snapshot, ada.id).await.unwrap();
        assert_eq!((counts.statuses, counts.followers, counts.following), (1, 1, 0));
        let both = account::counts_of(&mut snapshot, &[ada.id, ben.id])
            .await
            .unwrap();
        assert_eq!(both[&ada.id], counts);
        assert_eq!((both[&ben.id].statuses, both[&ben.id].following), (0, 1));
        assert!(account::counts_of(&mut snapshot, &[]).await.unwrap().is_empty());
    }
}
