//! A visitor from another server, and somebody who reads by feed.

use vouchwell_tests::{Browser, Draft, PASSWORD, SOON, eventually, on_both_databases};

use crate::{says, signed_in};

on_both_databases! {
    async fn a_member_keeps_her_places_on_the_pages_of_everybody(world: World) {
        let a = world.instance("a").await;
        a.create_account("carla");
        let (mut carla, _) = signed_in(&a, "carla").await;
        let mut visitor = Browser::new(&a);
        for path in ["/@carla", "/about", "/verify", "/nowhere"] {
            let hers = carla.open(path).await;
            says(&hers, "href=\"/settings\"");
            assert_eq!(hers.headers["cache-control"], "no-store", "{path}: {hers}");
            let public = visitor.open(path).await;
            assert!(!public.body.contains("href=\"/settings\""), "{path}: {public}");
            assert_eq!(public.headers["cache-control"], "no-cache", "{path}: {public}");
        }
        let asked = carla.open("/people?acct=nobody&lang=de").await;
        says(&asked, "href=\"?acct=nobody&#38;lang=en\"");
    }

    async fn a_visitor_goes_on_to_her_own_server_and_follows_there(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        a.create_account("carla");
        b.create_account("ana");
        let mut browser = Browser::new(&a);
        let profile = browser.open("/@carla").await;
        says(&profile, "Go on to your server");
        for (typed, sentence) in [
            ("ana".to_owned(), "Write your handle with your server"),
            (format!("nobody@{}", b.host()), "Your server could not be asked"),
        ] {
            let page = browser.open(&format!("/@carla/follow?handle={typed}")).await;
            assert_eq!(page.status, 422, "{page}");
            says(&page, sentence);
            says(&page, &format!("value=\"{typed}\""));
        }
        let page = browser.open(&format!("/@carla/follow?handle=ana@{}", b.host())).await;
        let address = page.body.split("href=\"").find(|link| link.starts_with(b.origin()));
        let address = address.and_then(|link| link.split('"').next()).expect("a link to her server");
        assert!(page.headers.get("refresh").is_none(), "a link from elsewhere leads nobody on by itself");

        let mut at_home = Browser::new(&b);
        let page = at_home.open(address).await;
        let page = at_home.sign_in(&page, "ana", PASSWORD).await;
        says(&page, "You do not follow <bdi>carla</bdi>.");
    }

    async fn recommendations_are_read_by_feed_until_they_are_withdrawn(world: World) {
        let a = world.build_instance("a").with("VOUCHWELL_HOLD", "0s").start().await;
        let (bob, carla) = (a.member("bob"), a.member("carla"));
        bob.get_to_know(&carla).await;
        let (id, _) = bob.recommend(&carla, &Draft::new("She closes the books & smiles.")).await;
        let mut browser = Browser::new(&a);
        let profile = browser.open("/@carla").await;
        let feed = "/@carla/recommendations.atom";
        says(&profile, &format!("href=\"{feed}\""));
        let read = eventually(SOON, "the recommendation is in the feed", async || {
            let feed = a.get(feed).await;
            feed.body.contains("She closes the books").then_some(feed)
        })
        .await;
        assert_eq!(read.headers["content-type"], "application/atom+xml; charset=utf-8");
        says(&read, "Disclosed");
        bob.withdraw(&id).await;
        eventually(SOON, "it is gone from the feed", async || {
            let feed = a.get(feed).await;
            (!feed.body.contains("She closes")).then_some(())
        })
        .await;
    }
}
