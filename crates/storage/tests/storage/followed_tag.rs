//! Hashtags that members follow or show.

use vouchwell_domain::identifier::FeaturedTagId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::timeline::home;
use vouchwell_storage::{block, featured_tag, followed_tag, status};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, let_follow, meet, post};
use crate::reblog::boost_of;

#[tokio::test]
async fn hashtags_are_followed_and_shown_once() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut transaction = store.begin().await.unwrap();
        for (position, tag) in [(1, "tea"), (2, "books"), (3, "tea")] {
            followed_tag::insert(&mut transaction, ada.id, tag, position)
                .await
                .unwrap();
            let id = FeaturedTagId::next(at(position), &ENTROPY);
            featured_tag::insert(&mut transaction, id, ada.account.id, tag, at(position))
                .await
                .unwrap();
        }
        let followed = followed_tag::list(&mut transaction, ada.id, Page::newest(10))
            .await
            .unwrap();
        let tags: Vec<(i64, &str)> = followed
            .iter()
            .map(|tag| (tag.position, tag.item.as_str()))
            .collect();
        assert_eq!(tags, [(2, "books"), (1, "tea")]);
        let shown = featured_tag::list(&mut transaction, ada.account.id)
            .await
            .unwrap();
        let tags: Vec<&str> = shown.iter().map(|tag| tag.tag.as_str()).collect();
        assert_eq!(tags, ["books", "tea"]);
        assert_eq!(
            followed_tag::of_member(&mut transaction, ada.id, "tea")
                .await
                .unwrap(),
            (true, true)
        );
        followed_tag::remove(&mut transaction, ada.id, "tea")
            .await
            .unwrap();
        assert!(
            featured_tag::remove(&mut transaction, ada.account.id, shown[1].id)
                .await
                .unwrap()
        );
        assert!(
            !featured_tag::remove(&mut transaction, ada.account.id, shown[1].id)
                .await
                .unwrap()
        );
        featured_tag::remove_by_name(&mut transaction, ada.account.id, "books")
            .await
            .unwrap();
        assert_eq!(
            followed_tag::of_member(&mut transaction, ada.id, "tea")
                .await
                .unwrap(),
            (false, false)
        );
        assert_eq!(
            followed_tag::of_member(&mut transaction, ada.id, "books")
                .await
                .unwrap(),
            (true, false)
        );
    }
}

#[tokio::test]
async fn what_carries_a_followed_hashtag_stands_at_home_once() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let eve = meet(&store, "eve", "away.example").await;
        let mut transaction = store.begin().await.unwrap();
        followed_tag::insert(&mut transaction, ada.id, "gardening", 1)
            .await
            .unwrap();
        followed_tag::insert(&mut transaction, ada.id, "tea", 2)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let first = post(&store, &eve, Visibility::Public, &[]).await;
        post(&store, &eve, Visibility::Unlisted, &[]).await;
        let second = post(&store, &ben, Visibility::Public, &[]).await;
        let_follow(&store, ada.account.id, ben.id).await;
        let own = post(&store, &ada.account, Visibility::Public, &[]).await;
        let boost = boost_of(&first, &ben, Visibility::Public);
        let mut transaction = store.begin().await.unwrap();
        status::insert(&mut transaction, &boost).await.unwrap();
        let all = [own.id, second.id, first.id];
        let mut walked = Vec::new();
        let mut page = Page::newest(1);
        while let Some(status) = home(&mut transaction, ada.id, page).await.unwrap().pop() {
            walked.push(status.id);
            page = Page::before(status.id.number(), 1);
        }
        assert_eq!(walked, all, "one by one");
        let shown = home(&mut transaction, ada.id, Page::newest(20)).await.unwrap();
        assert_eq!(
            shown.iter().map(|status| status.id).collect::<Vec<_>>(),
            all,
            "all at once"
        );
        let oldest = Page {
            min: Some(0),
            ..Page::newest(2)
        };
        let shown = home(&mut transaction, ada.id, oldest).await.unwrap();
        assert_eq!(
            shown.iter().map(|status| status.id).collect::<Vec<_>>(),
            all[1..],
            "from the oldest"
        );

        let made = vouchwell_domain::block::Block {
            blocker: ada.account.id,
            blocked: eve.id,
        };
        block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        let shown = home(&mut transaction, ada.id, Page::newest(20)).await.unwrap();
        assert_eq!(shown.len(), 2, "who is not heard is not, whatever she tags");
    }
}
