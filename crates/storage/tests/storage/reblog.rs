use vouchwell_domain::account::Account;
use vouchwell_domain::block::Block;
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::timeline::{Source, home, public};
use vouchwell_storage::{Transaction, block, follow, reblog, status};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, let_follow, meet, post};

/// A week among the ids of statuses.
const WEEK: i64 = (7 * 24 * 60 * 60 * 1000) << 16;

pub(crate) fn boost_of(boosted: &Status, by: &Account, visibility: Visibility) -> Status {
    let id = StatusId::next(at(0), &ENTROPY);
    Status {
        id,
        uri: format!("{}/announces/{id}", by.uri).parse().unwrap(),
        account: by.id,
        content: String::new(),
        language: None,
        visibility,
        tags: Vec::new(),
        mentions: Vec::new(),
        reblog_of: Some(boosted.id),
        ..boosted.clone()
    }
}

async fn boost(
    transaction: &mut Transaction,
    boosted: &Status,
    by: &Account,
    visibility: Visibility,
) -> Status {
    let made = boost_of(boosted, by, visibility);
    status::insert(transaction, &made).await.unwrap();
    made
}

async fn at_home(transaction: &mut Transaction, member: MemberId) -> Vec<StatusId> {
    let shown = home(transaction, member, Page::newest(20)).await.unwrap();
    shown.into_iter().map(|status| status.id).collect()
}

async fn block_by(transaction: &mut Transaction, blocker: AccountId, blocked: AccountId) {
    let made = Block { blocker, blocked };
    block::insert(transaction, made, None, at(0)).await.unwrap();
}

#[tokio::test]
async fn an_account_boosts_a_status_once_and_its_boost_goes_with_it() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let boosted = post(&store, &ben, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let made = boost(&mut transaction, &boosted, &ada, Visibility::Unlisted).await;
        boost(&mut transaction, &boosted, &ben, Visibility::Public).await;
        let found = reblog::by_account(&mut transaction, ada.id, boosted.id)
            .await
            .unwrap();
        assert_eq!(found.as_ref(), Some(&made));
        assert_eq!(
            reblog::by_account(&mut transaction, ada.id, made.id)
                .await
                .unwrap(),
            None
        );
        assert_eq!(
            reblog::by_members(&mut transaction, boosted.id).await.unwrap(),
            std::slice::from_ref(&made)
        );
        let of_ben = reblog::ordinary_boosted_by_members(&mut transaction, ben.id)
            .await
            .unwrap();
        assert_eq!(of_ben, std::slice::from_ref(&boosted));
        assert_eq!(
            reblog::ordinary_boosted_by_members(&mut transaction, ada.id)
                .await
                .unwrap(),
            []
        );
        let counts = status::counts_of(&mut transaction, &[boosted.id]).await.unwrap();
        assert_eq!(counts[&boosted.id].reblogs, 2);

        transaction.savepoint().await.unwrap();
        let again = boost_of(&boosted, &ada, Visibility::Public);
        assert!(
            status::insert(&mut transaction, &again)
                .await
                .unwrap_err()
                .is_duplicate()
        );
        transaction.undo_part().await.unwrap();

        status::remove_by_uri(&mut transaction, &boosted.uri)
            .await
            .unwrap();
        assert_eq!(status::by_id(&mut transaction, made.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn those_who_boost_for_everybody_to_see_are_listed() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (bea, cleo, dora) = (
            join(&store, "bea").await.account,
            join(&store, "cleo").await.account,
            join(&store, "dora").await.account,
        );
        let boosted = post(&store, &ada.account, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let first = boost(&mut transaction, &boosted, &bea, Visibility::Public)
            .await
            .id
            .number();
        boost(&mut transaction, &boosted, &cleo, Visibility::Unlisted).await;
        boost(&mut transaction, &boosted, &dora, Visibility::Private).await;
        let names = |placed: Vec<Placed<Account>>| -> Vec<String> {
            placed.into_iter().map(|placed| placed.item.name).collect()
        };
        let page = Page::newest(10);
        let all = reblog::accounts(&mut transaction, boosted.id, page, None)
            .await
            .unwrap();
        assert_eq!(all[1].position, first);
        assert_eq!(names(all), ["cleo", "bea"]);
        let after = Page {
            min: Some(first),
            ..Page::newest(1)
        };
        let next = reblog::accounts(&mut transaction, boosted.id, after, None)
            .await
            .unwrap();
        assert_eq!(names(next), ["cleo"]);
        block_by(&mut transaction, bea.id, ada.account.id).await;
        let met = reblog::accounts(&mut transaction, boosted.id, page, Some(ada.id))
            .await
            .unwrap();
        assert_eq!(names(met), ["cleo"]);
    }
}

#[tokio::test]
async fn a_boost_is_seen_by_those_who_may_see_both_it_and_what_it_boosts() {
    for store in stores().await {
        let author = meet(&store, "author", "away.example").await;
        let booster = meet(&store, "booster", "away.example").await;
        let (ada, bea) = (join(&store, "ada").await, join(&store, "bea").await);
        let_follow(&store, ada.account.id, author.id).await;
        let open = post(&store, &author, Visibility::Public, &[]).await;
        let own = post(&store, &author, Visibility::Private, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let of_open = boost(&mut transaction, &open, &booster, Visibility::Public)
            .await
            .id;
        let for_followers = boost(&mut transaction, &open, &author, Visibility::Private)
            .await
            .id;
        let of_own = boost(&mut transaction, &own, &author, Visibility::Public)
            .await
            .id;
        let ids = [of_open, for_followers, of_own];
        for (reader, expected) in [
            (Some(ada.id), vec![of_open, for_followers, of_own]),
            (Some(bea.id), vec![of_open]),
            (None, vec![of_open]),
        ] {
            let mut seen = status::visible_by_ids(&mut transaction, &ids, reader)
                .await
                .unwrap();
            seen.sort_by_key(|status| status.id);
            assert_eq!(seen.iter().map(|status| status.id).collect::<Vec<_>>(), expected);
            for id in ids {
                let one = status::visible_by_id(&mut transaction, id, reader).await.unwrap();
                assert_eq!(one.is_some(), expected.contains(&id));
            }
        }
        block_by(&mut transaction, author.id, bea.account.id).await;
        let seen = status::visible_by_id(&mut transaction, of_open, Some(bea.id))
            .await
            .unwrap();
        assert_eq!(seen, None, "the author of what is boosted blocks her");
    }
}

#[tokio::test]
async fn a_boost_by_somebody_who_is_followed_stands_at_home_and_in_no_public_timeline() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let friend = meet(&store, "friend", "away.example").await;
        let stranger = meet(&store, "stranger", "away.example").await;
        let_follow(&store, ada.account.id, friend.id).await;
        let boosted = post(&store, &stranger, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        boost(&mut transaction, &boosted, &stranger, Visibility::Public).await;
        let shown = boost(&mut transaction, &boosted, &friend, Visibility::Public).await;
        assert_eq!(
            home(&mut transaction, ada.id, Page::newest(20)).await.unwrap(),
            std::slice::from_ref(&shown)
        );
        let everywhere = public(&mut transaction, Page::newest(20), Source::Everywhere, None)
            .await
            .unwrap();
        assert_eq!(everywhere, [boosted]);

        block_by(&mut transaction, ada.account.id, stranger.id).await;
        assert_eq!(
            at_home(&mut transaction, ada.id).await,
            [],
            "she does not hear its author"
        );
        follow::remove(&mut transaction, ada.account.id, friend.id)
            .await
            .unwrap();
        assert_eq!(at_home(&mut transaction, ada.id).await, []);
    }
}

#[tokio::test]
async fn a_status_that_came_as_itself_and_as_boosts_stands_at_home_once() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let [ben, cleo] = ["ben", "cleo"];
        let (ben, cleo) = (
            meet(&store, ben, "away.example").await,
            meet(&store, cleo, "away.example").await,
        );
        let stranger = meet(&store, "stranger", "away.example").await;
        let_follow(&store, ada.account.id, ben.id).await;
        let_follow(&store, ada.account.id, cleo.id).await;
        let of_ben = post(&store, &ben, Visibility::Public, &[]).await;
        let foreign = post(&store, &stranger, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        boost(&mut transaction, &of_ben, &cleo, Visibility::Public).await;
        boost(&mut transaction, &of_ben, &ada.account, Visibility::Public).await;
        boost(&mut transaction, &of_ben, &stranger, Visibility::Public).await;
        let first = boost(&mut transaction, &foreign, &cleo, Visibility::Public)
            .await
            .id;
        boost(&mut transaction, &foreign, &ben, Visibility::Public).await;
        assert_eq!(at_home(&mut transaction, ada.id).await, [first, of_ben.id]);
        let oldest = Page {
            min: Some(0),
            ..Page::newest(2)
        };
        let shown = home(&mut transaction, ada.id, oldest).await.unwrap();
        assert_eq!(
            shown.iter().map(|status| status.id).collect::<Vec<_>>(),
            [first, of_ben.id]
        );

        follow::remove(&mut transaction, ada.account.id, cleo.id)
            .await
            .unwrap();
        let instead = reblog::by_account(&mut transaction, ben.id, foreign.id)
            .await
            .unwrap()
            .unwrap()
            .id;
        assert_eq!(
            at_home(&mut transaction, ada.id).await,
            [instead, of_ben.id],
            "the other one then"
        );

        let much_later = Status {
            id: StatusId::from_number(of_ben.id.number() + 2 * WEEK),
            ..boost_of(&of_ben, &ben, Visibility::Public)
        };
        status::insert(&mut transaction, &much_later).await.unwrap();
        assert_eq!(
            at_home(&mut transaction, ada.id).await,
            [much_later.id, instead, of_ben.id]
        );
    }
}
