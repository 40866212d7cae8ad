//! Cards of the pages to which posts lead.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vouchwell_tests::{Member, Peer, SOON, eventually, on_both_databases};

const HTML: [(&str, &str); 1] = [("content-type", "text/html; charset=utf-8")];

const CUPS: &str = "<!doctype html><html lang=en><title>Cups | Tea</title><meta name=author content='Ada Cup'>
    <meta property='og:title' content='Cups &amp; saucers'><meta property='og:site_name' content='Bank'>
    <meta property='og:description' content='What to drink from.'><meta property='og:image' content='https://x.example/1.png'>
    <meta property='article:published_time' content='2026-01-02T03:04:05Z'>";

fn link(peer: &Peer, path: &str) -> String {
    format!("https://{}{path}", peer.host())
}

async fn card(reader: &Member, post: &Value) -> Value {
    reader.status(post["id"].as_str().expect("an id")).await.ok()["card"].take()
}

async fn shown(reader: &Member, post: &Value) -> Value {
    eventually(SOON, "the card is there", async || {
        Some(card(reader, post).await).filter(|card| !card.is_null())
    })
    .await
}

fn times(peer: &Peer, path: &str) -> usize {
    peer.fetched().iter().filter(|fetched| *fetched == path).count()
}

on_both_databases! {
    async fn one_server_asks_a_page_once_and_only_for_its_own_members(world: World) {
        let (a, b, tea) = (world.instance("a").await, world.instance("b").await, world.peer("tea").await);
        let (ada, fan) = (a.member("ada"), b.member("fan"));
        fan.become_follower(&ada.handle()).await;
        tea.serve_as("/cups", 200, &HTML, CUPS);
        let cups = link(&tea, "/cups");
        ada.write_post(&format!("For us: {cups}"), "private").await;
        a.idle().await;
        assert_eq!(times(&tea, "/cups"), 0, "who runs the page is not told of what is said to few");

        let post = ada.write_post(&format!("See {cups}#blue"), "public").await;
        let known = shown(&ada, &post).await;
        assert_eq!(known, json!({
            "url": format!("{cups}#blue"), "title": "Cups & saucers", "description": "What to drink from.",
            "type": "link", "language": "en", "author_name": "Ada Cup", "author_url": "",
            "provider_name": "tea.test", "provider_url": link(&tea, ""), "html": "", "width": 0, "height": 0,
            "image": null, "image_description": "", "embed_url": "", "blurhash": null,
            "published_at": "2026-01-02T03:04:05.000Z",
            "authors": [{"name": "Ada Cup", "url": "", "account": null}],
        }));
        let again = ada.write_post(&cups, "unlisted").await;
        assert_eq!(card(&ada, &again).await["title"], "Cups & saucers");
        let read = fan.finds_at_home(&post["uri"]).await;
        b.idle().await;
        assert_eq!((times(&tea, "/cups"), &read["card"]), (1, &Value::Null), "the readers' servers do not ask");
        fan.write_post(&cups, "public").await;
        assert_eq!(shown(&fan, &read).await["url"], json!(format!("{cups}#blue")), "what is known is shown");
        assert_eq!(times(&tea, "/cups"), 2, "each server asks once");

        let id = post["id"].as_str().expect("an id");
        tea.serve_as("/pots", 200, &HTML, "<title>Pots</title>");
        assert_eq!(ada.edit_post(id, &link(&tea, "/pots")).await["card"], Value::Null);
        assert_eq!(shown(&ada, &post).await["title"], "Pots");
    }

    /// What a hostile page can say, and where it can lead.
    async fn a_hostile_page_has_no_card_or_a_harmless_one(world: World) {
        let (a, tea, silent) = (world.instance("a").await, world.peer("tea").await, world.peer("silent").await);
        let ada = a.member("ada");
        silent.fall_silent();
        let start = Instant::now();
        ada.write_post(&link(&silent, "/"), "public").await;
        assert!(start.elapsed() < Duration::from_secs(5), "posting waits for no page");

        let filler = "x".repeat(1_200_000);
        tea.serve_as("/cups", 200, &HTML, CUPS);
        tea.serve_as("/long", 200, &HTML, &format!("<title>{}</title>", "wort ".repeat(100_000)));
        tea.serve_as("/large", 200, &HTML, &format!("<title>Large</title><p>{filler}"));
        tea.serve_as("/late", 200, &HTML, &format!("<p>{filler}<title>Late</title>"));
        tea.serve_as("/odd", 200, &HTML, "<title>\u{202E}evil\u{2066}\r\n&#x7;<script>alert(1)</script> \u{200F}</title>");
        tea.serve_as("/latin", 200, &[("content-type", "text/html")], "<meta charset=iso-8859-1><title>Tee</title>");
        tea.serve_as("/moved", 302, &[("location", "/cups")], "");
        tea.serve_as("/inward", 302, &[("location", "https://127.0.0.2/")], "");
        tea.serve_as("/home", 302, &[("location", &format!("{}/about", a.origin()))], "");
        tea.serve_as("/circle", 302, &[("location", "/circle")], "");
        tea.serve_as("/picture", 200, &[("content-type", "image/png")], CUPS);
        tea.serve_as("/gone", 410, &HTML, CUPS);
        let told = format!("{CUPS}<link rel=alternate type='application/activity+json' href=/told>");
        tea.serve_as("/told", 200, &HTML, &told);
        let long = format!("{}wort…", "wort ".repeat(39));
        for (path, title) in [
            ("/inward", None),
            ("/home", None),
            ("/circle", None),
            ("/picture", None),
            ("/gone", None),
            ("/told", None),
            ("/late", None),
            ("/large", Some("Large")),
            ("/odd", Some("evil <script>alert(1)</script>")),
            ("/latin", Some("Tee")),
            ("/moved", Some("Cups & saucers")),
            ("/long", Some(long.as_str())),
        ] {
            let post = ada.write_post(&link(&tea, path), "public").await;
            eventually(SOON, &format!("{path} is asked for"), async || (times(&tea, path) > 0).then_some(())).await;
            match title {
                Some(title) => assert_eq!(shown(&ada, &post).await["title"], title, "{path}"),
                None => assert_eq!(card(&ada, &post).await, Value::Null, "{path}"),
            }
        }
        let own = ada.account().await["id"].as_str().expect("an id").to_owned();
        let carded = ada.statuses_of(&own).await.into_iter().filter(|post| !post["card"].is_null()).count();
        assert_eq!(carded, 5, "what has no card gets none later");
        assert!(times(&tea, "/circle") <= 8, "a redirect in a circle is followed a few times");
    }
}
