//! What holds for every list that is read in parts, whatever is added while somebody reads on.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use vouchwell_domain::account::Account;
use vouchwell_domain::favourite::Favourite;
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::{ConversationId, NotificationId, next_sequence};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::status::Selection;
use vouchwell_storage::timeline::{Source, Tagged, home, public, tagged};
use vouchwell_storage::{
    Transaction, account, bookmark, conversation, favourite, follow, notification, status,
};

use crate::both::{ENTROPY, at, stores};
use crate::people::{join, let_follow, meet, remote, written};

/// One more status: whose, for whom, whether it answers the one before, with which tags, and whether the reader
/// likes and keeps it and is told of it.
#[derive(Debug, Clone)]
struct New {
    author: usize,
    visibility: Visibility,
    is_answer: bool,
    tags: Vec<&'static str>,
    is_noted: bool,
}

fn new() -> impl Strategy<Value = New> {
    let visibility = prop_oneof![
        4 => Just(Visibility::Public),
        1 => Just(Visibility::Unlisted),
        1 => Just(Visibility::Private),
        1 => Just(Visibility::Direct),
    ];
    let tags = prop::sample::subsequence(vec!["tea", "cake", "rye"], 0..=3);
    let answers = prop::bool::weighted(0.3);
    (0..4_usize, visibility, answers, tags, prop::bool::weighted(0.6)).prop_map(
        |(author, visibility, is_answer, tags, is_noted)| New {
            author,
            visibility,
            is_answer,
            tags,
            is_noted,
        },
    )
}

/// What is there at first, how many are read at once, and what is added after each part.
#[derive(Debug, Clone)]
struct Reading {
    before: Vec<New>,
    limit: u32,
    meanwhile: Vec<Vec<New>>,
}

fn reading() -> impl Strategy<Value = Reading> {
    let before = prop::collection::vec(new(), 0..20);
    let meanwhile = prop::collection::vec(prop::collection::vec(new(), 0..4), 0..5);
    (before, 1..6_u32, meanwhile).prop_map(|(before, limit, meanwhile)| Reading {
        before,
        limit,
        meanwhile,
    })
}

/// A list that is read in parts.
#[derive(Debug, Clone, Copy)]
enum List {
    Home,
    Everywhere,
    Here,
    Elsewhere,
    Tag,
    Tags,
    Profile,
    ProfileWithoutReplies,
    Favourites,
    Bookmarks,
    Notifications,
    Conversations,
    FavouritedBy,
    Followers,
}

const LISTS: [List; 14] = [
    List::Home,
    List::Everywhere,
    List::Here,
    List::Elsewhere,
    List::Tag,
    List::Tags,
    List::Profile,
    List::ProfileWithoutReplies,
    List::Favourites,
    List::Bookmarks,
    List::Notifications,
    List::Conversations,
    List::FavouritedBy,
    List::Followers,
];

struct Scene {
    reader: Member,
    /// The reader herself, one she follows, a stranger here and one elsewhere.
    authors: [Account; 4],
    /// Something that everybody may like.
    liked: Status,
}

/// What was added so far, and where it stands in the list.
#[derive(Default)]
struct Added {
    statuses: Vec<Status>,
    positions: Vec<i64>,
}

fn positions<T>(placed: Vec<Placed<T>>) -> Vec<i64> {
    placed.into_iter().map(|placed| placed.position).collect()
}

fn ids(statuses: Vec<Status>) -> Vec<i64> {
    statuses.into_iter().map(|status| status.id.number()).collect()
}

impl Scene {
    /// Adds one more thing to a list, or something that is not for it.
    async fn add(&self, transaction: &mut Transaction, added: &mut Added, new: &New, list: List) {
        let position = match list {
            List::FavouritedBy | List::Followers => self.come(transaction, added.positions.len(), list).await,
            _ => self.post(transaction, added, new, list).await,
        };
        added.positions.extend(position);
    }

    /// Somebody new likes something, and follows the reader.
    async fn come(&self, transaction: &mut Transaction, number: usize, list: List) -> Option<i64> {
        let fan = remote(&format!("fan{number}"), "crowd.example");
        let fan = account::save_remote(transaction, &fan).await.unwrap();
        let follow = Follow {
            follower: fan.id,
            followed: self.reader.account.id,
            uri: format!("https://crowd.example/follows/{number}").parse().unwrap(),
            state: FollowState::Accepted,
        };
        follow::insert(transaction, &follow, at(0)).await.unwrap();
        let liked = like(&self.liked, &fan);
        favourite::insert(transaction, &liked).await.unwrap();
        Some(match list {
            List::Followers => fan.id.number(),
            _ => liked.sequence,
        })
    }

    async fn post(
        &self,
        transaction: &mut Transaction,
        added: &mut Added,
        new: &New,
        list: List,
    ) -> Option<i64> {
        let answered = added.statuses.last().filter(|_| new.is_answer);
        let made = Status {
            in_reply_to: answered.map(InReplyTo::of),
            tags: new.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..written(&self.authors[new.author], new.visibility, &[])
        };
        status::insert(transaction, &made).await.unwrap();
        let mut position = made.id.number();
        if new.is_noted {
            position = self.note(transaction, &made, list).await;
        }
        let belongs = self.belongs(&made, new.is_noted, list);
        added.statuses.push(made);
        belongs.then_some(position)
    }

    /// The reader likes or keeps a status, or is told of it.
    async fn note(&self, transaction: &mut Transaction, noted: &Status, list: List) -> i64 {
        let sequence = next_sequence(at(0), &ENTROPY);
        match list {
            List::Favourites => {
                let liked = like(noted, &self.reader.account);
                favourite::insert(transaction, &liked).await.unwrap();
                liked.sequence
            }
            List::Bookmarks => {
                bookmark::insert(transaction, self.reader.id, noted.id, sequence, at(0))
                    .await
                    .unwrap();
                sequence
            }
            List::Notifications => {
                let told = Notification {
                    id: NotificationId::from_number(sequence),
                    kind: NotificationKind::Mention,
                    from: noted.account,
                    status: Some(noted.id),
                    created_at: at(0),
                    filtered: false,
                };
                notification::insert(transaction, vec![(self.reader.id, told)])
                    .await
                    .unwrap();
                sequence
            }
            List::Conversations => {
                let id = ConversationId::from_number(sequence);
                conversation::add(transaction, id, self.reader.id, noted.id, noted)
                    .await
                    .unwrap();
                noted.id.number()
            }
            _ => noted.id.number(),
        }
    }

    /// Whether a status stands in a list, by the words of its rule.
    fn belongs(&self, status: &Status, is_noted: bool, list: List) -> bool {
        let [own, followed, here, elsewhere] = self.authors.each_ref().map(|author| author.id);
        let is_public = status.visibility == Visibility::Public;
        let is_open = status.visibility.is_open();
        let to = status.in_reply_to.as_ref().and_then(|answered| answered.account);
        let leads_thread = to.is_none_or(|to| to == status.account);
        let has = |tag: &str| status.tags.iter().any(|own| own == tag);
        let is_readable = is_open
            || status.account == own
            || (status.account == followed && status.visibility == Visibility::Private);
        match list {
            List::Home => {
                let is_heard = to.is_none_or(|to| [status.account, own, followed].contains(&to));
                status.account == own
                    || (status.account == followed && status.visibility != Visibility::Direct && is_heard)
            }
            List::Everywhere => is_public && leads_thread,
            List::Here => is_public && leads_thread && [own, here].contains(&status.account),
            List::Elsewhere => is_public && leads_thread && [followed, elsewhere].contains(&status.account),
            List::Tag => is_public && has("tea"),
            List::Tags => is_public && (has("tea") || has("cake")) && !has("rye"),
            List::Profile => status.account == followed && is_readable,
            List::ProfileWithoutReplies => status.account == followed && is_readable && leads_thread,
            List::Favourites | List::Bookmarks | List::Notifications | List::Conversations => {
                is_noted && is_readable
            }
            List::FavouritedBy | List::Followers => false,
        }
    }

    async fn read(&self, transaction: &mut Transaction, list: List, page: Page) -> Vec<i64> {
        let (own, reader) = (self.reader.id, Some(self.reader.id));
        let any = |tags: &[&str], none: &[&str]| Tagged {
            any: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            none: none.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Tagged::default()
        };
        match list {
            List::Home => ids(home(transaction, own, page).await.unwrap()),
            List::Everywhere => ids(public(transaction, page, Source::Everywhere, reader)
                .await
                .unwrap()),
            List::Here => ids(public(transaction, page, Source::Here, reader).await.unwrap()),
            List::Elsewhere => ids(public(transaction, page, Source::Elsewhere, reader)
                .await
                .unwrap()),
            List::Tag | List::Tags => {
                let wanted = match list {
                    List::Tag => any(&["tea"], &[]),
                    _ => any(&["tea", "cake"], &["rye"]),
                };
                ids(tagged(transaction, &wanted, page, Source::Everywhere, reader)
                    .await
                    .unwrap())
            }
            List::Profile | List::ProfileWithoutReplies => {
                let selection = Selection {
                    without_replies: matches!(list, List::ProfileWithoutReplies),
                    ..Selection::default()
                };
                let followed = self.authors[1].id;
                let found = status::of_account(transaction, followed, &selection, page, reader);
                ids(found.await.unwrap())
            }
            List::Favourites => positions(favourite::of_member(transaction, own, page).await.unwrap()),
            List::Bookmarks => positions(bookmark::of_member(transaction, own, page).await.unwrap()),
            List::Notifications => {
                let all = notification::Selection::default();
                let found = notification::list(transaction, own, &all, page).await.unwrap();
                found.iter().map(|told| told.id.number()).collect()
            }
            List::Conversations => {
                let found = conversation::list(transaction, own, page).await.unwrap();
                found.iter().map(|one| one.last_status.number()).collect()
            }
            List::FavouritedBy => positions(
                favourite::accounts(transaction, self.liked.id, page, reader)
                    .await
                    .unwrap(),
            ),
            List::Followers => {
                let found = follow::followers(transaction, self.reader.account.id, page)
                    .await
                    .unwrap();
                found.iter().map(|follower| follower.id.number()).collect()
            }
        }
    }

    async fn begin(&self, transaction: &mut Transaction, reading: &Reading, list: List) -> Added {
        let mut added = Added::default();
        for new in &reading.before {
            self.add(transaction, &mut added, new, list).await;
        }
        added
    }

    /// From the newest part on by `max_id`: all that was there at the beginning, newest first, each once.
    async fn back(&self, transaction: &mut Transaction, reading: &Reading, list: List) {
        let mut added = self.begin(transaction, reading, list).await;
        let expected: Vec<i64> = added.positions.iter().rev().copied().collect();
        let mut meanwhile = reading.meanwhile.iter();
        let mut seen: Vec<i64> = Vec::new();
        loop {
            let page = match seen.last() {
                Some(last) => Page::before(*last, reading.limit),
                None => Page::newest(reading.limit),
            };
            let part = self.read(transaction, list, page).await;
            if part.is_empty() {
                break;
            }
            seen.extend(part);
            for new in meanwhile.next().into_iter().flatten() {
                self.add(transaction, &mut added, new, list).await;
            }
        }
        assert_eq!(seen, expected, "{list:?} back");
    }

    /// From the oldest part on by `min_id`: all that is there in the end, each once.
    async fn forth(&self, transaction: &mut Transaction, reading: &Reading, list: List) {
        let mut added = self.begin(transaction, reading, list).await;
        let mut meanwhile = reading.meanwhile.iter();
        let mut seen: Vec<i64> = Vec::new();
        loop {
            let page = Page {
                min: Some(seen.last().copied().unwrap_or(0)),
                ..Page::newest(reading.limit)
            };
            let mut part = self.read(transaction, list, page).await;
            let is_end = part.is_empty();
            part.reverse();
            seen.extend(part);
            match meanwhile.next() {
                Some(more) => {
                    for new in more {
                        self.add(transaction, &mut added, new, list).await;
                    }
                }
                None if is_end => break,
                None => {}
            }
        }
        assert_eq!(seen, added.positions, "{list:?} forth");
    }

    /// `since_id` gives the newest after a position, and never what is older.
    async fn since(&self, transaction: &mut Transaction, reading: &Reading, list: List) {
        let added = self.begin(transaction, reading, list).await;
        for (at, since) in added.positions.iter().enumerate() {
            let page = Page {
                since: Some(*since),
                ..Page::newest(reading.limit)
            };
            let newer = added.positions[at + 1..]
                .iter()
                .rev()
                .take(reading.limit as usize);
            let newer: Vec<i64> = newer.copied().collect();
            assert_eq!(
                self.read(transaction, list, page).await,
                newer,
                "{list:?} since {at}"
            );
        }
    }
}

fn like(liked: &Status, by: &Account) -> Favourite {
    let sequence = next_sequence(at(0), &ENTROPY);
    Favourite {
        account: by.id,
        status: liked.id,
        uri: format!("https://here.example/likes/{sequence}").parse().unwrap(),
        sequence,
        created_at: at(0),
    }
}

#[test]
fn each_thing_is_read_once_and_in_order_whatever_is_added_meanwhile() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for store in runtime.block_on(stores()) {
        let scene = runtime.block_on(async {
            let (reader, here) = (join(&store, "reader").await, join(&store, "here").await);
            let followed = meet(&store, "followed", "away.example").await;
            let elsewhere = meet(&store, "elsewhere", "away.example").await;
            let_follow(&store, reader.account.id, followed.id).await;
            let liked = written(&here.account, Visibility::Unlisted, &[]);
            crate::people::keep(&store, &liked).await;
            Scene {
                authors: [reader.account.clone(), followed, here.account, elsewhere],
                liked,
                reader,
            }
        });
        for list in LISTS {
            let mut runner = TestRunner::new(Config::with_cases(6));
            let told = runner.run(&reading(), |reading| {
                runtime.block_on(async {
                    // Left without a commit, so that the next story begins anew.
                    for way in 0..3 {
                        let mut transaction = store.begin().await.unwrap();
                        match way {
                            0 => scene.back(&mut transaction, &reading, list).await,
                            1 => scene.forth(&mut transaction, &reading, list).await,
                            _ => scene.since(&mut transaction, &reading, list).await,
                        }
                    }
                });
                Ok(())
            });
            told.unwrap();
        }
    }
}
