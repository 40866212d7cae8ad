use serde_json::json;
use vouchwell_domain::account::Handle;
use vouchwell_domain::meeting::MeetingLink;
use vouchwell_federation::client::FetchBudget;
use vouchwell_tests::{PeerActor, on_both_databases};

use crate::door::{Door, ORIGIN};

/// Whether the server asks another for somebody, by any of the ways in which a member can name her.
async fn finds(door: &Door, actor: &PeerActor) -> [bool; 4] {
    let handle: Handle = actor.handle().parse().unwrap();
    let host = handle.host.clone().unwrap();
    let origin = format!("https://{host}/").parse().unwrap();
    let code = MeetingLink::beside(&origin, "1".repeat(30).parse().unwrap());
    let (federation, budget) = (&door.federation, FetchBudget::default());
    [
        federation.page_for(&handle, "carla@vouch.test").await.is_ok(),
        federation.shown_by(&code).await.is_ok(),
        federation.resolve_handle(&handle).await.is_ok(),
        federation
            .refetch(&actor.id().parse().unwrap(), &budget)
            .await
            .is_ok(),
    ]
}

/// Serves what an actor's server has for members of others.
fn open_ways(peer: &vouchwell_tests::Peer, actor: &PeerActor) {
    let mut descriptor = actor.webfinger();
    let subscribe = json!({
        "rel": "http://ostatus.org/schema/1.0/subscribe",
        "template": format!("https://{}/follow?uri={{uri}}", peer.host()),
    });
    descriptor["links"].as_array_mut().unwrap().push(subscribe);
    let path = format!("/.well-known/webfinger?resource=acct:{}", actor.handle());
    let kind = [("content-type", "application/jrd+json")];
    peer.serve_as(&path, 200, &kind, &descriptor.to_string());
    let holder = json!({"type": "Object", "attributedTo": actor.id()});
    peer.serve(&format!("/meet/{}", "1".repeat(30)), &holder);
}

on_both_databases! {
    /// Its own name was never blocked: the domain above it was.
    async fn a_server_under_a_blocked_domain_is_asked_nothing_and_not_heard(world: World) {
        let door = Door::open(&world).await;
        let bad = world.peer("new.bad").await;
        let eve = bad.actor("eve");
        open_ways(&bad, &eve);
        open_ways(&door.peer, &door.amy);
        door.block("bad.test").await;

        assert_eq!(finds(&door, &eve).await, [false; 4]);
        let led_there = format!("/.well-known/webfinger?resource=acct:eva@{}", door.peer.host());
        let kind = [("content-type", "application/jrd+json")];
        door.peer.serve_as(&led_there, 200, &kind, &eve.webfinger().to_string());
        let eva: Handle = format!("eva@{}", door.peer.host()).parse().unwrap();
        assert!(door.federation.resolve_handle(&eva).await.is_err(), "another server leads there");
        assert_eq!(bad.fetched(), Vec::<String>::new());
        let said = eve.activity("Like", ORIGIN, &json!(format!("{ORIGIN}/users/bob/statuses/1")));
        assert_eq!(door.answers(&eve, &said).await, 202, "it cannot tell a block from silence");
        assert_eq!(door.taken().await, 0);

        assert_eq!(finds(&door, &door.amy).await, [true; 4], "others are asked as before");
        let said = door.amy.activity("Like", ORIGIN, &json!(format!("{ORIGIN}/users/bob/statuses/1")));
        assert_eq!(door.answers(&door.amy, &said).await, 202);
        assert_eq!(door.taken().await, 1);
    }
}
