//! Posts of others that quote another.

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{SOON, eventually, on_both_databases};

use crate::scene::{PUBLIC, Scene, path};

impl Scene {
    /// Zoe posts something that quotes what has this id; its address.
    async fn quote(&self, words: &str, quoted: &Value) -> Value {
        let note = self.quoting(words, quoted);
        self.send(&self.zoe.public_activity("Create", &note)).await;
        note
    }

    fn quoting(&self, words: &str, quoted: &Value) -> Value {
        json!({
            "id": self.zoe.address("notes"), "type": "Note", "attributedTo": self.zoe.id(), "to": [PUBLIC],
            "content": format!("<p class=\"quote-inline\">RE: there</p><p>{words}</p>"), "quote": quoted,
        })
    }

    /// Amy approves of a quote of hers: the address at which that stands.
    fn approve(&self, quoting: &Value, quoted: &Value) -> Value {
        let stamp = json!({
            "id": self.amy.address("stamps"), "type": "QuoteAuthorization", "attributedTo": self.amy.id(),
            "interactingObject": quoting, "interactionTarget": quoted,
        });
        self.serve(&stamp["id"], &stamp);
        stamp["id"].clone()
    }

    /// Waits until Zoe's post is shown to Bob with its quote in a state; the post.
    async fn quoted_as(&self, quoting: &Value, state: &str) -> Value {
        eventually(SOON, &format!("{quoting} is {state}"), async || {
            let home = self.bob.home().await;
            let shown = home.into_iter().find(|status| status["uri"] == quoting["id"])?;
            (shown["quote"]["state"] == state).then_some(shown)
        })
        .await
    }
}

on_both_databases! {
    /// What is quoted is shown to those who may see it, for as long as its author approves.
    async fn a_quote_is_shown_where_its_author_approves(world: World) {
        let scene = Scene::set(&world).await;
        let mut quoted = scene.note("Good words.");
        let beyond = scene.note("What Amy herself quotes.");
        scene.serve(&beyond["id"], &beyond);
        quoted["quote"] = beyond["id"].clone();
        scene.serve(&quoted["id"], &quoted);

        // As Mastodon has it: first without an approval, then with one.
        let mut first = scene.quote("First", &quoted["id"]).await;
        let unknown = scene.quoted_as(&first, "pending").await;
        assert_eq!(unknown["quote"]["quoted_status"], Value::Null);
        first["quoteAuthorization"] = scene.approve(&first["id"], &quoted["id"]);
        scene.send(&scene.zoe.public_activity("Update", &first)).await;
        let shown = scene.quoted_as(&first, "accepted").await;
        let within = &shown["quote"]["quoted_status"];
        assert!(within["content"].to_string().contains("Good words."), "{shown}");
        assert_eq!((&within["uri"], &within["quotes_count"]), (&quoted["id"], &json!(1)));
        assert_eq!((&within["quote"], &shown["edited_at"]), (&Value::Null, &Value::Null), "{shown}");
        assert!(shown["content"].to_string().contains("quote-inline"), "{shown}");

        // A stamp of somebody else, one for another post, and none at all.
        let elsewhere = scene.zoe.address("stamps");
        for stamp in [json!(elsewhere), first["quoteAuthorization"].clone(), json!(scene.amy.address("stamps"))] {
            let mut forged = scene.quoting("Forged", &quoted["id"]);
            forged["quoteAuthorization"] = stamp;
            scene.send(&scene.zoe.public_activity("Create", &forged)).await;
            let refused = scene.quoted_as(&forged, "rejected").await;
            assert_eq!(refused["quote"]["quoted_status"], Value::Null);
        }
        let own = scene.bob.write_post("Mine", "public").await;
        let of_bob = scene.quote("Of a member", &own["uri"]).await;
        scene.quoted_as(&of_bob, "rejected").await;
        let id = own["id"].as_str().expect("an id");
        let policy = format!("/api/v1/statuses/{id}/interaction_policy");
        let allowed = scene.bob.call(Method::PUT, &policy, &json!({"quote_approval_policy": "public"})).await.ok();
        assert_eq!(allowed["quote_approval"]["automatic"], json!(["public"]));
        for unsaid in [json!({}), json!({"quote_approval_policy": null}), json!({"quote_approval_policy": "some"})] {
            scene.bob.call(Method::PUT, &policy, &unsaid).await.refused(422);
        }
        let usual = json!({"source": {"quote_policy": "followers"}});
        let usual = scene.bob.call(Method::PATCH, "/api/v1/accounts/update_credentials", &usual).await.ok();
        assert_eq!(usual["source"]["quote_policy"], "followers");
        let written = async |said: Value| scene.bob.post("/api/v1/statuses", &said).await;
        let open = written(json!({"status": "Quote me"})).await.ok();
        assert_eq!(open["quote_approval"]["automatic"], json!(["followers"]));
        let edit = format!("/api/v1/statuses/{}", open["id"].as_str().expect("an id"));
        let anew = json!({"status": "Quote me", "quote_approval_policy": "public"});
        let anew = scene.bob.call(Method::PUT, &edit, &anew).await.ok();
        assert_eq!((&anew["quote_approval"]["automatic"], &anew["edited_at"]), (&json!(["public"]), &Value::Null));
        let left = scene.bob.call(Method::PUT, &edit, &json!({"status": "Quote me!", "media_ids": null})).await.ok();
        assert_eq!(left["quote_approval"]["automatic"], json!(["public"]), "what is not said stays");
        let few = json!({"status": "For few", "visibility": "private", "quote_approval_policy": "public"});
        assert_eq!(written(few).await.ok()["quote_approval"]["automatic"], json!([]));
        written(json!({"status": "Quote me", "quote_approval_policy": "anybody"})).await.refused(422);
        let with_leave = scene.quoting("With leave", &own["uri"]);
        scene.peer.serve(path(&with_leave["id"]), &with_leave);
        let mut request = scene.zoe.activity("QuoteRequest", &scene.bob.actor(), &own["uri"]);
        request["instrument"] = with_leave["id"].clone();
        scene.send(&request).await;
        let accept = scene.peer.wait_for("Bob's leave", |activity| activity["object"] == request["id"]).await.json();
        assert_eq!(accept["type"], "Accept", "{accept}");
        let stamp = accept["result"].as_str().expect("an address").to_owned();
        let says = scene.b.get_activity(&stamp).await.ok();
        assert_eq!((&says["type"], &says["id"]), (&json!("QuoteAuthorization"), &accept["result"]));
        assert_eq!((&says["interactingObject"], &says["interactionTarget"]), (&with_leave["id"], &own["uri"]));
        // It was not sent to Bob's server, which fetches it.
        let list = format!("/api/v1/statuses/{id}/quotes");
        let listed = eventually(SOON, "the quote is listed", async || {
            let listed = scene.b.get(&list).await.ok();
            (listed[0]["uri"] == with_leave["id"]).then_some(listed)
        })
        .await;
        assert_eq!(listed[0]["quote"]["quoted_status"]["uri"], own["uri"]);
        let revoke = format!("{list}/{}/revoke", listed[0]["id"].as_str().expect("an id"));
        scene.b.member("eve").post(&revoke, &json!({})).await.refused(403);
        let revoked = scene.bob.post(&revoke, &json!({})).await.ok();
        assert_eq!(revoked["quote"], json!({"state": "revoked", "quoted_status": null}));
        scene.peer.wait_for("its end", |activity| activity["object"]["id"] == json!(stamp)).await;
        assert_eq!(scene.b.get_activity(&stamp).await.status, 404);
        request["id"] = json!(scene.zoe.address("requests"));
        scene.send(&request).await;
        let answer = scene.peer.wait_for("an answer", |activity| activity["object"] == request["id"]).await.json();
        assert_eq!(answer["type"], "Reject", "what was taken back is not given again: {answer}");
        assert_eq!(scene.b.get(&list).await.ok(), json!([]));
        let of_herself = scene.quote("And again", &first["id"]).await;
        let again = scene.quoted_as(&of_herself, "accepted").await;
        assert_eq!(again["quote"]["quoted_status"]["uri"], first["id"]);

        let id = within["id"].as_str().expect("an id");
        let list = format!("/api/v1/statuses/{id}/quotes");
        let quotes = scene.b.get(&list).await.ok();
        let named: Vec<&Value> = quotes.as_array().expect("a list").iter().map(|one| &one["uri"]).collect();
        assert_eq!(named, [&first["id"]]);
        let amy = within["account"]["id"].as_str().expect("an id");
        scene.bob.act(amy, "block").await.ok();
        let hidden = scene.quoted_as(&first, "unauthorized").await;
        assert_eq!(hidden["quote"]["quoted_status"], Value::Null);
        let shown_id = shown["id"].as_str().expect("an id");
        let to_others = scene.b.get(&format!("/api/v1/statuses/{shown_id}")).await.ok();
        assert_eq!(to_others["quote"]["state"], "accepted", "whom Bob blocks is Bob's alone");
        scene.bob.act(amy, "unblock").await.ok();

        let inbox = format!("{}/inbox", scene.b.origin());
        let say = async |kind: &str, object: &Value| {
            let activity = scene.amy.public_activity(kind, object);
            assert_eq!(scene.other.post(&scene.amy, &inbox, &activity).await.status, 202);
        };
        let mut second = scene.quoting("Second", &quoted["id"]);
        second["quoteAuthorization"] = scene.approve(&second["id"], &quoted["id"]);
        scene.send(&scene.zoe.public_activity("Create", &second)).await;
        scene.quoted_as(&second, "accepted").await;
        let newest = scene.b.get(&format!("{list}?limit=1")).await;
        let next = newest.header("link").split(['<', '>']).nth(1).expect("an address").to_owned();
        assert_eq!(newest.ok()[0]["uri"], second["id"]);
        let next = next.strip_prefix(scene.b.origin()).expect("on this server");
        assert_eq!(scene.b.get(next).await.ok()[0]["uri"], first["id"]);
        say("Delete", &first["quoteAuthorization"]).await;
        let revoked = scene.quoted_as(&first, "revoked").await;
        assert_eq!(revoked["quote"]["quoted_status"], Value::Null);
        let quotes = scene.b.get(&list).await.ok();
        assert_eq!((&quotes[0]["uri"], &quotes[1]), (&second["id"], &Value::Null));
        say("Delete", &quoted["id"]).await;
        scene.quoted_as(&second, "deleted").await;
        let fetched = scene.other.fetched();
        assert!(!fetched.contains(&path(&beyond["id"]).to_owned()), "one quote leads to no other: {fetched:?}");
    }
}
