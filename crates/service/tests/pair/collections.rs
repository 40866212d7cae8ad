//! The people whom somebody publicly recommends for a topic.

use chrono::TimeDelta;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::{ObjectUri, RecommendationId};
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_service::collection::{self, CollectionView, is_agreed};
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{Error, block, recommendation};

use crate::in_a_village;
use crate::village::{Village, words_on};

const ALL: (Page, u32) = (Page::newest(40), 0);

async fn by(village: &Village, author: &Member) -> Vec<CollectionView> {
    collection::of_account(&village.context, None, author.account.id, ALL)
        .await
        .unwrap()
}

/// Topic and people of each.
fn summary(views: &[CollectionView]) -> Vec<(String, Vec<String>)> {
    let one = |view: &CollectionView| {
        let people = view.people.iter().map(|person| person.account.name.clone());
        (view.collection.topic.as_str().to_owned(), people.collect())
    };
    views.iter().map(one).collect()
}

fn expected(collections: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let one = |(topic, people): &(&str, &[&str])| {
        let people = people.iter().map(|name| (*name).to_owned());
        ((*topic).to_owned(), people.collect())
    };
    collections.iter().map(one).collect()
}

/// What followers are told of collections, oldest first: how many people are in one, or none.
async fn told(village: &Village) -> Vec<(ObjectUri, usize)> {
    let mut told = Vec::new();
    for job in village.send_all().await {
        if let Job::Distribute(distribution) = job {
            match distribution.envelope.message {
                Message::ShowCollection(shown) | Message::ShrinkCollection(shown) => {
                    told.push((shown.uri, shown.items.len()));
                }
                Message::HideCollection { object } => told.push((object, 0)),
                _ => {}
            }
        }
    }
    told
}

/// Whose readers are told besides the followers that somebody left a collection, and who is still in it.
async fn left(village: &Village) -> Vec<(Option<RecommendationId>, usize)> {
    let mut left = Vec::new();
    for job in village.send_all().await {
        if let Job::Distribute(distribution) = job {
            let readers = distribution.audience.readers_of;
            match distribution.envelope.message {
                Message::ShrinkCollection(shown) => left.push((readers, shown.items.len())),
                Message::HideCollection { .. } => left.push((readers, 0)),
                _ => {}
            }
        }
    }
    left
}

/// When others are told that the first collection was last changed.
async fn updated(village: &Village, author: &Member) -> Timestamp {
    let mut snapshot = village.context.store.snapshot().await.unwrap();
    let shown = collection::shown_by(&village.context, &mut snapshot, author, Page::newest(1)).await;
    shown.unwrap().remove(0).updated
}

in_a_village! {
    async fn each_change_of_a_collection_is_newer_than_the_one_before_whatever_the_clock_says(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        for other in [&bob, &carla] {
            village.acquaint(&ana, other).await;
        }
        village.recommend(&ana, &bob, "welding").await;
        let begun = updated(&village, &ana).await;
        let second = village.recommend(&ana, &carla, "welding").await;
        let grown = updated(&village, &ana).await;
        assert!(grown > begun);
        let third = village.recommend(&ana, &carla, "welding").await;
        let named_again = updated(&village, &ana).await;
        assert!(named_again > grown);
        withdraw(&village.context, &carla, &second).await.unwrap();
        let at_once = updated(&village, &ana).await;
        assert!(at_once > named_again, "in the same second");
        village.wait(TimeDelta::minutes(-4));
        withdraw(&village.context, &carla, &third).await.unwrap();
        assert!(updated(&village, &ana).await > at_once, "with the clock set back");
        assert_eq!(summary(&by(&village, &ana).await), expected(&[("welding", &["bob"])]));
    }

    async fn whoever_read_a_recommendation_is_told_that_its_subject_left(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        let mut given = Vec::new();
        for other in [&bob, &carla] {
            village.acquaint(&ana, other).await;
            given.push(village.recommend(&ana, other, "welding").await);
        }
        assert_eq!(left(&village).await, [], "nobody has left");
        for (left_by, rest) in [(&given[0], 1), (&given[1], 0)] {
            withdraw(&village.context, &ana, left_by).await.unwrap();
            assert_eq!(left(&village).await, [(Some(left_by.clone()), rest)]);
        }
    }

    async fn others_are_told_when_a_time_is_over(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        village.acquaint(&ana, &bob).await;
        let first = village.recommend(&ana, &bob, "welding").await;
        village.wait(TimeDelta::days(20));
        village.acquaint(&ana, &carla).await;
        village.recommend(&ana, &carla, "welding").await;
        let grown = updated(&village, &ana).await;
        village.send_all().await;

        village.wait(TimeDelta::days(3 * 365 + 2 - 21));
        village.tick().await;
        assert_eq!(left(&village).await, [(Some(first), 1)]);
        assert_eq!(summary(&by(&village, &ana).await), expected(&[("welding", &["carla"])]));
        assert!(updated(&village, &ana).await > grown);
    }

    async fn everybody_is_in_the_collections_of_what_she_is_publicly_recommended_for(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        let context = &village.context;
        village.acquaint(&ana, &bob).await;
        village.acquaint(&ana, &carla).await;
        let draft = recommendation::write(context, &ana, bob.account.id, words_on("welding")).await.unwrap();
        assert!(by(&village, &ana).await.is_empty(), "a draft shows nobody");
        withdraw(context, &ana, &draft.recommendation.id).await.unwrap();
        village.send_all().await;

        village.recommend(&ana, &bob, "welding").await;
        village.recommend(&ana, &carla, "tax_law").await;
        let second = village.recommend(&ana, &carla, "welding").await;
        let mine = by(&village, &ana).await;
        assert_eq!(summary(&mine), expected(&[("tax_law", &["carla"]), ("welding", &["bob", "carla"])]));
        assert_eq!(mine[0].collection.name(), "People I recommend for tax law");
        let of_bob = collection::with_account(context, None, bob.account.id, ALL).await.unwrap();
        assert_eq!(summary(&of_bob), expected(&[("welding", &["bob", "carla"])]));
        let uri = &mine[1].uri;
        let taxes = &mine[0].uri;
        assert_eq!(told(&village).await, [(uri.clone(), 1), (taxes.clone(), 1), (uri.clone(), 2)]);

        withdraw(context, &carla, &second).await.unwrap();
        assert_eq!(summary(&by(&village, &ana).await), expected(&[("tax_law", &["carla"]), ("welding", &["bob"])]));
        assert_eq!(told(&village).await, [(uri.clone(), 1)]);
    }

    async fn a_collection_is_gone_with_its_last_recommendation(village) {
        let (ana, bob) = (village.elder("ana").await, village.elder("bob").await);
        let context = &village.context;
        village.acquaint(&ana, &bob).await;
        let first = village.recommend(&ana, &bob, "welding").await;
        let shown = by(&village, &ana).await.remove(0);
        let number = shown.collection.id;
        assert!(collection::show(context, None, number).await.is_ok());
        let agreed = async || {
            let mut snapshot = context.store.snapshot().await.unwrap();
            let agreed = is_agreed(context, &mut snapshot, &bob, &shown.uri).await.unwrap();
            assert!(!is_agreed(context, &mut snapshot, &ana, &shown.uri).await.unwrap());
            agreed
        };
        assert!(agreed().await);
        village.send_all().await;

        withdraw(context, &bob, &first).await.unwrap();
        assert!(!agreed().await);
        assert!(by(&village, &ana).await.is_empty());
        assert!(matches!(collection::show(context, None, number).await, Err(Error::NotFound)));
        assert_eq!(told(&village).await, [(shown.uri.clone(), 0)]);
    }

    async fn what_was_not_affirmed_again_shows_nobody(village) {
        let (ana, bob) = (village.elder("ana").await, village.elder("bob").await);
        village.acquaint(&ana, &bob).await;
        village.recommend(&ana, &bob, "welding").await;
        assert_eq!(by(&village, &ana).await.len(), 1);
        village.wait(chrono::TimeDelta::days(3 * 365 + 1));
        assert!(by(&village, &ana).await.is_empty());
    }

    async fn nobody_is_shown_whom_she_blocks(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        let context = &village.context;
        for other in [&bob, &carla] {
            village.acquaint(&ana, other).await;
            village.recommend(&ana, other, "welding").await;
        }
        block::block(context, &carla, bob.account.id).await.unwrap();
        let seen = collection::of_account(context, Some(&carla), ana.account.id, ALL).await.unwrap();
        assert_eq!(summary(&seen), expected(&[("welding", &["carla"])]));
        assert_eq!(seen[0].collection.items.len(), 1);
        let with_bob = collection::with_account(context, Some(&carla), bob.account.id, ALL).await.unwrap();
        assert!(with_bob.is_empty(), "whom she blocks she is shown in none");
    }

    /// The newest by somebody whom she blocks, or of whom nobody is left to show, take no place on her page.
    async fn a_page_of_collections_is_full_of_what_its_reader_may_see(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        let (mia, eve) = (village.elder("mia").await, village.elder("eve").await);
        let context = &village.context;
        for (author, subject, topic) in [(&ana, &carla, "welding"), (&ana, &eve, "painting"), (&bob, &carla, "law")] {
            village.acquaint(author, subject).await;
            village.recommend(author, subject, topic).await;
        }
        block::block(context, &mia, bob.account.id).await.unwrap();
        block::block(context, &mia, eve.account.id).await.unwrap();
        let one = (Page::newest(1), 0);
        let with_carla = collection::with_account(context, Some(&mia), carla.account.id, one).await.unwrap();
        assert_eq!(summary(&with_carla), expected(&[("welding", &["carla"])]), "not Bob's");
        let by_ana = collection::of_account(context, Some(&mia), ana.account.id, one).await.unwrap();
        assert_eq!(summary(&by_ana), expected(&[("welding", &["carla"])]), "not the one that is newer and empty");
        let to_all = collection::with_account(context, None, carla.account.id, ALL).await.unwrap();
        assert_eq!(to_all.len(), 2);
    }
}
