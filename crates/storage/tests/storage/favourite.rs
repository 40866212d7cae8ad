use vouchwell_domain::block::Block;
use vouchwell_domain::favourite::Favourite;
use vouchwell_domain::identifier::{AccountId, StatusId, next_sequence};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::{InReplyTo, Involvement, Status, Visibility};
use vouchwell_storage::status::StatusCounts;
use vouchwell_storage::{Transaction, block, bookmark, favourite, follow, status};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, let_follow, meet, post};

/// Lets an account like a status; its place among all favourites.
async fn like(transaction: &mut Transaction, account: AccountId, status: StatusId) -> i64 {
    let liked = Favourite {
        account,
        status,
        uri: format!("https://away.example/likes/{account}-{status}")
            .parse()
            .unwrap(),
        sequence: next_sequence(at(0), &ENTROPY),
        created_at: at(0),
    };
    assert!(favourite::insert(transaction, &liked).await.unwrap());
    liked.sequence
}

fn ids(placed: &[Placed<Status>]) -> Vec<StatusId> {
    placed.iter().map(|placed| placed.item.id).collect()
}

const fn after(position: i64, limit: u32) -> Page {
    Page {
        max: None,
        since: None,
        min: Some(position),
        limit,
    }
}

#[tokio::test]
async fn a_favourite_is_kept_once_and_found_by_its_activity_and_account() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let liked = post(&store, &ada, Visibility::Public, &[]).await.id;
        let mut transaction = store.begin().await.unwrap();
        let made = Favourite {
            account: ben.id,
            status: liked,
            uri: "https://away.example/likes/1".parse().unwrap(),
            sequence: 7,
            created_at: at(1),
        };
        assert!(favourite::insert(&mut transaction, &made).await.unwrap());
        let again = Favourite {
            uri: "https://away.example/likes/2".parse().unwrap(),
            ..made.clone()
        };
        assert!(!favourite::insert(&mut transaction, &again).await.unwrap());
        let found = favourite::by_uri(&mut transaction, ben.id, &made.uri)
            .await
            .unwrap();
        assert_eq!(found.as_ref(), Some(&made));
        for (account, uri) in [(ada.id, &made.uri), (ben.id, &again.uri)] {
            assert_eq!(
                favourite::by_uri(&mut transaction, account, uri).await.unwrap(),
                None
            );
        }

        assert_eq!(
            favourite::remove(&mut transaction, ada.id, liked).await.unwrap(),
            None
        );
        let removed = favourite::remove(&mut transaction, ben.id, liked).await.unwrap();
        assert_eq!(removed, Some(made));
        like(&mut transaction, ben.id, liked).await;
        like(&mut transaction, ada.id, liked).await;
        favourite::remove_all_of(&mut transaction, ben.id).await.unwrap();
        let counts = status::counts_of(&mut transaction, &[liked]).await.unwrap();
        assert_eq!(counts[&liked].favourites, 1);
    }
}

#[tokio::test]
async fn what_a_member_likes_or_keeps_is_listed_by_when_she_began_to() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let_follow(&store, ada.account.id, ben.id).await;
        let mut posts = Vec::new();
        for visibility in [Visibility::Public, Visibility::Private, Visibility::Unlisted] {
            posts.push(post(&store, &ben, visibility, &[]).await.id);
        }
        let [first, private, last] = posts[..] else {
            panic!()
        };
        let mut transaction = store.begin().await.unwrap();
        let mut places = Vec::new();
        for status in [last, first, private] {
            let place = like(&mut transaction, ada.account.id, status).await;
            for _ in 0..2 {
                bookmark::insert(&mut transaction, ada.id, status, place, at(0))
                    .await
                    .unwrap();
            }
            places.push(place);
        }
        let page = Page::newest(10);
        for listed in [
            favourite::of_member(&mut transaction, ada.id, page)
                .await
                .unwrap(),
            bookmark::of_member(&mut transaction, ada.id, page).await.unwrap(),
        ] {
            assert_eq!(ids(&listed), [private, first, last]);
            assert_eq!(listed[2].position, places[0]);
        }
        let older = Page::before(places[2], 1);
        let newer = after(places[0], 1);
        for page in [older, newer] {
            let liked = favourite::of_member(&mut transaction, ada.id, page)
                .await
                .unwrap();
            let kept = bookmark::of_member(&mut transaction, ada.id, page).await.unwrap();
            assert_eq!((ids(&liked), ids(&kept)), (vec![first], vec![first]));
        }
        let both = favourite::of_member(&mut transaction, ada.id, after(0, 2))
            .await
            .unwrap();
        assert_eq!(
            ids(&both),
            [first, last],
            "the oldest two, the newer of them first"
        );

        follow::remove(&mut transaction, ada.account.id, ben.id)
            .await
            .unwrap();
        for listed in [
            favourite::of_member(&mut transaction, ada.id, page)
                .await
                .unwrap(),
            bookmark::of_member(&mut transaction, ada.id, page).await.unwrap(),
        ] {
            assert_eq!(ids(&listed), [first, last], "what she may not see any more");
        }
        bookmark::remove(&mut transaction, ada.id, first).await.unwrap();
        let kept = bookmark::of_member(&mut transaction, ada.id, page).await.unwrap();
        assert_eq!(ids(&kept), [last]);
    }
}

#[tokio::test]
async fn those_who_like_a_status_are_listed_without_those_whom_the_reader_does_not_meet() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (bea, cleo) = (
            join(&store, "bea").await.account,
            join(&store, "cleo").await.account,
        );
        let ben = meet(&store, "ben", "away.example").await;
        let liked = post(&store, &ada.account, Visibility::Public, &[]).await.id;
        let mut transaction = store.begin().await.unwrap();
        let mut places = Vec::new();
        for account in [ben.id, bea.id, cleo.id] {
            places.push(like(&mut transaction, account, liked).await);
        }
        let names = |placed: Vec<Placed<vouchwell_domain::account::Account>>| -> Vec<String> {
            placed.into_iter().map(|placed| placed.item.name).collect()
        };
        let page = Page::newest(10);
        let all = favourite::accounts(&mut transaction, liked, page, None)
            .await
            .unwrap();
        assert_eq!(names(all), ["cleo", "bea", "ben"]);
        for page in [Page::before(places[2], 1), after(places[0], 1)] {
            let one = favourite::accounts(&mut transaction, liked, page, None)
                .await
                .unwrap();
            assert_eq!(names(one), ["bea"]);
        }
        for made in [
            Block {
                blocker: ada.account.id,
                blocked: ben.id,
            },
            Block {
                blocker: cleo.id,
                blocked: ada.account.id,
            },
        ] {
            block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        }
        let met = favourite::accounts(&mut transaction, liked, page, Some(ada.id))
            .await
            .unwrap();
        assert_eq!(names(met), ["bea"]);
    }
}

#[tokio::test]
async fn counts_and_involvement_of_many_statuses_are_read_together_and_go_with_them() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let one = post(&store, &ada.account, Visibility::Public, &[]).await;
        let other = post(&store, &ben, Visibility::Public, &[]).await.id;
        let mut transaction = store.begin().await.unwrap();
        for visibility in [
            Visibility::Public,
            Visibility::Unlisted,
            Visibility::Private,
            Visibility::Direct,
        ] {
            let id = StatusId::next(at(0), &ENTROPY);
            let uri: vouchwell_domain::identifier::ObjectUri =
                format!("https://away.example/notes/{id}").parse().unwrap();
            let reply = Status {
                id,
                url: uri.clone(),
                uri,
                visibility,
                in_reply_to: Some(InReplyTo::of(&one)),
                ..one.clone()
            };
            status::insert(&mut transaction, &reply).await.unwrap();
        }
        like(&mut transaction, ben.id, one.id).await;
        like(&mut transaction, ada.account.id, one.id).await;
        bookmark::insert(&mut transaction, ada.id, other, 1, at(0))
            .await
            .unwrap();

        let counts = status::counts_of(&mut transaction, &[one.id, other])
            .await
            .unwrap();
        let expected = StatusCounts {
            favourites: 2,
            reblogs: 0,
            replies: 2,
            quotes: 0,
        };
        assert_eq!(
            (counts[&one.id], counts[&other]),
            (expected, StatusCounts::default())
        );
        let involved = status::involvements(&mut transaction, ada.id, &[one.id, other])
            .await
            .unwrap();
        assert_eq!(
            involved[&one.id],
            Involvement {
                favourited: true,
                bookmarked: false,
                ..Involvement::default()
            }
        );
        assert_eq!(
            involved[&other],
            Involvement {
                favourited: false,
                bookmarked: true,
                ..Involvement::default()
            }
        );
        assert!(status::counts_of(&mut transaction, &[]).await.unwrap().is_empty());
        assert!(
            status::involvements(&mut transaction, ada.id, &[])
                .await
                .unwrap()
                .is_empty()
        );

        status::remove_by_uri(&mut transaction, &one.uri).await.unwrap();
        let page = Page::newest(10);
        assert_eq!(
            favourite::of_member(&mut transaction, ada.id, page)
                .await
                .unwrap(),
            []
        );
        assert_eq!(
            favourite::accounts(&mut transaction, one.id, page, None)
                .await
                .unwrap(),
            []
        );
    }
}
