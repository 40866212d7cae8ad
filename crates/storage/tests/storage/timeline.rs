use vouchwell_domain::block::Block;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::timeline::{Source, Tagged, home, public, tagged};
use vouchwell_storage::{block, mention, status};

use crate::both::{at, stores};
use crate::people::{answer, join, keep, let_follow, meet, post, written};

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
        post(&store, &stranger, Visibility::Public, &[ada.account.id]).await;
        let to_me = post(&store, &followed, Visibility::Direct, &[ada.account.id])
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
async fn an_answer_is_at_home_if_it_is_to_its_author_to_the_member_or_to_somebody_she_follows() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let cleo = meet(&store, "cleo", "away.example").await;
        let stranger = meet(&store, "stranger", "away.example").await;
        for followed in [&ben, &cleo] {
            let_follow(&store, ada.account.id, followed.id).await;
        }
        let own = post(&store, &ada.account, Visibility::Public, &[]).await;
        let of_cleo = post(&store, &cleo, Visibility::Public, &[]).await;
        let of_stranger = post(&store, &stranger, Visibility::Public, &[]).await;
        let to_her = answer(&store, &ben, &own).await;
        let to_himself = answer(&store, &ben, &to_her).await;
        let to_followed = answer(&store, &ben, &of_cleo).await;
        let by_her = answer(&store, &ada.account, &of_stranger).await;
        answer(&store, &ben, &of_stranger).await;
        let somewhere = Status {
            in_reply_to: Some(InReplyTo::unknown("https://lost.example/1".parse().unwrap())),
            ..written(&ben, Visibility::Public, &[])
        };
        keep(&store, &somewhere).await;

        let mut transaction = store.begin().await.unwrap();
        let shown = home(&mut transaction, ada.id, Page::newest(10)).await.unwrap();
        let expected = [&by_her, &to_followed, &to_himself, &to_her, &of_cleo, &own];
        assert_eq!(ids(shown), expected.map(|status| status.id));
    }
}

/// More than the first statement of the home timeline looks through.
const CROWD: usize = 600;

#[tokio::test]
async fn what_is_followed_is_found_behind_a_crowd() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let followed = meet(&store, "followed", "away.example").await;
        let quiet = meet(&store, "quiet", "away.example").await;
        let stranger = meet(&store, "stranger", "away.example").await;
        for account in [&followed, &quiet] {
            let_follow(&store, ada.account.id, account.id).await;
        }
        let mut expected = Vec::new();
        for round in 0..3 {
            expected.push(post(&store, &followed, Visibility::Public, &[]).await.id);
            if round == 0 {
                expected.push(post(&store, &quiet, Visibility::Private, &[]).await.id);
            }
            post(&store, &followed, Visibility::Direct, &[]).await;
            let mut transaction = store.begin().await.unwrap();
            for _ in 0..CROWD {
                let status = written(&stranger, Visibility::Public, &[]);
                status::insert(&mut transaction, &status).await.unwrap();
            }
            transaction.commit().await.unwrap();
        }
        let mut transaction = store.begin().await.unwrap();
        let mut part = async |page| ids(home(&mut transaction, ada.id, page).await.unwrap());
        let after = |position: StatusId, limit| Page {
            min: Some(position.number()),
            ..Page::newest(limit)
        };
        let [first, second, third, fourth] = expected[..] else {
            panic!("four were posted");
        };
        assert_eq!(part(Page::newest(10)).await, [fourth, third, second, first]);
        assert_eq!(part(Page::newest(2)).await, [fourth, third]);
        assert_eq!(part(Page::before(third.number(), 2)).await, [second, first]);
        assert_eq!(part(after(first, 2)).await, [third, second]);
        assert_eq!(part(after(fourth, 2)).await, [0; 0].map(StatusId::from_number));
        let since = Page {
            since: Some(second.number()),
            ..Page::newest(1)
        };
        assert_eq!(part(since).await, [fourth]);
    }
}

#[tokio::test]
async fn the_public_timeline_leaves_answers_to_others_to_their_threads() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let first = post(&store, &ada, Visibility::Public, &[]).await;
        let thread = answer(&store, &ada, &first).await;
        answer(&store, &ben, &first).await;
        let mut transaction = store.begin().await.unwrap();
        let shown = public(&mut transaction, Page::newest(10), Source::Everywhere, None).await;
        assert_eq!(ids(shown.unwrap()), [thread.id, first.id]);
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
async fn a_hashtag_shows_what_has_any_of_the_tags_and_all_of_some_and_none_of_others() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut transaction = store.begin().await.unwrap();
        for (place, tags) in [&["tea"][..], &["cake", "rye"], &["tea", "rye"], &["rye"]]
            .into_iter()
            .enumerate()
        {
            let one = Status {
                content: place.to_string(),
                tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
                ..written(&ada.account, Visibility::Public, &[])
            };
            status::insert(&mut transaction, &one).await.unwrap();
        }
        let set = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        for (any, all, none, expected) in [
            (&["tea"][..], &[][..], &[][..], "20"),
            (&["tea", "cake"], &[], &[], "210"),
            (&["tea", "cake"], &["rye"], &[], "21"),
            (&["tea", "cake"], &[], &["rye"], "0"),
        ] {
            let wanted = Tagged {
                any: set(any),
                all: set(all),
                none: set(none),
                ..Tagged::default()
            };
            let found = tagged(
                &mut transaction,
                &wanted,
                Page::newest(10),
                Source::Everywhere,
                None,
            );
            let places: String = found
                .await
                .unwrap()
                .into_iter()
                .map(|status| status.content)
                .collect();
            assert_eq!(places, expected, "{wanted:?}");
        }
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
