//! The many accounts among whom a reader finds what she reads, written into the database in words that both databases
//! read.

use vouchwell_tests::{Instance, World};

/// How many there are.
pub(crate) const ACCOUNTS: u32 = 10_000;
/// One writes after another who is so many places away: neighbours do not, and everybody has a turn.
pub(crate) const STRIDE: u32 = 7_919;
/// Whom the reader follows: the first of them.
pub(crate) const FOLLOWED: u32 = 1_000;
/// The first of their ids, and of whatever else is written with them; below those that are made now.
pub(crate) const BASE: u32 = 1_000_000;

/// An instance that answers whoever asks, however often.
pub(crate) async fn begin(world: &World) -> Instance {
    world
        .build_instance("a")
        .behind_proxy()
        .with("VOUCHWELL_LIMITS", "off")
        .start()
        .await
}

/// A table `number` of `n`, from 0 on.
pub(crate) fn numbers(most: u32) -> String {
    format!(
        "WITH RECURSIVE number (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM number WHERE n < {most} - 1) "
    )
}

/// Makes the accounts `alice0`, `alice1` and so on from the member `alice`, who follows the first of them.
pub(crate) async fn settle(a: &Instance) {
    let accounts = format!(
        "INSERT INTO account (id, uri, name, kind, display_name, summary, url, fields, also_known_as, locked, inbox,
             followers, understands_recommendations, created_at, first_seen_at, fetched_at, discoverable)
         {}SELECT {BASE} + n, uri || n, 'alice' || n, kind, display_name, summary, url || n, fields, also_known_as,
             locked, inbox || n, followers || n, understands_recommendations, created_at, first_seen_at, fetched_at,
             discoverable FROM account, number WHERE name = 'alice'",
        numbers(ACCOUNTS)
    );
    let follows = format!(
        "INSERT INTO follow (follower_id, followed_id, uri, state, created_at)
         {}SELECT id, {BASE} + n, uri || '/follows/' || n, 'accepted', created_at FROM account, number
         WHERE name = 'alice'",
        numbers(FOLLOWED)
    );
    execute(a, [accounts, follows]).await;
}

/// Runs statements that are made only once.
pub(crate) async fn execute(a: &Instance, statements: impl IntoIterator<Item = String>) {
    for statement in statements {
        a.execute(statement.leak()).await;
    }
}
