use vouchwell_domain::block::Block;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::timeline::{Source, home, public};
use vouchwell_storage::{block, mention};

use crate::both::{at, stores};
use crate::people::{join, let_follow, meet, post};

fn ids(statuses: Vec<Status>) -> Vec<StatusId> {
    statuses.into_iter().map(|status| status.id).collect()
}

#[tokio::test]
async fn home_shows_each_status_once_and_never_what_is_for_others() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await.account;
        let followed = meet(&store, "followed", "away.example").await;
        let stranger = meet(&store, "stranger", "away.example").await;
        let_follow(&store, ada.account.id, followed.id).await;

        let own = post(&store, &ada.account, Visibility::Direct, &[bea.id]).await.id;
        let both_ways = post(&store, &followed, Visibility::Private, &[ada.account.id, bea.id]).await;
        post(&store, &followed, Visibility::Direct, &[bea.id]).await;
        post(&store, &stranger, Visibility::Public, &[]).await;
        let to_me = post(&store, &stranger, Visibility::Direct, &[ada.account.id])
            .await
            .id;

        let mut transaction = store.begin().await.unwrap();
        let newest = Page::newest(10);
        let shown = home(&mut transaction, ada.id, newest).await.unwrap();
        assert!(shown.contains(&both_ways), "with its mentions");
        assert_eq!(ids(shown), [to_me, both_ways.id, own]);
        let after = Page {
            max: None,
            since: None,
            min: Some(own.number()),
            limit: 1,
        };
        assert_eq!(
            ids(home(&mut transaction, ada.id, after).await.unwrap()),
            [both_ways.id]
        );
        let before = Page::before(to_me.number(), 1);
        assert_eq!(
            ids(home(&mut transaction, ada.id, before).await.unwrap()),
            [both_ways.id]
        );

        for other in [followed.id, stranger.id] {
            let made = Block {
                blocker: ada.account.id,
                blocked: other,
            };
            block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        }
        assert_eq!(ids(home(&mut transaction, ada.id, newest).await.unwrap()), [own]);
    }
}

#[tokio::test]
async fn the_public_timeline_shows_public_statuses_of_the_wanted_source() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let here = post(&store, &ada.account, Visibility::Public, &[]).await.id;
        for hidden in [Visibility::Unlisted, Visibility::Private, Visibility::Direct] {
            post(&store, &ada.account, hidden, &[]).await;
        }
        let elsewhere = post(&store, &ben, Visibility::Public, &[]).await.id;
        let mut transaction = store.begin().await.unwrap();
        for (source, expected) in [
            (Source::Everywhere, vec![elsewhere, here]),
            (Source::Here, vec![here]),
            (Source::Elsewhere, vec![elsewhere]),
        ] {
            let shown = public(&mut transaction, Page::newest(10), source, None)
                .await
                .unwrap();
            assert_eq!(ids(shown), expected, "{source:?}");
        }
        let after = Page {
            max: None,
            since: None,
            min: Some(0),
            limit: 1,
        };
        assert_eq!(
            ids(public(&mut transaction, after, Source::Everywhere, None)
                .await
                .unwrap()),
            [here]
        );

        let made = Block {
            blocker: ada.account.id,
            blocked: ben.id,
        };
        block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        let shown = public(
            &mut transaction,
            Page::newest(10),
            Source::Everywhere,
            Some(ada.id),
        )
        .await
        .unwrap();
        assert_eq!(ids(shown), [here]);
    }
}

#[tokio::test]
async fn mentions_of_many_statuses_are_read_together() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let bea = join(&store, "bea").await.account;
        let one = post(&store, &ada, Visibility::Public, &[bea.id]).await.id;
        let two = post(&store, &ada, Visibility::Public, &[ada.id, bea.id]).await.id;
        let mut transaction = store.begin().await.unwrap();
        mention::replace(&mut transaction, one, &[ada.id, ada.id])
            .await
            .unwrap();
        let found = mention::of_statuses(&mut transaction, &[one, two]).await.unwrap();
        assert_eq!(
            (found[&one].as_slice(), found[&two].as_slice()),
            (&[ada.id][..], &[ada.id, bea.id][..])
        );
        assert!(
            mention::of_statuses(&mut transaction, &[])
                .await
                .unwrap()
                .is_empty()
        );
    }
}
