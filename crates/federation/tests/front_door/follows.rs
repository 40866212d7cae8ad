//! Follows by software that gives each of them the same id, as Misskey, Pixelfed and Friendica do.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vouchwell_domain::member::Member;
use vouchwell_federation::worker::Worker;
use vouchwell_storage::{account, follow};
use vouchwell_tests::{SignedPost, on_both_databases};

use crate::door::{Door, ORIGIN};
use crate::fetches::until_nothing_is_left_to_do;

const MINUTE: Duration = Duration::from_secs(60);

/// Whether Amy follows a member, once everything has taken effect that came.
async fn follows(door: &Door, member: &Member) -> bool {
    let worker = Worker::start(Arc::clone(&door.federation));
    until_nothing_is_left_to_do(door).await;
    worker.stop().await;
    let mut reading = door.federation.context().store.snapshot().await.unwrap();
    let uri = door.amy.id().parse().unwrap();
    let amy = account::by_uri(&mut reading, &uri).await.unwrap().unwrap();
    let found = follow::find(&mut reading, amy.id, member.account.id).await;
    found.unwrap().is_some()
}

/// A Follow of a member by Amy, and its Undo.
fn follow_and_end(door: &Door, member: &Member) -> (Value, Value) {
    let actor = member.account.uri.to_string();
    let follow = door.amy.activity("Follow", &actor, &json!(actor));
    let end = door.amy.activity("Undo", &actor, &follow);
    (follow, end)
}

on_both_databases! {
    async fn whoever_stops_and_follows_again_under_the_same_ids_follows_until_she_stops(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let (follow, end) = follow_and_end(&door, &carla);
        let first = SignedPost::new(&door.amy, &format!("{ORIGIN}/inbox"), &follow).seal();
        assert_eq!(door.answers_to(first.clone()).await, 202);
        assert!(follows(&door, &carla).await);
        world.pass(MINUTE);
        assert_eq!(door.answers(&door.amy, &end).await, 202);
        assert!(!follows(&door, &carla).await);
        assert_eq!(door.answers_to(first).await, 202);
        assert!(!follows(&door, &carla).await, "the same request once more is no wish");
        world.pass(MINUTE);
        assert_eq!(door.answers(&door.amy, &end).await, 202);
        assert!(!follows(&door, &carla).await, "her server did not hear that it was taken");

        world.pass(MINUTE);
        assert_eq!(door.answers(&door.amy, &follow).await, 202);
        assert!(follows(&door, &carla).await);
        world.pass(MINUTE);
        assert_eq!(door.answers(&door.amy, &end).await, 202);
        assert!(!follows(&door, &carla).await);
    }

    async fn a_follow_that_its_undo_overtakes_does_not_begin(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let (follow, end) = follow_and_end(&door, &carla);
        assert_eq!(door.answers(&door.amy, &end).await, 202);
        assert_eq!(door.answers(&door.amy, &follow).await, 202);
        assert!(!follows(&door, &carla).await);
        let (another, _) = follow_and_end(&door, &carla);
        assert_eq!(door.answers(&door.amy, &another).await, 202);
        assert!(follows(&door, &carla).await);
    }

    /// As Pixelfed ends it. That of another member goes on.
    async fn a_follow_that_its_undo_gives_another_id_is_over(world: World) {
        let door = Door::open(&world).await;
        let (carla, dora) = (door.member("carla").await, door.member("dora").await);
        for member in [&carla, &dora] {
            let (follow, _) = follow_and_end(&door, member);
            assert_eq!(door.answers(&door.amy, &follow).await, 202);
            assert!(follows(&door, member).await);
        }
        let (_, end) = follow_and_end(&door, &carla);
        assert_eq!(door.answers(&door.amy, &end).await, 202);
        assert!(!follows(&door, &carla).await);
        assert!(follows(&door, &dora).await);
    }
}
