//! What authors answered themselves, and what a hostile server can make of that.

use std::sync::Arc;

use serde_json::{Value, json};
use vouchwell_domain::member::Member;
use vouchwell_federation::client::FetchBudget;
use vouchwell_federation::worker::Worker;
use vouchwell_service::status::thread;
use vouchwell_tests::{Peer, PeerActor, SOON, eventually, on_both_databases};

use crate::deliveries::HOUR;
use crate::door::Door;
use crate::fetches::until_nothing_is_left_to_do;
use crate::threads::{follow_amy, kept, mention, read_above, serve};

fn address(peer: &Peer, number: u32) -> String {
    format!("https://{}/notes/{number}", peer.host())
}

/// Serves a Note that answers another of its server and names answers, as Mastodon does.
fn serve_naming(
    peer: &Peer,
    author: &PeerActor,
    number: u32,
    answered: Option<u32>,
    replies: impl IntoIterator<Item = u32>,
) -> Value {
    let answered = answered.map(|answered| json!({"id": address(peer, answered)}));
    let mut note = serve(peer, author, number, answered.as_ref());
    let items: Vec<String> = replies.into_iter().map(|reply| address(peer, reply)).collect();
    note["replies"] = json!({"type": "Collection", "first": {"type": "CollectionPage", "items": items}});
    peer.serve(&format!("/notes/{number}"), &note);
    note
}

async fn look_up(door: &Door, note: &Value) {
    let address = note["id"].as_str().unwrap().parse().unwrap();
    let budget = FetchBudget::default();
    let found = door.federation.resolve_note(&address, &budget).await;
    assert_eq!(found.unwrap(), address);
}

/// Looks a Note up, and waits for the end of what follows from that.
async fn look_up_with_all_below(door: &Door, note: &Value) {
    let worker = Worker::start(Arc::clone(&door.federation));
    look_up(door, note).await;
    until_nothing_is_left_to_do(door).await;
    worker.stop().await;
}

/// The numbers of the Notes that a peer was asked for, the lowest first.
fn asked(peer: &Peer) -> Vec<u32> {
    let fetched = peer.fetched();
    let numbers = fetched.iter().filter_map(|path| path.strip_prefix("/notes/"));
    let mut numbers: Vec<u32> = numbers.map(|number| number.parse().unwrap()).collect();
    numbers.sort_unstable();
    numbers
}

/// What a member reads below a Note.
async fn read_below(door: &Door, member: &Member, note: &Value) -> Vec<String> {
    let kept = kept(door, note).await.unwrap();
    let found = thread(door.federation.context(), Some(member), kept.id).await;
    let below = found.unwrap().descendants.into_iter();
    below.map(|view| view.status.content).collect()
}

on_both_databases! {
    /// Four threads of Ben, to each of which another way leads, and one that Amy sends late.
    async fn what_an_author_wrote_on_is_read_below_whatever_came_of_it(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let ben = door.peer.one_of_a_crowd(&door.amy, "ben");
        let thread_of = |author: &PeerActor, first: u32| {
            serve_naming(&door.peer, author, first + 2, Some(first + 1), []);
            serve_naming(&door.peer, author, first + 1, Some(first), [first + 2]);
            serve_naming(&door.peer, author, first, None, [first + 1])
        };
        let of_ben = [10, 20, 30, 40].map(|first| thread_of(&ben, first));
        let of_amy = thread_of(&door.amy, 50);
        let [looked_up, announced, answered, quoted] = &of_ben;
        let answer = serve(&door.peer, &door.amy, 60, Some(answered));
        let mut quote = serve(&door.peer, &door.amy, 70, None);
        quote["quote"] = quoted["id"].clone();

        let worker = Worker::start(Arc::clone(&door.federation));
        look_up(&door, looked_up).await;
        for (kind, object) in [("Announce", &announced["id"]), ("Create", &answer), ("Create", &quote), ("Create", &of_amy)] {
            assert_eq!(door.answers(&door.amy, &door.amy.public_activity(kind, object)).await, 202);
        }
        until_nothing_is_left_to_do(&door).await;
        worker.stop().await;
        for (first, note) in [10, 20, 40, 50].into_iter().zip([looked_up, announced, quoted, &of_amy]) {
            let below = [1, 2].map(|later| format!("<p>No. {}</p>", first + later));
            assert_eq!(read_below(&door, &carla, note).await, below);
        }
        let mut below = read_below(&door, &carla, answered).await;
        below.sort();
        assert_eq!(below, ["<p>No. 31</p>", "<p>No. 32</p>", "<p>No. 60</p>"]);
        assert_eq!(asked(&door.peer), [10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 51, 52]);
    }

    /// Ben's server names, beside an answer of his: one elsewhere, one of Dora, one of his to something that is not here
    /// and one to something else that is here, and one for his followers. Each of them names more.
    async fn what_is_no_answer_of_the_author_is_dropped_and_leads_nowhere(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let [ben, dora] = ["ben", "dora"].map(|name| door.peer.one_of_a_crowd(&door.amy, name));
        let elsewhere = world.peer("elsewhere").await;
        let foreign = serve(&elsewhere, &elsewhere.one_of_a_crowd(&door.amy, "ben"), 9, Some(&json!({"id": address(&door.peer, 1)})));
        let here = serve(&door.peer, &ben, 8, None);
        let of_another = serve_naming(&door.peer, &dora, 2, Some(1), [20]);
        let to_nothing = serve_naming(&door.peer, &ben, 3, Some(7), [30]);
        let to_another = serve_naming(&door.peer, &ben, 4, Some(8), [40]);
        let mut to_some = serve_naming(&door.peer, &ben, 5, Some(1), [50]);
        to_some["to"] = json!([format!("{}/followers", ben.id())]);
        door.peer.serve("/notes/5", &to_some);
        let own = serve_naming(&door.peer, &ben, 6, Some(1), []);
        let mut first = serve_naming(&door.peer, &ben, 1, None, [2, 3, 4, 5, 6]);
        let named = first["replies"]["first"]["items"].as_array_mut().unwrap();
        named.insert(0, foreign["id"].clone());
        door.peer.serve("/notes/1", &first);

        look_up(&door, &here).await;
        look_up_with_all_below(&door, &first).await;
        assert_eq!(asked(&door.peer), [1, 2, 3, 4, 5, 6, 8]);
        assert_eq!(elsewhere.fetched(), Vec::<String>::new());
        let fetched = door.peer.fetched();
        assert!(!fetched.contains(&"/users/dora".to_owned()), "{fetched:?}");
        for note in [&foreign, &of_another, &to_nothing, &to_another, &to_some] {
            assert_eq!(kept(&door, note).await, None);
        }
        assert!(kept(&door, &own).await.is_some());
        assert_eq!(read_below(&door, &carla, &first).await, ["<p>No. 6</p>"]);
    }

    async fn a_chain_is_followed_for_ten_posts_and_a_circle_once(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let ben = door.peer.one_of_a_crowd(&door.amy, "ben");
        let first = serve_naming(&door.peer, &ben, 1, None, [2]);
        for number in 2..15 {
            serve_naming(&door.peer, &ben, number, Some(number - 1), [number + 1]);
        }
        look_up_with_all_below(&door, &first).await;
        assert_eq!(asked(&door.peer), (1..=11).collect::<Vec<u32>>());
        assert_eq!(read_below(&door, &carla, &first).await.len(), 10);

        let circle = serve_naming(&door.peer, &ben, 21, None, [21, 22]);
        serve_naming(&door.peer, &ben, 22, Some(21), [22, 21, 23]);
        serve_naming(&door.peer, &ben, 23, Some(22), [21, 22, 23]);
        look_up_with_all_below(&door, &circle).await;
        assert_eq!(asked(&door.peer)[11..], [21, 22, 23]);
        assert_eq!(read_below(&door, &carla, &circle).await.len(), 2);
    }

    /// Each of the posts names a thousand others of its author, of which enough are there.
    async fn lists_of_thousands_lead_to_ten_posts(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let ben = door.peer.one_of_a_crowd(&door.amy, "ben");
        let below = |number: u32| (number * 1_000 + 1)..(number * 1_000 + 1_001);
        let first = serve_naming(&door.peer, &ben, 1, None, below(1));
        for number in below(1).take(10) {
            serve_naming(&door.peer, &ben, number, Some(1), below(number));
            for further in below(number).take(10) {
                serve_naming(&door.peer, &ben, further, Some(number), below(further).take(5));
            }
        }
        look_up_with_all_below(&door, &first).await;
        let named = 1_001..=1_005;
        let further = named.clone().map(|number| number * 1_000 + 1);
        let expected: Vec<u32> = [1].into_iter().chain(named.clone()).chain(further).collect();
        assert_eq!(asked(&door.peer), expected);
        assert_eq!(read_below(&door, &carla, &first).await.len(), 10);
    }

    /// Amy, whom Carla follows, answers the last of twelve posts, each of which names five answers, and these more.
    async fn a_thread_is_fetched_for_ten_posts_above_and_ten_beside_them_in_all(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let ben = door.peer.one_of_a_crowd(&door.amy, "ben");
        let below = |number: u32| (number * 10)..(number * 10 + 5);
        let mut last = Value::Null;
        for number in 11..=22 {
            last = serve_naming(&door.peer, &ben, number, (number > 11).then(|| number - 1), below(number));
            for reply in below(number) {
                serve_naming(&door.peer, &ben, reply, Some(number), below(reply));
                for further in below(reply) {
                    serve_naming(&door.peer, &ben, further, Some(reply), []);
                }
            }
        }
        let answer = serve(&door.peer, &door.amy, 1, Some(&last));
        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        read_above(&door, &carla, &answer, 10).await;
        until_nothing_is_left_to_do(&door).await;
        worker.stop().await;
        let above = 13..=22;
        let further = below(22).map(|reply| reply * 10);
        let expected: Vec<u32> = above.chain(below(22)).chain(further).collect();
        assert_eq!(asked(&door.peer), expected);
    }

    /// Carla is mentioned in what Amy wrote on, which is old.
    async fn nobody_is_told_of_what_an_author_wrote_on(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let first = serve_naming(&door.peer, &door.amy, 1, None, [2]);
        let mut second = serve_naming(&door.peer, &door.amy, 2, Some(1), []);
        mention(&mut second, &carla);
        door.peer.serve("/notes/2", &second);
        look_up_with_all_below(&door, &first).await;
        assert_eq!(read_below(&door, &carla, &first).await, ["<p>No. 2</p>"]);
        assert_eq!(door.database.count("SELECT count(*) FROM notification").await, 0);
    }

    /// One answer cannot be had at first, and another never.
    async fn an_answer_that_cannot_be_had_is_fetched_later_or_given_up(world: World) {
        let door = Door::open(&world).await;
        let ben = door.peer.one_of_a_crowd(&door.amy, "ben");
        let first = serve_naming(&door.peer, &ben, 1, None, [2, 3]);
        door.peer.serve_as("/notes/2", 503, &[], "");
        let worker = Worker::start(Arc::clone(&door.federation));
        look_up(&door, &first).await;
        eventually(SOON, "one is given up, and one waits", async || {
            let left = door.database.count("SELECT count(*) FROM job").await;
            let waiting = door.database.count("SELECT count(*) FROM job WHERE attempts = 1").await;
            ((left, waiting) == (1, 1)).then_some(())
        })
        .await;
        let late = serve_naming(&door.peer, &ben, 2, Some(1), []);
        world.pass(HOUR);
        eventually(SOON, "it is here", async || kept(&door, &late).await).await;
        worker.stop().await;
        assert_eq!(asked(&door.peer), [1, 2, 2, 3]);
    }

    async fn nothing_below_is_fetched_from_a_server_that_is_blocked_by_then(world: World) {
        let door = Door::open(&world).await;
        let ben = door.peer.one_of_a_crowd(&door.amy, "ben");
        let first = serve_naming(&door.peer, &ben, 1, None, [2]);
        serve_naming(&door.peer, &ben, 2, Some(1), []);
        look_up(&door, &first).await;
        assert_eq!(door.database.count("SELECT count(*) FROM job").await, 1);
        door.block("peer.test").await;
        let worker = Worker::start(Arc::clone(&door.federation));
        until_nothing_is_left_to_do(&door).await;
        worker.stop().await;
        assert_eq!(asked(&door.peer), [1]);
    }
}
