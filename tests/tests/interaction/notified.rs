//! What members are told of, by the calls that apps make.

use serde_json::{Value, json};
use vouchwell_tests::{Member, on_both_databases};

async fn groups(member: &Member, query: &str) -> Value {
    member.get(&format!("/api/v2/notifications{query}")).await.ok()
}

on_both_databases! {
    /// Three like a post of Ada's and one follows her; she reads it together, one by one, and puts it away.
    async fn what_many_do_is_told_together(world: World) {
        let a = world.instance("a").await;
        let ada = a.member("ada");
        let post = ada.write_post("Plum jam", "public").await;
        let id = post["id"].as_str().expect("an id");
        let mut fans = Vec::new();
        for name in ["bea", "cleo", "dora"] {
            let fan = a.member(name);
            fan.do_with_status(id, "favourite", &json!({})).await.ok();
            fans.push(fan.account().await["id"].clone());
        }
        fans.reverse();
        a.member("eve").follow(&ada.handle()).await;

        let told = groups(&ada, "?grouped_types[]=favourite&grouped_types[]=gossip&limit=2").await;
        let [followed, liked] = &told["notification_groups"].as_array().expect("groups")[..] else {
            panic!("{told}")
        };
        assert_eq!((&followed["type"], &followed["notifications_count"]), (&json!("follow"), &json!(1)));
        assert_eq!((&liked["type"], &liked["notifications_count"]), (&json!("favourite"), &json!(3)));
        assert_eq!((&liked["status_id"], &liked["sample_account_ids"]), (&post["id"], &json!(fans)));
        assert!(liked["most_recent_notification_id"].is_i64(), "{liked}");
        assert_eq!(liked["most_recent_notification_id"].to_string(), liked["page_max_id"].as_str().expect("an id"));
        assert!(liked["latest_page_notification_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{liked}");
        assert_eq!(told["statuses"][0]["id"], post["id"]);
        assert_eq!(told["accounts"].as_array().map(Vec::len), Some(4));
        assert_eq!(told.get("partial_accounts"), None);
        let partial = groups(&ada, "?expand_accounts=partial_avatars").await;
        let named = |list: &str| partial[list].as_array().expect("accounts").len();
        assert_eq!((named("accounts"), named("partial_accounts")), (2, 2));
        assert!(partial["partial_accounts"][0]["avatar"].is_string() && partial["partial_accounts"][0]["note"].is_null());

        let key = liked["group_key"].as_str().expect("a key");
        assert_eq!(groups(&ada, &format!("/{key}")).await["notification_groups"][0]["notifications_count"], 3);
        let who = groups(&ada, &format!("/{key}/accounts?limit=2")).await;
        assert_eq!((&who[0]["id"], &who[1]["id"]), (&fans[0], &fans[1]));
        let only = |query: &str| format!("/api/v1/notifications?{query}");
        let follows = ada.get(&only("types[]=follow&types[]=gossip&unknown=1")).await.ok();
        assert_eq!((follows.as_array().map(Vec::len), &follows[0]["type"]), (Some(1), &json!("follow")));
        assert_eq!(ada.get(&only("types[]=gossip")).await.ok(), json!([]));
        let others = ada.get(&only("exclude_types[]=follow&limit=1")).await.ok();
        assert_eq!(others[0]["group_key"], liked["group_key"]);
        let by_dora = ada.get(&only(&format!("account_id={}", fans[0].as_str().expect("an id")))).await.ok();
        assert_eq!(by_dora.as_array().map(Vec::len), Some(1));
        let one = format!("/api/v1/notifications/{}", by_dora[0]["id"].as_str().expect("an id"));
        assert_eq!(ada.get(&one).await.ok(), by_dora[0]);
        a.sign_in("bea", "read").get(&one).await.refused(404);
        ada.post(&format!("{one}/dismiss"), &json!({})).await.ok();
        ada.get(&one).await.refused(404);
        for unfit in ["account_id=somebody", "max_id=x", "limit=x"] {
            ada.get(&only(unfit)).await.refused(422);
        }
        ada.get("/api/v2/notifications?expand_accounts=perhaps").await.refused(422);
        for nothing in ["reblog-1-1", "nothing", "ungrouped-12"] {
            ada.get(&format!("/api/v2/notifications/{nothing}")).await.refused(404);
        }

        assert_eq!(ada.post(&format!("/api/v2/notifications/{key}/dismiss"), &json!({})).await.ok(), json!({}));
        assert_eq!(groups(&ada, "").await["notification_groups"].as_array().map(Vec::len), Some(1));
        ada.post("/api/v1/notifications/clear", &json!({})).await.ok();
        assert_eq!(ada.notifications().await, [] as [Value; 0]);
    }

    /// Ada wants to be told of strangers only when she asks.
    async fn what_is_held_back_waits_for_an_answer(world: World) {
        let a = world.instance("a").await;
        let (ada, bea, cleo) = (a.member("ada"), a.member("bea"), a.member("cleo"));
        let policy = "/api/v2/notifications/policy";
        assert_eq!(ada.get(policy).await.ok()["for_not_following"], "accept");
        let change = json!({"for_not_following": "filter"});
        ada.call(reqwest::Method::PATCH, policy, &change).await.ok();
        ada.call(reqwest::Method::PATCH, policy, &json!({"for_new_accounts": "perhaps"})).await.refused(422);
        let earlier = ada.get("/api/v1/notifications/policy").await.ok();
        assert_eq!((&earlier["filter_not_following"], &earlier["filter_new_accounts"]), (&json!(true), &json!(false)));
        for stranger in [&bea, &cleo] {
            stranger.write_post(&format!("@{} hello", ada.handle()), "public").await;
        }
        assert_eq!(ada.notifications().await, [] as [Value; 0]);
        let summary = ada.get(policy).await.ok()["summary"].clone();
        assert_eq!(summary, json!({"pending_requests_count": 2, "pending_notifications_count": 2}));

        let requests = ada.get("/api/v1/notifications/requests").await.ok();
        let of = |member: &Member| {
            let all = requests.as_array().expect("requests").iter();
            let own = all.clone().find(|request| request["account"]["acct"] == member.name());
            own.expect("a request").clone()
        };
        let (of_bea, of_cleo) = (of(&bea), of(&cleo));
        assert_eq!((&of_bea["notifications_count"], &of_bea["last_status"]["account"]["acct"]), (&json!("1"), &json!("bea")));
        let at = |request: &Value, act: &str| format!("/api/v1/notifications/requests/{}{act}", request["id"].as_str().expect("an id"));
        assert_eq!(ada.get(&at(&of_bea, "")).await.ok(), of_bea);
        ada.post(&at(&of_bea, "/accept"), &json!({})).await.ok();
        let told = ada.notifications().await;
        assert_eq!((told.len(), &told[0]["account"]["acct"]), (1, &json!("bea")));
        let dismissed = json!({"id": [of_cleo["id"], "nobody"]});
        ada.post("/api/v1/notifications/requests/dismiss", &dismissed).await.ok();
        ada.post(&at(&of_cleo, "/accept"), &json!({})).await.refused(404);
        assert_eq!(ada.get("/api/v1/notifications/requests").await.ok(), json!([]));
        assert_eq!(ada.get("/api/v1/notifications?include_filtered=true").await.ok().as_array().map(Vec::len), Some(1));
    }
}
