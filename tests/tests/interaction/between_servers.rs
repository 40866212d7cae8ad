//! A member of one server likes and boosts what was written on another.

use serde_json::{Value, json};
use vouchwell_tests::{Draft, Member, SOON, eventually, on_both_databases};

const WORDS: &str = "Bob finds the error before the auditor does.";

/// The status with an address, as somebody sees it among those of an account.
async fn status_of(reader: &Member, acct: &str, uri: &str) -> Option<Value> {
    let account = reader.resolve(acct).await;
    let statuses = reader.statuses_of(&account).await;
    statuses.into_iter().find(|status| status["uri"] == uri)
}

/// Waits until the author sees these numbers of favourites and boosts.
async fn counts(author: &Member, uri: &str, favourites: u64, reblogs: u64) {
    let what = format!(
        "{} sees {favourites} favourites and {reblogs} boosts",
        author.handle()
    );
    eventually(SOON, &what, async || {
        let status = status_of(author, &author.handle(), uri).await?;
        (status["favourites_count"] == favourites && status["reblogs_count"] == reblogs).then_some(())
    })
    .await;
}

async fn notified(author: &Member) -> Vec<String> {
    let notifications = author.notifications().await;
    let of_interest = notifications
        .iter()
        .filter(|one| matches!(one["type"].as_str(), Some("favourite" | "reblog")));
    of_interest
        .map(|one| format!("{} by {}", one["type"], one["account"]["acct"]).replace('"', ""))
        .collect()
}

on_both_databases! {
    /// Carol, whom a peer follows, likes and boosts a recommendation by Alice, who then withdraws it.
    async fn what_a_member_does_reaches_the_author_and_ends_with_the_status(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (alice, bob, carol) = (a.member("alice"), b.member("bob"), b.member("carol"));
        let peer = world.peer("peer").await;
        let reader = peer.actor("reader");
        let follow = reader.activity("Follow", &carol.actor(), &json!(carol.actor()));
        assert_eq!(peer.post(&reader, &format!("{}/inbox", carol.actor()), &follow).await.status, 202);
        peer.wait_for_type("Accept").await;
        alice.get_to_know(&bob).await;
        let (mine, _) = alice.recommend(&bob, &Draft::new(WORDS)).await;
        let uri = alice.recommendation(&mine).await.ok()["uri"].clone();
        let uri = uri.as_str().expect("an address");
        let seen = status_of(&carol, &alice.handle(), uri).await.expect("Bob's server has it");
        let id = seen["id"].as_str().expect("an id");

        let liked = carol.do_with_status(id, "favourite", &json!({})).await.ok();
        assert_eq!((&liked["favourited"], &liked["favourites_count"]), (&json!(true), &json!(1)));
        counts(&alice, uri, 1, 0).await;
        let boost = carol.do_with_status(id, "reblog", &json!({"visibility": "unlisted"})).await.ok();
        assert_eq!((&boost["reblog"]["uri"], &boost["visibility"]), (&json!(uri), &json!("unlisted")));
        counts(&alice, uri, 1, 1).await;
        let by_carol = |kind: &str| format!("{kind} by {}", carol.handle());
        assert_eq!(notified(&alice).await, [by_carol("reblog"), by_carol("favourite")]);

        let announce = peer.wait_for_type("Announce").await;
        assert_eq!((&announce["object"], &announce["actor"]), (&json!(uri), &json!(carol.actor())));
        let followers = json!(format!("{}/followers", carol.actor()));
        let public = json!("https://www.w3.org/ns/activitystreams#Public");
        assert_eq!(announce["to"], json!([followers]));
        assert_eq!(announce["cc"], json!([public, alice.actor()]));
        let announced = announce["id"].as_str().expect("an id");
        b.get_activity(announced).await.ok();

        carol.do_with_status(id, "unfavourite", &json!({})).await.ok();
        counts(&alice, uri, 0, 1).await;
        assert_eq!(notified(&alice).await, [by_carol("reblog")]);

        alice.withdraw(&mine).await.ok();
        eventually(SOON, "it is gone for Carol, and her boost with it", async || {
            let own = carol.resolve(&carol.handle()).await;
            let is_gone = carol.statuses_of(&own).await.is_empty()
                && status_of(&carol, &alice.handle(), uri).await.is_none();
            is_gone.then_some(())
        })
        .await;
        for id in [id, boost["id"].as_str().expect("an id")] {
            carol.get(&format!("/api/v1/statuses/{id}")).await.refused(404);
            carol.get(&format!("/api/v1/statuses/{id}/reblogged_by")).await.refused(404);
        }
        let undo = peer.wait_for("the end of the boost", |activity| {
            activity["type"] == "Undo" && activity["object"]["id"] == announced
        });
        assert_eq!(undo.await.json()["object"]["type"], "Announce");
        assert_eq!(b.get_activity(announced).await.status, 404);
    }
}
