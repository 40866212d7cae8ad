use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Answer, Member, SOON, eventually, on_both_databases};

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    list.iter()
        .map(|one| one["acct"].as_str().expect("a handle"))
        .collect()
}

fn links(answer: &Answer) -> [String; 2] {
    let header = answer.headers["link"].to_str().expect("a link");
    let mut addresses = header.split(", ").map(|link| {
        let address = link.split('>').next().expect("an address");
        address.trim_start_matches('<').to_owned()
    });
    [addresses.next().expect("next"), addresses.next().expect("prev")]
}

async fn act(member: &Member, id: &str, action: &str, body: Value) -> Value {
    member
        .post(&format!("/api/v1/accounts/{id}/{action}"), &body)
        .await
        .ok()
}

on_both_databases! {
    /// Everything that one can say of another, as apps read it back.
    async fn a_relationship_holds_what_was_said_of_it(world: World) {
        let instance = world.instance("a").await;
        let (ada, bea) = (instance.member("ada"), instance.member("bea"));
        let peer = world.peer("peer").await;
        let ben = peer.actor("ben");
        let (bea_id, ben_id) = (ada.resolve("bea").await, ada.resolve(&ben.handle()).await);

        let followed = act(&ada, &bea_id, "follow", json!({"reblogs": "false", "notify": 1, "languages": ["de"]})).await;
        assert_eq!((&followed["following"], &followed["showing_reblogs"], &followed["notifying"]),
            (&json!(true), &json!(false), &json!(true)));
        assert_eq!(followed["languages"], json!(["de"]));
        act(&ada, &bea_id, "note", json!({"comment": "met in May"})).await;
        assert_eq!(act(&ada, &bea_id, "pin", json!({})).await["endorsed"], true);
        let muted = act(&ada, &ben_id, "mute", json!({"duration": "3600", "notifications": "0"})).await;
        assert_eq!((&muted["muting"], &muted["muting_notifications"]), (&json!(true), &json!(false)));
        assert!(muted["muting_expires_at"].is_string(), "{muted}");

        let one = "/api/v1/accounts/relationships?id=";
        let many = format!("/api/v1/accounts/relationships?id[]={ben_id}&id[]=7&id[]={bea_id}&id[]=x");
        let found = ada.get(&many).await.ok();
        let ids: Vec<&Value> = found.as_array().expect("a list").iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, [&json!(ben_id), &json!(bea_id)], "in the order in which they were asked for");
        assert_eq!((&found[1]["note"], &found[1]["endorsed"]), (&json!("met in May"), &json!(true)));
        let alone = ada.get(&format!("{one}{bea_id}")).await.ok();
        assert_eq!(alone[0], found[1]);
        let theirs = bea.get(&format!("{one}{}", bea.resolve("ada").await)).await.ok();
        assert_eq!((&theirs[0]["followed_by"], &theirs[0]["note"]), (&json!(true), &json!("")));

        assert_eq!(names(&ada.get("/api/v1/mutes").await.ok()), [ben.handle()]);
        assert!(ada.get("/api/v1/mutes").await.ok()[0]["mute_expires_at"].is_string());
        assert_eq!(names(&ada.get("/api/v1/endorsements").await.ok()), ["bea"]);
        let ada_id = bea.resolve("ada").await;
        let shown = instance.get(&format!("/api/v1/accounts/{ada_id}/endorsements")).await.ok();
        assert_eq!(names(&shown), ["bea"], "everybody sees whom she shows");
        assert_eq!(act(&ada, &bea_id, "unpin", json!({})).await["endorsed"], false);
        assert_eq!(act(&bea, &ada_id, "remove_from_followers", json!({})).await["followed_by"], false);
        ada.post(&format!("/api/v1/accounts/{bea_id}/endorse"), &json!({})).await.refused(422);

        act(&ada, &ben_id, "unmute", json!({})).await;
        act(&ada, &ben_id, "block", json!({})).await;
        assert_eq!(names(&ada.get("/api/v1/blocks").await.ok()), [ben.handle()]);
        let found = ada.get("/api/v2/search?q=ben&type=accounts").await.ok();
        assert_eq!(found["accounts"], json!([]));
        assert_eq!(ada.resolve(&ben.handle()).await, ben_id, "an exact handle is found to unblock it");
        let domain = json!({"domain": peer.host()});
        ada.post("/api/v1/domain_blocks", &domain).await.ok();
        assert_eq!(ada.get("/api/v1/domain_blocks").await.ok(), json!([peer.host()]));
        assert_eq!(ada.get(&format!("{one}{ben_id}")).await.ok()[0]["domain_blocking"], true);
        ada.call(Method::DELETE, "/api/v1/domain_blocks", &domain).await.ok();
        assert_eq!(ada.get("/api/v1/domain_blocks").await.ok(), json!([]));
        instance.idle().await;
        assert!(peer.activities().is_empty(), "nothing of it is told: {:?}", peer.activities());
    }

    /// Somebody who answers by hand, and the lists of her followers.
    async fn follow_requests_are_answered_by_hand_and_followers_are_paged(world: World) {
        let instance = world.instance("a").await;
        let ada = instance.member("ada");
        let lock = ada.request(Method::PATCH, "/api/v1/accounts/update_credentials?locked=true");
        ada.send(lock).await.ok();
        let peer = world.peer("peer").await;
        let fans = [peer.actor("one"), peer.actor("two"), peer.actor("three")];
        for fan in &fans {
            let follow = fan.activity("Follow", &ada.actor(), &json!(ada.actor()));
            assert_eq!(peer.post(fan, &format!("{}/inbox", ada.actor()), &follow).await.status, 202);
        }
        let waiting = eventually(SOON, "three wait", async || {
            let waiting = ada.get("/api/v1/follow_requests").await.ok();
            (waiting.as_array()?.len() == 3).then_some(waiting)
        })
        .await;
        assert_eq!(ada.account().await["source"]["follow_requests_count"], 3);
        let id = |place: usize| waiting[place]["id"].as_str().expect("an id").to_owned();
        for (place, answer) in [(0, "authorize"), (1, "authorize"), (2, "reject")] {
            let path = format!("/api/v1/follow_requests/{}/{answer}", id(place));
            let relationship = ada.post(&path, &json!({})).await.ok();
            assert_eq!(relationship["followed_by"], answer == "authorize");
            ada.post(&path, &json!({})).await.refused(404);
        }
        peer.wait_for_type("Reject").await;
        eventually(SOON, "two are accepted", async || {
            (peer.activities().iter().filter(|activity| activity["type"] == "Accept").count() == 2).then_some(())
        })
        .await;

        let own = ada.account().await["id"].as_str().expect("an id").to_owned();
        let first = instance.get(&format!("/api/v1/accounts/{own}/followers?limit=1")).await;
        let [next, prev] = links(&first);
        assert!(next.contains("max_id=") && prev.contains("since_id=") && next.contains("limit=1"), "{next} {prev}");
        let second = instance.get(&next).await;
        let [last, _] = links(&second);
        let (first, second) = (first.ok(), second.ok());
        assert_eq!([names(&first), names(&second)].concat().len(), 2);
        assert_ne!(first, second);
        assert_eq!(instance.get(&last).await.ok(), json!([]));
        assert_eq!(instance.get(&prev).await.ok(), json!([]));
        let both: Vec<String> = [&first[0], &second[0]].map(|one| one["id"].as_str().expect("an id").to_owned()).into();
        let query = format!("/api/v1/accounts?id[]={}&id[]=5&id[]={}", both[1], both[0]);
        assert_eq!(instance.get(&query).await.ok(), json!([second[0], first[0]]));
    }

    /// Hashtags, markers and what is found of people.
    async fn tags_markers_and_suggestions_are_kept(world: World) {
        let instance = world.instance("a").await;
        let (ada, bea) = (instance.member("ada"), instance.member("bea"));
        assert_eq!(instance.get("/api/v1/tags/Tea").await.ok()["following"], false);
        assert_eq!(ada.post("/api/v1/tags/Tea/follow", &json!({})).await.ok()["following"], true);
        assert_eq!(ada.get("/api/v1/followed_tags").await.ok()[0]["name"], "tea");
        ada.post("/api/v1/tags/1/follow", &json!({})).await.refused(422);
        let featured = ada.post("/api/v1/featured_tags", &json!({"name": "#Books"})).await.ok();
        let (own, id) = (ada.account().await["id"].clone(), featured["id"].as_str().expect("an id").to_owned());
        let own = own.as_str().expect("an id");
        let shown = instance.get(&format!("/api/v1/accounts/{own}/featured_tags")).await.ok();
        assert_eq!((&shown[0]["name"], &shown[0]["statuses_count"]), (&json!("books"), &json!("0")));
        bea.delete(&format!("/api/v1/featured_tags/{id}")).await.refused(404);
        ada.delete(&format!("/api/v1/featured_tags/{id}")).await.ok();
        assert_eq!(ada.get("/api/v1/featured_tags").await.ok(), json!([]));

        let path = "/api/v1/markers?timeline[]=home&timeline[]=notifications&timeline[]=other";
        let markers = ada.get(path).await.ok();
        assert_eq!(markers["notifications"]["last_read_id"], "0", "some apps break without one");
        ada.post("/api/v1/markers", &json!({"home": {"last_read_id": 12}})).await.ok();
        let form = ada.request(Method::POST, "/api/v1/markers")
            .header("content-type", "application/x-www-form-urlencoded").body("home[last_read_id]=15");
        let moved = ada.send(form).await.ok();
        assert_eq!((&moved["home"]["version"], &moved["notifications"]), (&json!(2), &Value::Null));
        assert_eq!(ada.get(path).await.ok()["home"]["last_read_id"], "15");
        assert_eq!(bea.get(path).await.ok()["home"]["last_read_id"], "0");
        ada.post("/api/v1/markers", &json!({"home": {"last_read_id": "<b>"}})).await.refused(422);

        assert_eq!(ada.get("/api/v2/suggestions").await.ok(), json!([]));
        let hers = bea.account().await["id"].as_str().expect("an id").to_owned();
        assert_eq!(ada.delete(&format!("/api/v1/suggestions/{hers}")).await.ok(), json!({}));
        ada.delete("/api/v1/suggestions/5").await.refused(404);
        assert_eq!(ada.get("/api/v1/announcements").await.ok(), json!([]));
        ada.post("/api/v1/announcements/5/dismiss", &json!({})).await.refused(404);
        for method in [Method::PUT, Method::DELETE] {
            ada.call(method, "/api/v1/announcements/5/reactions/%F0%9F%8D%B5", &json!({})).await.refused(404);
        }
        assert_eq!(names(&ada.get("/api/v1/directory?local=true").await.ok()), ["bea"]);
        let found = ada.get("/api/v1/accounts/search?q=be&following=true").await.ok();
        assert_eq!(found, json!([]));
        ada.follow("bea").await;
        let found = ada.get("/api/v1/accounts/search?q=@be&following=true").await.ok();
        assert_eq!(names(&found), ["bea"]);
        let familiar = ada.get(&format!("/api/v1/accounts/familiar_followers?id={own}")).await.ok();
        assert_eq!(familiar, json!([{"id": own, "accounts": []}]));
    }
}
