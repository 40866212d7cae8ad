//! The people whom somebody publicly recommends for a topic.

use vouchwell_domain::identifier::ObjectUri;
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
                Message::ShowCollection(shown) => told.push((shown.uri, shown.items.len())),
                Message::HideCollection { object } => told.push((object, 0)),
                _ => {}
            }
        }
    }
    told
}

in_a_village! {
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
    }
}
