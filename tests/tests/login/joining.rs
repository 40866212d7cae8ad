use serde_json::json;
use vouchwell_tests::{Browser, ClientApplication, Directory, on_both_databases};

use crate::{BACK, PASSWORD, signed_in};

on_both_databases! {
    async fn who_joins_from_an_application_is_signed_in_with_it(world: World) {
        let rules = Directory::new("rules");
        let rules = rules.write("rules.txt", b"Be kind.\n\nSay only what you know.\n").display().to_string();
        let open = world
            .build_instance("open")
            .with("VOUCHWELL_REGISTRATION", "open")
            .with("VOUCHWELL_RULES", &rules)
            .with("VOUCHWELL_CONTACT", "rita@mail.test")
            .start()
            .await;
        let told = open.get("/api/v1/instance/rules").await.ok();
        assert_eq!((&told[1]["text"], told.as_array().map(Vec::len)), (&json!("Say only what you know."), Some(2)));
        let about = open.get("/api/v2/instance").await.ok();
        assert_eq!((&about["contact"]["email"], &about["rules"]), (&json!("rita@mail.test"), &told));
        let page = Browser::new(&open).open("/about").await;
        assert!(page.body.contains("mailto:rita@mail.test") && page.body.contains("Be kind."), "{page}");
        let program = ClientApplication::register(&open, "App", BACK, "read write").await;
        let application = program.own_token().await;
        let joining = json!({
            "username": "Ada", "email": "ada@mail.example", "password": PASSWORD, "agreement": "1", "locale": "en",
        });
        for (field, unfit, code) in [
            ("agreement", json!(false), "ERR_ACCEPTED"),
            ("username", json!("admin"), "ERR_RESERVED"),
            ("username", json!("a b"), "ERR_INVALID"),
            ("email", json!("nowhere"), "ERR_INVALID"),
            ("email", json!(""), "ERR_BLANK"),
            ("password", json!("short"), "ERR_TOO_SHORT"),
        ] {
            let mut body = joining.clone();
            body[field] = unfit;
            let refused = application.post("/api/v1/accounts", &body).await;
            let detail = &refused.json()["details"][field][0];
            assert_eq!((&detail["error"], detail["description"].is_string()), (&json!(code), true), "{refused}");
            refused.refused(422);
        }
        let token = application.post("/api/v1/accounts", &joining).await.ok();
        assert_eq!((&token["scope"], &token["token_type"]), (&json!("read write"), &json!("Bearer")));
        let ada = open.with_token(token["access_token"].as_str().expect("a token"));
        assert_eq!(ada.get("/api/v1/accounts/verify_credentials").await.ok()["acct"], "ada");
        signed_in(&open, "ada").await;
        let taken = application.post("/api/v1/accounts", &joining).await;
        assert_eq!(taken.json()["details"]["username"][0]["error"], "ERR_TAKEN", "{taken}");
        ada.post("/api/v1/accounts", &joining).await.refused(403);
        let reader = ClientApplication::register(&open, "Reader", BACK, "read").await;
        reader.own_token().await.post("/api/v1/accounts", &joining).await.refused(403);

        let closed = world.instance("closed").await;
        let program = ClientApplication::register(&closed, "App", BACK, "write").await;
        let refused = program.own_token().await.post("/api/v1/accounts", &joining).await;
        assert!(refused.body.contains("ask whoever runs it"), "{refused}");
        refused.refused(422);

        for (path, expected) in [
            ("rules", json!([])),
            ("translation_languages", json!({})),
            ("peers", json!([])),
        ] {
            assert_eq!(closed.get(&format!("/api/v1/instance/{path}")).await.ok(), expected, "{path}");
        }
        let weeks = open.get("/api/v1/instance/activity").await.ok();
        assert_eq!((&weeks[0]["registrations"], &weeks[0]["logins"]), (&json!("1"), &json!("1")));
        assert_eq!((&weeks[1]["registrations"], weeks.as_array().map(Vec::len)), (&json!("0"), Some(12)));
        open.get("/api/v1/instance/terms_of_service").await.refused(404);
        let policy = open.get("/api/v1/instance/privacy_policy").await.ok();
        assert!(policy["content"].as_str().is_some_and(|text| text.starts_with("<p>Servers keep the keys")), "{policy}");
    }
}
