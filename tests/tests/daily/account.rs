//! What a member decides about her account.

use serde_json::{Value, json};
use vouchwell_tests::{Browser, PASSWORD, PeerActor, SOON, eventually, on_both_databases, picture};

use crate::{says, signed_in};

fn labels(account: &Value) -> Vec<&str> {
    let fields = account["source"]["fields"].as_array().expect("fields");
    fields.iter().filter_map(|field| field["name"].as_str()).collect()
}

on_both_databases! {
    async fn she_says_who_she_is(world: World) {
        let a = world.instance("a").await;
        let carla = a.member("carla");
        let (mut browser, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/profile").await;
        let too_long = "x".repeat(101);
        let wrong = [("name", "Carla\tJanssens"), ("place", &too_long), ("topics", "payroll, !!")];
        let refused = browser.submit(&page, "Save", &wrong).await;
        assert_eq!(refused.status, 422, "{refused}");
        for sentence in ["Write this in one line.", "at most 100 characters", "A topic has letters"] {
            says(&refused, sentence);
        }
        says(&refused, "payroll, !!");

        let stamp = page.hidden("Save", "stamp");
        let fields = [
            ("stamp", stamp.as_str()),
            ("avatar_description", "Me at my desk"),
            ("name", "Carla Janssens"),
            ("pronouns", "she/her"),
            ("place", "Ghent, Belgium"),
            ("topics", "Bookkeeping, payroll taxes"),
            ("note", "I keep small companies calm."),
            ("recommending", "Only what I saw myself"),
            ("label", "Website"),
            ("value", "https://janssens.example/"),
            ("label", ""),
            ("value", ""),
            ("locked", "1"),
            ("discoverable", "1"),
        ];
        let saved = browser.upload("/settings/profile", &fields, ("avatar", &picture())).await;
        says(&saved, "Saved");
        says(&saved, "This page was not seen to link back yet.");

        let account = carla.account().await;
        assert_eq!(account["display_name"], "Carla Janssens");
        assert_eq!((&account["locked"], &account["place"]), (&true.into(), &"Ghent, Belgium".into()));
        assert_eq!(labels(&account), ["Pronouns", "How I recommend", "Website"]);
        let public = Browser::new(&a).open("/@carla").await;
        for words in ["Carla Janssens", "she/her", "Only what I saw myself", "Ghent, Belgium", "payroll taxes"] {
            says(&public, words);
        }
        says(&public, "<img class=\"portrait\" src=\"/media/");
        says(&public, "alt=\"Me at my desk\"");

        let page = browser.open("/settings/profile").await;
        says(&page, "value=\"she/her\"");
        let removed = browser.submit(&page, "Save", &[("name", "Carla"), ("remove_avatar", "1")]).await;
        says(&removed, "Saved");
        let public = Browser::new(&a).open("/@carla").await;
        assert!(!public.body.contains("<img class=\"portrait\""), "{public}");
    }

    async fn she_says_who_may_ask_her(world: World) {
        let a = world.instance("a").await;
        a.member("carla");
        let (mut browser, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/asking").await;
        let chosen = [("offers_from", "met"), ("requests", "no"), ("visibility", "private")];
        for (name, value) in chosen {
            assert!(!page.body.contains(&format!("name=\"{name}\" value=\"{value}\" checked")), "{name} is {value} at first");
        }
        browser.submit(&page, "Save", &chosen).await;
        let page = browser.open("/settings/asking").await;
        for (name, value) in chosen {
            says(&page, &format!("name=\"{name}\" value=\"{value}\" checked"));
        }
    }

    async fn what_a_picture_shows_is_said_no_longer_than_it_is_there(world: World) {
        let a = world.instance("a").await;
        let carla = a.member("carla");
        let (mut browser, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/profile").await;
        let stamp = page.hidden("Save", "stamp");
        for (avatar, header, of_avatar, of_header) in [
            ("At my desk", "The canals", "At my desk", "The canals"),
            ("At my desk", "The canals", "", "The canals"),
            ("In my garden", "The bridge", "In my garden", "The bridge"),
        ] {
            let fields = [
                ("stamp", stamp.as_str()),
                ("avatar_description", avatar),
                ("header_description", header),
            ];
            says(&browser.upload("/settings/profile", &fields, ("avatar", &picture())).await, "Saved");
            let account = carla.account().await;
            assert_eq!(
                (&account["avatar_description"], &account["header_description"]),
                (&of_avatar.into(), &of_header.into()),
                "{avatar}, {header}"
            );
        }
        for (typed, of_avatar) in [
            ([("avatar_description", "In my garden"), ("name", "Carla")], "In my garden"),
            ([("avatar_description", "In my garden"), ("remove_avatar", "1")], ""),
        ] {
            says(&browser.submit(&page, "Save", &typed).await, "Saved");
            assert_eq!(carla.account().await["avatar_description"], of_avatar, "{typed:?}");
        }
    }

    async fn her_language_goes_with_her_to_another_browser(world: World) {
        let a = world.instance("a").await;
        let carla = a.member("carla");
        let (mut browser, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/preferences").await;
        let wrong = [("reading", "de"), ("visibility", "private"), ("language", "no language")];
        let refused = browser.submit(&page, "Save", &wrong).await;
        assert_eq!(refused.status, 422, "{refused}");
        let chosen = [("reading", "de"), ("visibility", "private"), ("language", "nl")];
        let saved = browser.submit(&page, "Save", &chosen).await;
        says(&saved, "Sprache und Beiträge");
        let preferences = carla.get("/api/v1/preferences").await.ok();
        assert_eq!(preferences["posting:default:visibility"], "private");
        assert_eq!(preferences["posting:default:language"], "nl");
        let mut other = Browser::new(&a);
        let page = other.open("/login").await;
        let page = other.sign_in(&page, "carla", PASSWORD).await;
        says(&page, "<h1>Start</h1>");
    }

    async fn she_moves_to_another_account_that_names_this_one(world: World) {
        let a = world.instance("a").await;
        let carla = a.member("carla");
        let peer = world.peer("peer").await;
        let (fan, late, new) = (peer.actor("fan"), peer.actor("late"), peer.actor("carla_there"));
        let inbox = format!("{}/inbox", carla.actor());
        let asks = |who: &PeerActor| who.activity("Follow", &carla.actor(), &json!(carla.actor()));
        peer.post(&fan, &inbox, &asks(&fan)).await;
        peer.wait_for_type("Accept").await;
        let actor = async || a.get_activity(&carla.actor()).await.ok();

        let (mut browser, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/moving").await;
        let nobody = format!("nobody@{}", peer.host());
        let refused = browser.submit(&page, "Name it as mine", &[("alias", nobody.as_str())]).await;
        assert_eq!(refused.status, 422, "{refused}");
        let there = new.handle();
        let named = browser.submit(&page, "Name it as mine", &[("alias", there.as_str())]).await;
        says(&named, &there);
        assert_eq!(actor().await["alsoKnownAs"], json!([new.id()]));

        let typed = [("target", there.as_str()), ("password", PASSWORD)];
        let refused = browser.submit(&named, "Move my followers", &typed).await;
        assert_eq!(refused.status, 422, "{refused}");
        says(&refused, "does not name this one yet");
        let mut document = new.document();
        document["alsoKnownAs"] = json!([carla.actor()]);
        peer.serve("/users/carla_there", &document);
        let wrong = [("target", there.as_str()), ("password", "wrong wrong wrong")];
        says(&browser.submit(&named, "Move my followers", &wrong).await, "This is not your password");
        let moved = browser.submit(&named, "Move my followers", &typed).await;
        says(&moved, "You have moved to");

        let sent = peer.wait_for_type("Move").await;
        assert_eq!((&sent["object"], &sent["target"]), (&json!(carla.actor()), &json!(new.id())));
        assert_eq!(actor().await["movedTo"], json!(new.id()));
        assert_eq!(carla.account().await["moved"]["acct"], json!(there));
        says(&Browser::new(&a).open("/@carla").await, "has moved and is now");
        peer.post(&late, &inbox, &asks(&late)).await;
        peer.wait_for_type("Reject").await;

        let back = browser.submit(&moved, "I am here again", &[]).await;
        says(&back, "Move my followers");
        let alone = browser.submit(&back, "Remove", &[]).await;
        assert!(!alone.body.contains(&there), "{alone}");
        let now = actor().await;
        assert_eq!((&now["movedTo"], &now["alsoKnownAs"]), (&Value::Null, &Value::Null));
    }

    async fn a_new_password_signs_out_everywhere_else(world: World) {
        let a = world.instance("a").await;
        let carla = a.member("carla");
        let (mut browser, _) = signed_in(&a, "carla").await;
        let (mut other, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/password").await;
        for (typed, sentence) in [
            ([("old", "wrong wrong wrong"), ("new", "a longer password"), ("again", "a longer password")], "This is not your password"),
            ([("old", PASSWORD), ("new", "short"), ("again", "short")], "A password has 8 to 256"),
            ([("old", PASSWORD), ("new", "a longer password"), ("again", "another")], "This is not the same"),
        ] {
            let refused = browser.submit(&page, "Change it", &typed).await;
            assert_eq!(refused.status, 422, "{refused}");
            says(&refused, sentence);
        }
        let typed = [("old", PASSWORD), ("new", "a longer password"), ("again", "a longer password")];
        let changed = browser.submit(&page, "Change it", &typed).await;
        says(&changed, "Your password is changed");
        says(&browser.open("/home").await, "<h1>Home</h1>");
        says(&other.open("/home").await, "Sign in");
        assert_eq!(carla.get("/api/v1/accounts/verify_credentials").await.status, 401, "apps as well");
        let mut fresh = Browser::new(&a);
        let login = fresh.open("/login").await;
        let old = fresh.sign_in(&login, "carla", PASSWORD).await;
        says(&old, "That did not fit");
        let new = fresh.sign_in(&login, "carla", "a longer password").await;
        says(&new, "<h1>Home</h1>");
    }

    async fn an_account_is_deleted_only_by_somebody_who_means_it(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (carla, bob) = (a.member("carla"), b.member("bob"));
        bob.become_follower(&carla.handle()).await;
        let (mut browser, _) = signed_in(&a, "carla").await;
        let page = browser.open("/settings/delete").await;
        let handle = format!("@{}", carla.handle());
        says(&page, &format!("Nobody gets <bdi>{handle}</bdi> again"));
        for typed in [
            [("handle", "@bob"), ("password", PASSWORD)],
            [("handle", &handle), ("password", "wrong wrong wrong")],
        ] {
            let refused = browser.submit(&page, "Delete my account for good", &typed).await;
            assert_eq!(refused.status, 422, "{refused}");
        }
        assert_eq!(carla.account().await["username"], "carla");
        let typed = [("handle", handle.as_str()), ("password", PASSWORD)];
        let deleted = browser.submit(&page, "Delete my account for good", &typed).await;
        says(&deleted, "Your account is deleted");
        assert_eq!(Browser::new(&a).open("/@carla").await.status, 410);
        says(&browser.open("/home").await, "Sign in");
        eventually(SOON, "the other server has heard", async || {
            (bob.account().await["following_count"] == 0).then_some(())
        })
        .await;
    }
}
