//! What members find by searching.

use serde_json::{Value, json};
use vouchwell_tests::{Member, on_both_databases};

async fn search(member: &Member, query: &str) -> Value {
    member.get(&format!("/api/v2/search?{query}")).await.ok()
}

fn texts(found: &Value, list: &str, field: &str) -> Vec<String> {
    let found = found[list].as_array().expect("a list").iter();
    found
        .map(|one| one[field].as_str().expect("a text").to_owned())
        .collect()
}

on_both_databases! {
    /// Ada writes on one server; Ben, on another, asks for it by its addresses.
    async fn a_post_is_found_at_its_addresses_and_by_its_words(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (ada, ben) = (a.member("ada"), b.member("ben"));
        let post = ada.write_post("Quince jam #preserves", "public").await;
        let secret = ada.write_post("Quince secret", "private").await;
        let address = |post: &Value, field: &str| post[field].as_str().expect("an address").to_owned();
        let page = address(&post, "url");
        assert_eq!(texts(&search(&ben, &format!("q={page}&type=statuses")).await, "statuses", "uri"), [] as [&str; 0]);
        for field in ["url", "uri"] {
            let found = search(&ben, &format!("q={}&resolve=true", address(&post, field))).await;
            assert_eq!(texts(&found, "statuses", "uri"), [address(&post, "uri")]);
            assert_eq!(found["accounts"], json!([]));
            let hidden = search(&ben, &format!("q={}&resolve=true", address(&secret, field))).await;
            assert_eq!(hidden["statuses"], json!([]));
        }
        let found = search(&ben, "q=preserve&type=hashtags").await;
        assert_eq!((texts(&found, "hashtags", "name"), &found["statuses"]), (vec!["preserves".to_owned()], &json!([])));

        let found = search(&ada, "q=quince&type=statuses").await;
        assert_eq!(texts(&found, "statuses", "id"), [address(&secret, "id"), address(&post, "id")]);
        let next = search(&ada, "q=quince&type=statuses&offset=1&unknown=1").await;
        assert_eq!(texts(&next, "statuses", "id"), [address(&post, "id")]);
        let probe = search(&ada, "q=from:me&type=statuses&limit=1").await;
        assert_eq!(texts(&probe, "statuses", "id"), [address(&secret, "id")]);
        let of_ben = format!("q=quince&account_id={}", ada.resolve(&ben.handle()).await);
        assert_eq!(search(&ada, &of_ben).await["statuses"], json!([]));
        assert_eq!(texts(&search(&ada, &format!("q={page}")).await, "statuses", "url"), [page.as_str()]);
        assert_eq!(search(&ada, "q=quince&type=gossip").await["statuses"], json!([]));

        // Without a token nothing is found by words, and nobody is asked.
        let open = async |query: &str| a.get(&format!("/api/v2/search?{query}")).await;
        let found = open("q=quince").await.ok();
        assert_eq!((&found["accounts"], &found["statuses"]), (&json!([]), &json!([])));
        let found = open(&format!("q={page}")).await.ok();
        assert_eq!(texts(&found, "statuses", "url"), [page.as_str()]);
        let hidden = open(&format!("q={}", address(&secret, "uri"))).await.ok();
        assert_eq!(hidden["statuses"], json!([]));
        assert_eq!(texts(&open("q=ad").await.ok(), "accounts", "acct"), ["ada"]);
        assert_eq!(texts(&open("q=%23pres").await.ok(), "hashtags", "name"), ["preserves"]);
        for query in ["q=ada&offset=1", &format!("q={}&resolve=true", ben.handle())] {
            let refused = open(query).await;
            assert!(refused.json()["error"].to_string().contains("not supported without authentication"), "{refused}");
            refused.refused(401);
        }

        let shown = a.get(&format!("/@ada/{}", address(&post, "id"))).await;
        assert!(shown.status.is_success() && shown.body.contains("Quince jam"), "{shown}");
        assert_eq!(a.get_activity(&page).await.ok()["id"], post["uri"]);
        assert_eq!(a.get(&format!("/@ada/{}", address(&secret, "id"))).await.status, 404);
        let tagged = a.get("/tags/preserves").await;
        assert!(tagged.body.contains("Quince jam"), "{tagged}");
        let timeline = ben.get("/api/v1/timelines/tag/Preserves?all[]=other").await.ok();
        assert_eq!(timeline, json!([]));
        let timeline = ben.get("/api/v1/timelines/tag/Preserves?remote=true&none[]=other").await.ok();
        assert_eq!(timeline[0]["uri"], post["uri"]);
    }

    /// As people copy it from a browser.
    async fn somebody_is_found_at_the_address_of_her_page(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (ada, ben) = (a.member("ada"), b.member("ben"));
        let page = ada.account().await["url"].as_str().expect("an address").to_owned();
        assert_eq!(texts(&search(&ada, &format!("q={page}")).await, "accounts", "acct"), ["ada"]);
        let unknown = search(&ben, &format!("q={page}")).await;
        assert_eq!(unknown["accounts"], json!([]), "nobody is asked");
        let on_own_server = format!("{}/@{}", b.origin(), ada.handle());
        for address in [format!("{page}/"), page, on_own_server] {
            let found = search(&ben, &format!("q={address}&resolve=true&type=accounts")).await;
            assert_eq!(texts(&found, "accounts", "acct"), [ada.handle()], "{address}");
        }
        let nobody = search(&ben, &format!("q={}/@nobody&resolve=true", a.origin())).await;
        assert_eq!((&nobody["accounts"], &nobody["statuses"]), (&json!([]), &json!([])));
    }

    /// Two write to each other alone.
    async fn a_conversation_is_read_and_forgotten(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (ada, ben) = (a.member("ada"), b.member("ben"));
        let told = ada.write_post(&format!("@{} tea?", ben.handle()), "direct").await;
        ben.is_told_of(&told["uri"]).await;
        let list = "/api/v1/conversations";
        let of_ben = ben.get(list).await.ok();
        assert_eq!((&of_ben[0]["unread"], &of_ben[0]["last_status"]["uri"]), (&json!(true), &told["uri"]));
        assert_eq!(of_ben[0]["accounts"][0]["acct"], ada.handle());
        assert_eq!(ada.get(list).await.ok()[0]["unread"], false);
        assert_eq!(ben.get("/api/v1/notifications/unread_count").await.ok(), json!({"count": 1}));
        assert_eq!(ben.get("/api/v2/notifications/unread_count").await.ok(), json!({"count": 1}));
        let newest = ben.notifications().await[0]["id"].clone();
        ben.post("/api/v1/markers", &json!({"notifications": {"last_read_id": newest}})).await.ok();
        assert_eq!(ben.get("/api/v1/notifications/unread_count").await.ok(), json!({"count": 0}));
        let one = format!("{list}/{}", of_ben[0]["id"].as_str().expect("an id"));
        assert_eq!(ben.post(&format!("{one}/read"), &json!({})).await.ok()["unread"], false);
        assert_eq!(ben.delete(&one).await.ok(), json!({}));
        ben.delete(&one).await.refused(404);
        assert_eq!(ben.get(list).await.ok(), json!([]));
    }
}
