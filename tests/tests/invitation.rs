//! How people come in: the first-run link, invitations, and the open door.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use serde_json::json;
use vouchwell_tests::{Answer, Browser, Instance, PASSWORD, on_both_databases};

/// What is typed by somebody who makes an account.
fn fields<'a>(name: &'a str, email: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("email", email), ("password", PASSWORD)]
}

/// The link on a page of invitations by which somebody can come.
fn link(page: &Answer) -> String {
    let (_, after) = page
        .body
        .split_once("value=\"https://")
        .expect("an open invitation");
    format!("https://{}", after.split('"').next().unwrap_or_default())
}

async fn owner(instance: &Instance) -> Browser {
    let log = instance.log();
    let (_, after) = log.split_once("/setup/").expect("the first-run link");
    let path = format!("/setup/{}", after.split_whitespace().next().unwrap_or_default());
    let mut browser = Browser::new(instance);
    let page = browser.open(&path).await;
    let wrong = browser
        .submit(&page, "Make the account", &fields("a b", "nowhere"))
        .await;
    assert_eq!(wrong.status, 422, "{wrong}");
    assert!(
        wrong.body.contains("value=\"nowhere\"") && wrong.body.contains("name-complaint"),
        "{wrong}"
    );
    assert!(!wrong.body.contains(PASSWORD), "a password is not shown again");
    let own = fields("rita", "rita@mail.test");
    let mut first_click = browser.clone();
    first_click.submit(&wrong, "Make the account", &own).await;
    let welcome = browser.submit(&wrong, "Make the account", &own).await;
    assert!(
        welcome.body.contains(&format!("@rita@{}", instance.host())),
        "{welcome}"
    );
    assert_eq!(browser.open(&path).await.status, 404, "the link works once");
    browser
}

on_both_databases! {
    async fn the_owner_comes_by_the_first_link_and_a_friend_by_an_invitation(world: World) {
        let instance = world.instance("home").await;
        let mut rita = owner(&instance).await;
        let page = rita.open("/invitations").await;
        let page = rita.submit(&page, "Make a link", &[("follow", "1")]).await;
        let (link, mut ada) = (link(&page), Browser::new(&instance));
        let form = ada.open(&link).await;
        assert!(form.body.contains("rita") && form.body.contains("follow each other"), "{form}");
        let forged = ada.post(&link, &fields("ada", "ada@mail.test")).await;
        assert_eq!(forged.status, 403, "a form that was not given to this browser: {forged}");
        let mut typed = fields("ada", "ada@mail.test").to_vec();
        typed.push(("follow", "1"));
        let mut second_click = ada.clone();
        let welcome = ada.submit(&form, "Make the account", &typed).await;
        assert!(welcome.status.is_success() && welcome.body.contains("@ada@"), "{welcome}");
        let again = second_click.submit(&form, "Make the account", &typed).await;
        assert_eq!(again.body, welcome.body, "a second click leads to the same place");

        let mut eve = Browser::new(&instance);
        let over = eve.open(&link).await;
        assert_eq!(over.status, 404);
        assert!(over.body.contains("not good any more"), "{over}");
        assert!(rita.open("/invitations").await.body.contains("ada"), "she sees who came");
        let token = instance.sign_in("ada", "read");
        let followed = token.get("/api/v1/accounts/lookup?acct=rita").await.ok();
        let id = followed["id"].as_str().expect("an id");
        let relationship = token.get(&format!("/api/v1/accounts/relationships?id[]={id}")).await.ok();
        assert_eq!(relationship[0]["following"], json!(true), "{relationship}");
        assert_eq!(relationship[0]["followed_by"], json!(true), "{relationship}");
    }

    async fn a_link_that_was_taken_back_lets_nobody_in(world: World) {
        let instance = world.instance("home").await;
        instance.create_account("ada");
        let mut ada = Browser::new(&instance);
        let page = ada.open("/login?to=/invitations").await;
        let page = ada.sign_in(&page, "ada", PASSWORD).await;
        let twice = ada.submit(&page, "Make a link", &[]).await;
        let page = ada.submit(&page, "Make a link", &[]).await;
        assert_eq!(page.body.matches("Take it back").count(), 1, "a second click makes none: {twice}");
        let mut fuller = page.clone();
        for _ in 0..4 {
            fuller = ada.submit(&fuller, "Make a link", &[]).await;
        }
        let refused = ada.submit(&fuller, "Make a link", &[]).await;
        assert_eq!(refused.status, 422, "{refused}");
        assert!(refused.body.contains("Five of your invitations are open"), "{refused}");
        assert_eq!(refused.body.matches("Take it back").count(), 5, "on the page of the button: {refused}");
        let link = link(&page);
        let mut bea = Browser::new(&instance);
        let form = bea.open(&link).await;
        ada.submit(&page, "Take it back", &[]).await;
        let refused = bea.submit(&form, "Make the account", &fields("bea", "bea@mail.test")).await;
        assert_eq!(refused.status, 404, "{refused}");
        assert_eq!(bea.open("/@bea").await.status, 404, "nobody was made");
        assert_eq!(bea.open("/join").await.status, 404, "and there is no other door");
    }

    async fn an_open_instance_says_so_and_lets_everybody_in(world: World) {
        let instance = world.build_instance("open").with("VOUCHWELL_REGISTRATION", "open").start().await;
        let mut ada = Browser::new(&instance);
        let front = ada.open("/").await;
        assert!(front.body.contains("href=\"/join\""), "{front}");
        let form = ada.open("/join").await;
        let welcome = ada.submit(&form, "Make the account", &fields("ada", "ada@mail.test")).await;
        assert!(welcome.body.contains("@ada@"), "{welcome}");
        let mut eve = Browser::new(&instance);
        let form = eve.open("/join").await;
        let other = [("name", "ada"), ("email", "eve@mail.test"), ("password", "another password")];
        let refused = eve.submit(&form, "Make the account", &other).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("taken") && refused.body.contains("eve@mail.test"), "{refused}");
        let described = instance.get("/api/v1/instance").await.ok();
        assert_eq!(described["invites_enabled"], json!(true));
    }
}
