//! What stands on a list, and what is read by it.

use vouchwell_domain::identifier::{ListId, StatusId};
use vouchwell_domain::list::{List, ListReplies};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{Store, Transaction, follow, list, status, timeline};

use crate::both::{ENTROPY, at, stores};
use crate::people::{answer, join, let_follow, meet, post};
use crate::reblog::boost_of;

async fn listed(store: &Store, owner: &Member, exclusive: bool) -> List {
    let made = List {
        id: ListId::next(at(0), &ENTROPY),
        title: "Gardeners".to_owned(),
        replies: ListReplies::List,
        exclusive,
    };
    let mut transaction = store.begin().await.unwrap();
    list::insert(&mut transaction, owner.id, &made, at(0))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    made
}

fn ids(statuses: Vec<Status>) -> Vec<StatusId> {
    statuses.into_iter().map(|status| status.id).collect()
}

async fn read(transaction: &mut Transaction, owner: &Member, list: &List, page: Page) -> Vec<StatusId> {
    ids(timeline::list(transaction, owner.id, list, page).await.unwrap())
}

#[tokio::test]
async fn a_list_holds_whom_its_member_follows_for_as_long_as_she_does() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let [ben, cleo, stranger] = [
            meet(&store, "ben", "away.example").await.id,
            meet(&store, "cleo", "away.example").await.id,
            meet(&store, "stranger", "away.example").await.id,
        ];
        for followed in [ben, cleo] {
            let_follow(&store, ada.account.id, followed).await;
        }
        let [first, second] = [
            listed(&store, &ada, false).await,
            listed(&store, &ada, true).await,
        ];
        let mut transaction = store.begin().await.unwrap();
        for (added, count) in [(&[ben, cleo, stranger][..], 2), (&[ben], 1)] {
            let on_it = list::add_accounts(&mut transaction, ada.id, first.id, added).await;
            assert_eq!(on_it.unwrap(), count);
        }
        let on_it = list::accounts(&mut transaction, first.id, Page::newest(10))
            .await
            .unwrap();
        assert_eq!(
            on_it.iter().map(|account| account.id).collect::<Vec<_>>(),
            [cleo, ben]
        );
        let with_ben = list::all(&mut transaction, ada.id, Some(ben)).await.unwrap();
        assert_eq!(with_ben, std::slice::from_ref(&first));
        assert_eq!(
            list::all(&mut transaction, ada.id, None).await.unwrap(),
            [first.clone(), second]
        );
        assert_eq!(
            list::by_id(&mut transaction, bea.id, first.id).await.unwrap(),
            None
        );
        assert!(!list::remove(&mut transaction, bea.id, first.id).await.unwrap());

        follow::remove(&mut transaction, ada.account.id, ben)
            .await
            .unwrap();
        list::remove_accounts(&mut transaction, first.id, &[cleo])
            .await
            .unwrap();
        let on_it = list::accounts(&mut transaction, first.id, Page::newest(10))
            .await
            .unwrap();
        assert_eq!(on_it, []);
        assert!(list::remove(&mut transaction, ada.id, first.id).await.unwrap());
        assert_eq!(
            list::by_id(&mut transaction, ada.id, first.id).await.unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn a_list_shows_what_its_people_write_and_the_answers_that_are_wanted() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let [ben, cleo, dora] = [
            meet(&store, "ben", "away.example").await,
            meet(&store, "cleo", "away.example").await,
            meet(&store, "dora", "away.example").await,
        ];
        for followed in [&ben, &cleo, &dora] {
            let_follow(&store, ada.account.id, followed.id).await;
        }
        let of_dora = post(&store, &dora, Visibility::Public, &[]).await;
        let first = post(&store, &ben, Visibility::Private, &[]).await;
        let own = post(&store, &ada.account, Visibility::Public, &[]).await;
        post(&store, &ben, Visibility::Direct, &[dora.id]).await;
        let to_her = answer(&store, &cleo, &own).await;
        let to_listed = answer(&store, &cleo, &first).await;
        let to_followed = answer(&store, &ben, &of_dora).await;
        let [boost, again] = [
            boost_of(&of_dora, &ben, Visibility::Public),
            boost_of(&of_dora, &cleo, Visibility::Public),
        ];
        let of_listed = boost_of(&to_listed, &ben, Visibility::Public);
        let mut transaction = store.begin().await.unwrap();
        for made in [&boost, &again, &of_listed] {
            status::insert(&mut transaction, made).await.unwrap();
        }
        transaction.commit().await.unwrap();
        let mut kept = listed(&store, &ada, false).await;
        let mut transaction = store.begin().await.unwrap();
        list::add_accounts(&mut transaction, ada.id, kept.id, &[ben.id, cleo.id])
            .await
            .unwrap();
        for (replies, expected) in [
            (
                ListReplies::None,
                vec![of_listed.id, boost.id, to_her.id, first.id],
            ),
            (
                ListReplies::List,
                vec![boost.id, to_listed.id, to_her.id, first.id],
            ),
            (
                ListReplies::Followed,
                vec![boost.id, to_followed.id, to_listed.id, to_her.id, first.id],
            ),
        ] {
            kept.replies = replies;
            list::update(&mut transaction, &kept).await.unwrap();
            assert_eq!(
                list::by_id(&mut transaction, ada.id, kept.id)
                    .await
                    .unwrap()
                    .as_ref(),
                Some(&kept)
            );
            let shown = read(&mut transaction, &ada, &kept, Page::newest(10)).await;
            assert_eq!(shown, expected, "{replies:?}");
            let mut walked = Vec::new();
            let mut page = Page::newest(1);
            while let [next] = read(&mut transaction, &ada, &kept, page).await[..] {
                walked.push(next);
                page = Page::before(next.number(), 1);
            }
            assert_eq!(walked, expected, "one by one, {replies:?}");
            let oldest = Page {
                min: Some(0),
                ..Page::newest(2)
            };
            let shown = read(&mut transaction, &ada, &kept, oldest).await;
            assert_eq!(
                shown,
                expected[expected.len() - 2..],
                "from the oldest, {replies:?}"
            );
        }
    }
}

#[tokio::test]
async fn who_is_on_an_exclusive_list_is_read_there_and_not_at_home() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let [ben, cleo] = [
            meet(&store, "ben", "away.example").await,
            meet(&store, "cleo", "away.example").await,
        ];
        for followed in [&ben, &cleo] {
            let_follow(&store, ada.account.id, followed.id).await;
        }
        let of_ben = post(&store, &ben, Visibility::Public, &[]).await;
        let of_cleo = post(&store, &cleo, Visibility::Public, &[]).await;
        let mut kept = listed(&store, &ada, true).await;
        let mut transaction = store.begin().await.unwrap();
        list::add_accounts(&mut transaction, ada.id, kept.id, &[ben.id])
            .await
            .unwrap();
        for limit in [1, 10] {
            let home = timeline::home(&mut transaction, ada.id, Page::newest(limit))
                .await
                .unwrap();
            assert_eq!(ids(home), [of_cleo.id]);
        }
        assert_eq!(
            read(&mut transaction, &ada, &kept, Page::newest(10)).await,
            [of_ben.id]
        );
        kept.exclusive = false;
        list::update(&mut transaction, &kept).await.unwrap();
        let home = timeline::home(&mut transaction, ada.id, Page::newest(10))
            .await
            .unwrap();
        assert_eq!(ids(home), [of_cleo.id, of_ben.id]);
    }
}
