//! Finding somebody, following, and wanting to hear no more.

use reqwest::Method;
use serde_json::json;
use vouchwell_tests::{SOON, eventually, on_both_databases};

use crate::{says, signed_in};

on_both_databases! {
    async fn somebody_on_another_server_is_found_followed_and_read(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (carla, bob) = (a.member("carla"), b.member("bob"));
        let (mut browser, home) = signed_in(&a, "carla").await;
        says(&home, "Nothing here yet");

        let page = browser.open("/people").await;
        says(&page, "You follow nobody yet");
        let search = format!("/people?acct=@{}", bob.handle());
        let nobody = browser.open(&search.replace("bob", "nobody")).await;
        assert_eq!(nobody.status, 422, "{nobody}");
        says(&nobody, "Nobody was found");
        let found = browser.open(&search).await;
        says(&found, "You do not follow");
        let asked = browser.submit(&found, "Follow", &[("act", "follow")]).await;
        assert_eq!(asked.status, 200, "{asked}");
        let path = eventually(SOON, "bob's server has let her follow", async || {
            let page = browser.clone().open(&search).await;
            page.body.contains("You follow <bdi>bob</bdi>.").then_some(page)
        })
        .await;
        bob.write_post("Three shops are one ledger.", "private").await;
        let home = eventually(SOON, "the post is at home", async || {
            let page = browser.clone().open("/home").await;
            page.body.contains("Three shops are one ledger.").then_some(page)
        })
        .await;
        says(&home, "Only followers can read this");
        let known = found.body.split_once("action=\"/people/").expect("a form about bob").1;
        let known = known.split('"').next().unwrap_or_default();
        says(&home, &format!("href=\"/people/{known}\"><bdi>bob</bdi>"));

        let page = browser.submit(&path, "Mute", &[("act", "mute")]).await;
        says(&page, "You have muted");
        let home = browser.open("/home").await;
        assert!(!home.body.contains("Three shops"), "{home}");
        let muted = browser.open("/people/muted").await;
        let muted = browser.submit(&muted, "Unmute", &[("act", "unmute")]).await;
        says(&muted, "You have muted nobody.");
        let page = browser.open(&search).await;
        let page = browser.submit(&page, "Block", &[("act", "block")]).await;
        says(&page, "You have blocked");
        eventually(SOON, "bob has lost a follower", async || {
            (bob.account().await["followers_count"] == 0).then_some(())
        })
        .await;
        let blocked = browser.open("/people/blocked").await;
        let blocked = browser.submit(&blocked, "Unblock", &[("act", "unblock")]).await;
        says(&blocked, "You have blocked nobody.");
        assert_eq!(carla.account().await["following_count"], 0);
    }

    async fn who_asks_to_follow_waits_for_an_answer_and_is_told_of(world: World) {
        let a = world.instance("a").await;
        let (carla, bob, dana) = (a.member("carla"), a.member("bob"), a.member("dana"));
        let lock = json!({"locked": true});
        carla.call(Method::PATCH, "/api/v1/accounts/update_credentials", &lock).await.ok();
        for member in [&bob, &dana] {
            member.follow("carla").await;
        }
        let (mut browser, _) = signed_in(&a, "carla").await;
        let told = eventually(SOON, "carla is told", async || {
            let page = browser.clone().open("/notifications").await;
            (page.body.matches("asks to follow you").count() == 2).then_some(page)
        })
        .await;
        says(&told, "/people/requests");
        let again = browser.open("/notifications").await;
        assert!(!again.body.contains("class=\"new\""), "what was seen counts as read: {again}");
        let unread = carla.get("/api/v1/notifications/unread_count").await.ok();
        assert_eq!(unread["count"], 0, "also for her apps");

        let page = browser.open("/people/requests").await;
        let page = browser.submit(&page, "Let them follow", &[("act", "accept")]).await;
        let page = browser.submit(&page, "Do not let them", &[("act", "refuse")]).await;
        says(&page, "Nobody waits for your answer here.");
        assert_eq!(carla.account().await["followers_count"], 1);
    }

    async fn a_report_is_made_once_and_passed_on_if_she_wants(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let carla = a.member("carla");
        let mal = b.member("mal");
        let mal = carla.resolve(&mal.handle()).await;
        let (mut browser, _) = signed_in(&a, "carla").await;
        let path = format!("/people/{mal}/report");
        let page = browser.open(&path).await;
        let wrong = browser.submit(&page, "Send the report", &[("words", "He sells praise.")]).await;
        assert_eq!(wrong.status, 422, "{wrong}");
        says(&wrong, "Choose what is wrong.");
        says(&wrong, "He sells praise.");
        let filled = [("reason", "spam"), ("words", "He sells praise."), ("forward", "1")];
        for _ in 0..2 {
            let sent = browser.submit(&page, "Send the report", &filled).await;
            says(&sent, "Thank you");
        }
        eventually(SOON, "the other moderators have it", async || {
            (b.count("SELECT count(*) FROM report").await == 1).then_some(())
        })
        .await;
        assert_eq!(a.count("SELECT count(*) FROM report").await, 1);
    }
}
