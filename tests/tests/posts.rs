//! Posts between two servers.

use serde_json::{Value, json};
use vouchwell_tests::{Instance, Member, SOON, World, eventually, on_both_databases};

/// Ada writes on one server; the others read on another.
struct Readers {
    a: Instance,
    b: Instance,
    ada: Member,
    fan: Member,
    named: Member,
    stranger: Member,
}

impl Readers {
    async fn gather(world: &World) -> Self {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let ada = a.member("ada");
        let [fan, named, stranger] = ["fan", "named", "stranger"].map(|name| b.member(name));
        fan.become_follower(&ada.handle()).await;
        Self {
            a,
            b,
            ada,
            fan,
            named,
            stranger,
        }
    }

    /// Everything that a reader of the second server can list, as one text.
    async fn doors(&self, reader: &Member, word: &str) -> String {
        let author = reader.resolve(&self.ada.handle()).await;
        let mut seen = String::new();
        for path in [
            "/api/v1/timelines/home".to_owned(),
            "/api/v1/timelines/public".to_owned(),
            "/api/v1/notifications".to_owned(),
            format!("/api/v1/accounts/{author}/statuses"),
            format!("/api/v2/search?q={word}"),
        ] {
            seen += &reader.get(&path).await.ok().to_string();
        }
        seen
    }

    async fn sees(&self, reader: &Member, word: &str) -> bool {
        self.doors(reader, word).await.contains(&format!("{word}</p>"))
    }
}

/// The status with this uri among those that are listed.
fn find(statuses: Vec<Value>, uri: &Value) -> Option<Value> {
    statuses.into_iter().find(|status| status["uri"] == *uri)
}

on_both_databases! {
    async fn what_a_message_said_is_kept_with_the_post_alone(world: World) {
        let readers = Readers::gather(&world).await;
        let text = format!("@{} for your eyes only", readers.named.handle());
        let post = readers.ada.write_post(&text, "direct").await;
        eventually(SOON, "the message is read", async || {
            let notified = readers.named.notifications().await;
            notified.into_iter().find(|one| one["status"]["uri"] == post["uri"])
        })
        .await;
        readers.b.idle().await;
        let came = "SELECT count(*) FROM received_activity";
        assert!(readers.b.count(came).await > 0);
        let kept = "SELECT count(*) FROM received_activity WHERE body <> ''";
        assert_eq!(readers.b.count(kept).await, 0);
    }

    async fn a_post_reaches_whom_it_is_for_and_nobody_else(world: World) {
        let readers = Readers::gather(&world).await;
        let Readers { a, b, ada, fan, named, stranger } = &readers;
        let mut written = Vec::new();
        for (visibility, word, reaches) in [
            ("public", "apricot", [true, true, true]),
            ("unlisted", "blackberry", [true, true, true]),
            ("private", "cherry", [true, true, false]),
            ("direct", "damson", [false, true, false]),
        ] {
            let text = format!("@{} {word}", named.handle());
            let post = ada.write_post(&text, visibility).await;
            assert_eq!(post["visibility"], visibility);
            let told = named.is_told_of(&post["uri"]).await;
            assert_eq!((&told["visibility"], &told["language"]), (&json!(visibility), &json!("en")));
            assert_eq!(told["mentions"][0]["acct"], named.name());
            a.idle().await;
            b.idle().await;
            for (reader, reaches) in [fan, named, stranger].into_iter().zip(reaches) {
                assert_eq!(readers.sees(reader, word).await, reaches, "{} and {visibility}", reader.name());
            }
            let open = matches!(visibility, "public" | "unlisted");
            let uri = post["uri"].as_str().unwrap();
            let note = a.get_activity(uri).await;
            assert_eq!(note.status, if open { 200 } else { 404 }, "{note}");
            assert_eq!(a.get(&format!("/api/v1/statuses/{}", post["id"].as_str().unwrap())).await.status, note.status);
            assert!(open || !note.body.contains(word), "{note}");
            written.push((post, told, word));
        }
        let outbox = a.get(&format!("{}/outbox", ada.actor())).await.ok();
        assert_eq!(outbox["totalItems"], 2);
        let page = a.get(&format!("{}/outbox?page=true", ada.actor())).await.body;
        for (_, _, word) in &written {
            assert_eq!(page.contains(word), matches!(*word, "apricot" | "blackberry"), "{word}");
        }
        assert_eq!(ada.account().await["statuses_count"], 2);

        let (post, told, word) = &written[2];
        let edited = ada.edit_post(post["id"].as_str().unwrap(), &format!("@{} elderberry", named.handle())).await;
        assert!(edited["edited_at"].as_str().is_some_and(|time| time.ends_with('Z')), "{edited}");
        let changed = eventually(SOON, "the edit arrives", async || {
            let status = named.status(told["id"].as_str().unwrap()).await.ok();
            status["content"].as_str().unwrap().contains("elderberry").then_some(status)
        })
        .await;
        assert!(!changed["edited_at"].is_null());
        let history = named.get(&format!("/api/v1/statuses/{}/history", told["id"].as_str().unwrap())).await.ok();
        let said: Vec<&str> = history.as_array().unwrap().iter().map(|edit| edit["content"].as_str().unwrap()).collect();
        assert!(said.len() == 2 && said[0].contains(word) && said[1].contains("elderberry"), "{said:?}");
        let stranger_sees = stranger.get(&format!("/api/v1/statuses/{}/history", told["id"].as_str().unwrap())).await;
        assert_eq!(stranger_sees.status, 404, "{stranger_sees}");
        assert!(readers.sees(fan, "elderberry").await && !readers.sees(stranger, "elderberry").await);
        let source = ada.get(&format!("/api/v1/statuses/{}/source", post["id"].as_str().unwrap())).await.ok();
        assert_eq!(source["text"], format!("@{} elderberry", named.handle()));
        let apricot = &written[0].0;
        ada.edit_post(apricot["id"].as_str().unwrap(), &format!("@{} fig", named.handle())).await;
        a.idle().await;
        let page = a.get(&format!("{}/outbox?page=true", ada.actor())).await.body;
        assert!(page.contains("fig") && !page.contains("apricot"), "the outbox tells what holds now: {page}");
        assert_eq!(a.get(&format!("{}/outbox", ada.actor())).await.ok()["totalItems"], 2);
        written[0].2 = "fig";
        written[2].2 = "elderberry";

        for (post, told, word) in &written {
            let deleted = ada.delete(&format!("/api/v1/statuses/{}", post["id"].as_str().unwrap())).await.ok();
            assert_eq!(deleted["text"], format!("@{} {word}", named.handle()));
            eventually(SOON, &format!("{word} is gone"), async || {
                (named.status(told["id"].as_str().unwrap()).await.status == 404).then_some(())
            })
            .await;
            for reader in [fan, named, stranger] {
                assert!(!readers.sees(reader, word).await, "{} still reads {word}", reader.name());
            }
        }
        assert_eq!(a.get(&format!("{}/outbox", ada.actor())).await.ok()["totalItems"], 0);
        let [public, _, _, direct] = &written[..] else { panic!("four were written") };
        assert_eq!(a.get_activity(public.0["uri"].as_str().unwrap()).await.status, 410);
        assert_eq!(a.get_activity(direct.0["uri"].as_str().unwrap()).await.status, 404);
    }

    /// What is for followers or for one is behind no door of its server for anybody else, neither its words nor where its
    /// picture is, and what is for everybody is.
    async fn a_non_public_post_by_every_door(world: World) {
        let a = world.instance("a").await;
        let [ada, fan, named, stranger] = ["ada", "fan", "named", "stranger"].map(|name| a.member(name));
        fan.become_follower(&ada.handle()).await;
        let account = stranger.resolve(&ada.handle()).await;
        for (visibility, word) in [("private", "cherry"), ("direct", "damson"), ("public", "apricot")] {
            let text = format!("@{} {word} #{word}tag", named.handle());
            let media = ada.upload("/api/v1/media").await.ok();
            let [media, picture] = ["id", "url"].map(|name| media[name].as_str().unwrap());
            // All files of a picture are called so.
            let (file, _) = picture.rsplit_once('/').unwrap().1.split_once('.').unwrap();
            let words = json!({"status": text, "visibility": visibility, "language": "en", "media_ids": [media]});
            let post = ada.post("/api/v1/statuses", &words).await.ok();
            let id = post["id"].as_str().unwrap();
            let pinned = ada.do_with_status(id, "pin", &json!({})).await;
            assert_eq!(pinned.status, if visibility == "public" { 200 } else { 422 }, "{pinned}");
            let answer = named.write_answer(&format!("@{} seen", ada.handle()), id).await;
            a.idle().await;
            let address = post["uri"].as_str().unwrap();
            let doors = [
                address.to_owned(), post["url"].as_str().unwrap().to_owned(), format!("{address}/activity"),
                format!("/@{}", ada.name()), format!("/@{}/recommendations.atom", ada.name()), ada.actor(),
                format!("{}/outbox?page=true", ada.actor()), format!("{}/collections/featured", ada.actor()),
                format!("/api/v1/statuses/{id}"), format!("/api/v1/statuses/{id}/context"),
                format!("/api/v1/statuses/{id}/history"), format!("/api/v1/statuses/{id}/source"),
                format!("/api/v1/statuses/{id}/card"), format!("/api/v1/statuses/{id}/favourited_by"),
                format!("/api/v1/statuses/{id}/reblogged_by"), format!("/api/v1/statuses/{id}/quotes"),
                format!("/api/v1/statuses?id[]={id}"), format!("/api/v1/media/{media}"), format!("/media/{media}.png"),
                format!("/api/v1/statuses/{}/context", answer["id"].as_str().unwrap()),
                format!("/api/v1/accounts/{account}/statuses"),
                format!("/api/v1/accounts/{account}/statuses?tagged={word}tag"),
                format!("/api/v1/accounts/{account}/statuses?only_media=true"),
                format!("/api/v1/accounts/{account}/statuses?pinned=true"),
                format!("/api/v1/accounts/{account}/featured_tags"),
                "/api/v1/timelines/public?local=true".to_owned(), "/api/v1/timelines/public?only_media=true".to_owned(),
                "/api/v1/timelines/home".to_owned(),
                format!("/api/v1/timelines/tag/{word}tag"), format!("/tags/{word}tag"),
                format!("/api/v2/search?q={word}"), format!("/api/v2/search?q={address}&resolve=true"),
                "/api/v1/notifications".to_owned(), "/api/v1/conversations".to_owned(),
                "/api/v1/favourites".to_owned(), "/api/v1/bookmarks".to_owned(),
                "/api/v1/trends/statuses".to_owned(), "/api/v1/trends/tags".to_owned(),
            ];
            let shown = format!("{word} ");
            let (mut open, mut showing) = (0, 0);
            for door in &doors {
                for (answer, who) in [
                    (a.get(door).await, "nobody in particular"), (a.get_page(door).await, "a visitor"),
                    (a.get_activity(door).await, "another server"), (stranger.get(door).await, "a stranger"),
                ] {
                    assert!(answer.status.as_u16() < 500, "{door}: {answer}");
                    let through = answer.body.contains(&shown);
                    let shows = answer.body.contains(file);
                    assert!(visibility == "public" || !(through || shows), "{who} reads at {door}: {answer}");
                    open += u32::from(through);
                    showing += u32::from(shows);
                }
            }
            assert_eq!(visibility == "public", open >= 20, "{open} doors show what is {visibility}");
            assert_eq!(visibility == "public", showing >= 20, "{showing} doors show the picture of what is {visibility}");
            let home = fan.get("/api/v1/timelines/home").await.body;
            assert_eq!((home.contains(&shown), home.contains(file)), (visibility != "direct", visibility != "direct"));
            let served = named.get(picture).await;
            assert_eq!((served.status.as_u16(), served.header("content-type")), (200, "image/png"), "where it is, is enough");
            let taken = json!({"status": "mine", "media_ids": [media]});
            stranger.post("/api/v1/statuses", &taken).await.refused(422);
            let status = if visibility == "public" { 200 } else { 404 };
            for act in ["favourite", "bookmark", "reblog", "pin"] {
                let acted = stranger.do_with_status(id, act, &json!({})).await;
                assert_eq!(acted.status, if act == "pin" && status == 200 { 422 } else { status }, "{act}: {acted}");
            }
            let answered = stranger.post("/api/v1/statuses", &json!({"status": "so?", "in_reply_to_id": id})).await;
            assert_eq!(answered.status, status, "{answered}");
            let read = named.status(id).await.body;
            assert!(read.contains(&shown) && read.contains(file), "whom it names reads it");
        }
    }

    async fn an_answer_is_in_its_thread_on_both_servers(world: World) {
        let readers = Readers::gather(&world).await;
        let Readers { a, ada, fan, .. } = &readers;
        let asked = ada.write_post("Who bakes?", "public").await;
        let there = fan.finds_at_home(&asked["uri"]).await;
        let answer = fan.write_answer("I do", there["id"].as_str().unwrap()).await;
        assert_eq!(answer["in_reply_to_id"], there["id"]);
        assert_eq!(answer["in_reply_to_account_id"], there["account"]["id"]);
        let answer = eventually(SOON, "the answer is at Ada's server", async || {
            let author = ada.resolve(&fan.handle()).await;
            find(ada.statuses_of(&author).await, &answer["uri"])
        })
        .await;
        assert_eq!(answer["in_reply_to_id"], asked["id"]);
        assert_eq!(answer["in_reply_to_account_id"], asked["account"]["id"]);
        let thread = format!("/api/v1/statuses/{}/context", asked["id"].as_str().unwrap());
        let thread = a.get(&thread).await.ok();
        assert_eq!((&thread["ancestors"], &thread["descendants"][0]["uri"]), (&json!([]), &answer["uri"]));
        let asked = a.get(&format!("/api/v1/statuses/{}", asked["id"].as_str().unwrap())).await.ok();
        assert_eq!(asked["replies_count"], 1);
        let above = format!("/api/v1/statuses/{}/context", answer["id"].as_str().unwrap());
        assert_eq!(ada.get(&above).await.ok()["ancestors"][0]["uri"], asked["uri"]);
    }

    async fn a_post_that_waits_is_moved_and_taken_back(world: World) {
        let a = world.instance("a").await;
        let ada = a.member("ada");
        let in_minutes = |minutes| (chrono::Utc::now() + chrono::TimeDelta::minutes(minutes)).to_rfc3339();
        let wait = async |at: String| ada.post("/api/v1/statuses", &json!({"status": "later", "scheduled_at": at})).await;
        wait(in_minutes(1)).await.refused(422);
        wait("tomorrow".to_owned()).await.refused(422);
        let waits = wait(in_minutes(10)).await.ok();
        assert_eq!((&waits["params"]["text"], &waits["params"]["visibility"]), (&json!("later"), &json!("public")));
        let address = format!("/api/v1/scheduled_statuses/{}", waits["id"].as_str().unwrap());
        let moved = ada.call(reqwest::Method::PUT, &address, &json!({"scheduled_at": in_minutes(60)})).await.ok();
        assert!(moved["scheduled_at"].as_str() > waits["scheduled_at"].as_str(), "{moved}");
        assert_eq!(ada.get("/api/v1/scheduled_statuses").await.ok(), json!([moved]));
        assert_eq!(ada.delete(&address).await.ok(), json!({}));
        ada.get(&address).await.refused(404);
        ada.delete(&address).await.refused(404);
        assert_eq!(ada.home().await, Vec::<Value>::new());
    }
}
