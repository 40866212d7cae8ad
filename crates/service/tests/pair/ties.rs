//! What is kept for paths follows from what it is made of, whatever happens.

use std::collections::BTreeMap;

use vouchwell_domain::acquaintance::{AcquaintanceVisibility, Stage};
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::{AccountId, RecommendationId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::Party;
use vouchwell_service::recommendation::{TextAnswer, answer, edit, of_account, offer, write};
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{acquaintance, block};
use vouchwell_storage::{tie, topic_word};
use vouchwell_tests::Engine;

use crate::faraway::Stranger;
use crate::in_a_village;
use crate::village::{Village, terms, words_on};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Something that may or may not be possible just now.
async fn happen(village: &Village, dice: &mut Dice, people: &[Member]) {
    let context = &village.context;
    let one = &people[dice.below(people.len())];
    let other = &people[dice.below(people.len())];
    if one.account.id == other.account.id {
        return;
    }
    let known = known_by(village, one)
        .await
        .into_iter()
        .find(|view| view.other.account.id == other.account.id);
    let own = of_account(context, one.account.id, Party::Author, Page::newest(40))
        .await
        .unwrap();
    let about = own
        .iter()
        .find(|view| view.subject.account.id == other.account.id);
    match dice.below(10) {
        0..=2 => drop(acquaintance::attest(context, one, other.account.id, &terms(), None).await),
        3 => {
            if let Some(known) = known {
                drop(acquaintance::end(context, one, &known.acquaintance.id).await);
            }
        }
        4 => {
            let choices = [
                AcquaintanceVisibility::Private,
                AcquaintanceVisibility::Acquaintances,
                AcquaintanceVisibility::Public,
            ];
            if known.is_some() {
                village
                    .show_acquaintance(one, other.account.id, choices[dice.below(3)])
                    .await;
            }
        }
        5..=6 => {
            let topic = ["welding", "tax_law", "law"][dice.below(3)];
            if let Ok(draft) = write(context, one, other.account.id, words_on(topic)).await {
                publish(village, one, other, &draft.recommendation.id).await;
            }
        }
        7 => {
            if let Some(about) = about {
                let id = &about.recommendation.id;
                if edit(context, one, id, words_on("gardening")).await.is_ok() {
                    publish(village, one, other, id).await;
                }
            }
        }
        8 => {
            if let Some(about) = about {
                let who = [one, other][dice.below(2)];
                withdraw(context, who, &about.recommendation.id).await.unwrap();
            }
        }
        _ => drop(block::block(context, one, other.account.id).await),
    }
}

async fn publish(village: &Village, author: &Member, subject: &Member, id: &RecommendationId) {
    if offer(&village.context, author, id).await.is_ok() {
        drop(answer(&village.context, subject, id, TextAnswer::Accept).await);
        village.wait(chrono::TimeDelta::hours(24));
        village.tick().await;
    }
}

async fn known_by(village: &Village, member: &Member) -> Vec<acquaintance::AcquaintanceView> {
    acquaintance::list(&village.context, member, Page::newest(40))
        .await
        .unwrap()
}

/// Both directions of every pair of members who know each other and do not hide it, with what they signed.
async fn expected_ties(
    village: &Village,
    people: &[Member],
) -> BTreeMap<(AccountId, AccountId), (Digest, Digest)> {
    let mut mutual = BTreeMap::new();
    let mut private = Vec::new();
    for member in people {
        for view in known_by(village, member).await {
            let pair = (member.account.id, view.other.account.id);
            if let Stage::Mutual(mutual_view) = &view.acquaintance.stage {
                mutual.insert(pair, (mutual_view.pair.mine, mutual_view.pair.theirs));
                if view.acquaintance.visibility == AcquaintanceVisibility::Private {
                    private.extend([pair, (pair.1, pair.0)]);
                }
            }
        }
    }
    let is_returned: Vec<_> = mutual
        .keys()
        .map(|pair: &(AccountId, AccountId)| (pair.1, pair.0))
        .collect();
    mutual.retain(|pair, _| is_returned.contains(pair) && !private.contains(pair));
    mutual
}

/// What everybody is publicly recommended for.
async fn expected_words(village: &Village, people: &[Member]) -> Vec<(String, String)> {
    let mut expected = Vec::new();
    for member in people {
        let views = of_account(
            &village.context,
            member.account.id,
            Party::Subject,
            Page::newest(40),
        )
        .await
        .unwrap();
        for view in views {
            let topics = view.words.unwrap().topics;
            let words = match topics[0].as_str() {
                "tax_law" => vec!["law", "tax", "tax_law"],
                topic => vec![topic],
            };
            let id = view.recommendation.id.to_string();
            expected.extend(words.into_iter().map(|word| (id.clone(), word.to_owned())));
        }
    }
    expected.sort();
    expected
}

async fn check(village: &Village, people: &[Member], after: &str) {
    let mut snapshot = village.context.store.snapshot().await.unwrap();
    let ties = tie::all(&mut snapshot).await.unwrap();
    let kept: BTreeMap<_, _> = ties
        .iter()
        .map(|tie| ((tie.from, tie.to), (tie.said, tie.heard)))
        .collect();
    assert_eq!(kept, expected_ties(village, people).await, "ties {after}");
    let words = topic_word::all(&mut snapshot).await.unwrap();
    let kept: Vec<_> = words
        .into_iter()
        .map(|word| (word.recommendation_id, word.word))
        .collect();
    assert_eq!(kept, expected_words(village, people).await, "words {after}");
}

async fn people(village: &Village) -> Vec<Member> {
    let mut people = Vec::new();
    for name in ["ana", "bob", "carla", "dan"] {
        people.push(village.elder(name).await);
    }
    people
}

/// The statements of the migration that fill its tables.
fn filling(engine: Engine) -> &'static str {
    let migration = match engine {
        Engine::Sqlite => include_str!("../../../../migrations/sqlite/0003_place.sql"),
        Engine::Postgresql => include_str!("../../../../migrations/postgres/0003_place.sql"),
    };
    migration
        .split_once("-- What follows from the data that are there.\n")
        .unwrap()
        .1
}

in_a_village! {
    async fn nothing_that_happens_leaves_them_behind(village) {
        let people = people(&village).await;
        let mut dice = Dice(3);
        let mut seen = 0;
        for number in 0..120 {
            happen(&village, &mut dice, &people).await;
            check(&village, &people, &format!("after step {number}")).await;
            seen = seen.max(expected_ties(&village, &people).await.len());
        }
        assert!(seen >= 4, "too little happened");
    }

    async fn an_update_fills_them_as_if_they_had_always_been_kept(village) {
        let people = people(&village).await;
        let (xavier, yara) = (Stranger::known_at(&village, "xavier").await, Stranger::known_at(&village, "yara").await);
        xavier.recommend(&village, &yara, "tax_law").await;
        xavier.acquaint(&village, &people[0]).await;
        village.acquaint_since(&people[0], &people[1], ["2020", "2021-11"]).await;
        village.acquaint(&people[1], &people[2]).await;
        village.recommend(&people[1], &people[2], "welding").await;
        village.acquaint(&people[2], &people[3]).await;
        village.show_acquaintance(&people[3], people[2].account.id, AcquaintanceVisibility::Private).await;
        acquaintance::attest(&village.context, &people[0], people[3].account.id, &terms(), None).await.unwrap();

        let mut snapshot = village.context.store.snapshot().await.unwrap();
        let kept = (tie::all(&mut snapshot).await.unwrap(), topic_word::all(&mut snapshot).await.unwrap());
        drop(snapshot);
        assert_eq!((kept.0.len(), kept.1.len()), (8, 4));
        village.execute("DELETE FROM tie").await;
        village.execute("DELETE FROM topic_word").await;
        village.execute(filling(village.engine)).await;
        let mut snapshot = village.context.store.snapshot().await.unwrap();
        let filled = (tie::all(&mut snapshot).await.unwrap(), topic_word::all(&mut snapshot).await.unwrap());
        assert_eq!(filled, kept);
        drop(snapshot);
        assert_eq!(village.routes(&people[0], "tax").await.unwrap(), ["ana xavier yara"]);
        assert_eq!(village.routes(&people[0], "welding").await.unwrap(), ["ana bob carla"]);
    }
}
