use reqwest::Method;
use serde_json::json;
use vouchwell_tests::{Browser, ClientApplication, on_both_databases};

use crate::{BACK, PASSWORD, allowed, signed_in};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

on_both_databases! {
    /// The whole way, as Phanpy goes it.
    async fn a_member_lets_a_program_in_and_ends_it(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let program = ClientApplication::register(&a, "Phanpy", BACK, "read write").await;
        let challenge = ClientApplication::challenge(VERIFIER);
        let question = program.question(&[
            ("state", "a b&c=ü"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("something", "unknown"),
        ]);
        let mut browser = Browser::new(&a);
        let page = browser.open(&question).await;
        assert!(page.status.is_success() && page.body.contains("Phanpy"), "{page}");
        let page = browser.sign_in(&page, "alice", "a wrong guess").await;
        assert_eq!(page.status, 422, "{page}");
        let page = browser.sign_in(&page, "alice@mail.test", PASSWORD).await;
        for said in ["Let <bdi>Phanpy</bdi> use your account?", "read everything", "do everything in your name"] {
            assert!(page.body.contains(said), "{said}: {page}");
        }
        let policy = page.headers["content-security-policy"].to_str().expect("ASCII");
        assert!(policy.contains("form-action 'self' https: https:"), "{policy}");
        assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
        let back = browser.submit(&page, "Allow", &[("decision", "allow")]).await;
        assert!(back.location().is_some_and(|to| to.starts_with(&format!("{BACK}?code="))), "{back}");
        assert_eq!(back.led_with("state").as_deref(), Some("a b&c=ü"));

        let code = back.led_with("code").expect("a code");
        let mut body = program.exchange(&code, Some(VERIFIER));
        body["oauth_info"] = json!("");
        let token = program.token(&body).await.ok();
        assert_eq!((&token["token_type"], &token["scope"]), (&json!("Bearer"), &json!("read write")));
        assert!(token["created_at"].is_i64(), "{token}");
        let member = a.with_token(token["access_token"].as_str().expect("a token"));
        assert_eq!(member.get("/api/v1/accounts/verify_credentials").await.ok()["username"], "alice");
        assert_eq!(member.get("/api/v1/apps/verify_credentials").await.ok()["name"], "Phanpy");
        member.get("/oauth/userinfo").await.refused(403);

        let page = browser.open("/settings/applications").await;
        for said in ["Phanpy", "https://app.test/home", "do everything in your name", "Since"] {
            assert!(page.body.contains(said), "{said}: {page}");
        }
        let page = browser.submit(&page, "End it", &[]).await;
        assert!(page.body.contains("No app can use your account"), "{page}");
        member.get("/api/v1/accounts/verify_credentials").await.refused(401);
        let page = browser.submit(&page, "Sign out", &[]).await;
        assert!(page.status.is_success(), "{page}");
        assert!(browser.open("/settings/applications").await.body.contains("Password"));
    }

    /// Clients differ in where they want to be called, and in how they write what they send.
    async fn every_kind_of_client_gets_its_token(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let mut browser = signed_in(&a, "alice").await;
        for uri in [
            "mastodon-android-auth://callback",
            "icecubesapp:done",
            "http://127.0.0.1:4000/done?x=1",
            "https://elk.test/api/a.test/oauth/https%3A%2F%2Felk.test",
        ] {
            let program = ClientApplication::register(&a, "App", uri, "read").await;
            let back = allowed(&mut browser, &program, &[("state", "s")]).await;
            let separator = if uri.contains('?') { '&' } else { '?' };
            let to = back.location().unwrap_or_default();
            assert!(to.starts_with(&format!("{uri}{separator}code=")) && to.ends_with("&state=s"), "{uri}: {to}");
            let code = back.led_with("code").expect("a code");
            program.token(&program.exchange(&code, None)).await.ok();
        }

        let uri = "urn:ietf:wg:oauth:2.0:oob";
        let form = format!("client_name=toot&redirect_uris={uri}%0A{BACK}&scopes=read+profile&website=");
        let request = a.request(Method::POST, "/api/v1/apps");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let registered = a.send(request).await.ok();
        assert_eq!(registered["redirect_uris"], json!([uri, BACK]));
        let text = |name: &str| registered[name].as_str().expect("a text").to_owned();
        let (id, secret) = (text("client_id"), text("client_secret"));
        let question = format!("/oauth/authorize/?response_type=code&client_id={id}&redirect_uri={uri}&scope=profile");
        let page = browser.open(&question).await;
        let page = browser.submit(&page, "Allow", &[("decision", "allow")]).await;
        let code = page.body.split("<code id=\"code\">").nth(1).and_then(|after| after.split('<').next());
        let code = code.unwrap_or_else(|| panic!("no code on {page}"));
        let mut parts = String::new();
        for (name, value) in [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", uri)] {
            parts += &format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        let request = a.request(Method::POST, "/oauth/token").basic_auth(&id, Some(&secret));
        let request = request.header("content-type", "multipart/form-data; boundary=X").body(parts + "--X--\r\n");
        let token = a.send(request).await.ok();
        let member = a.with_token(token["access_token"].as_str().expect("a token"));
        for method in [Method::GET, Method::POST] {
            let info = member.call(method, "/oauth/userinfo", &json!({})).await.ok();
            assert_eq!(info["sub"], json!(format!("{}/users/alice", a.origin())));
            assert_eq!((&info["iss"], &info["preferred_username"]), (&json!(a.origin()), &json!("alice")));
        }
        member.get("/api/v1/timelines/home").await.refused(403);
        let given_back = json!({"client_id": id, "client_secret": secret, "token": member.token()});
        let other = ClientApplication::register(&a, "Other", BACK, "read").await;
        let stolen = json!({"client_id": other.id, "client_secret": other.secret, "token": member.token()});
        a.post("/oauth/revoke", &stolen).await.refused(403);
        member.get("/oauth/userinfo").await.ok();
        a.post("/oauth/revoke", &given_back).await.ok();
        member.get("/oauth/userinfo").await.refused(401);
        a.post("/oauth/revoke", &given_back).await.ok();
    }

    /// What a program cannot have is said in words that it knows, and to nobody else.
    async fn a_program_that_asks_wrongly_is_told(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let program = ClientApplication::register(&a, "App", BACK, "read").await;
        let mut browser = signed_in(&a, "alice").await;
        for (others, error) in [
            (vec![("response_type", "token")], "unsupported_response_type"),
            (vec![("scope", "read write")], "invalid_scope"),
            (vec![("scope", "nonsense")], "invalid_scope"),
            (vec![("code_challenge", VERIFIER), ("code_challenge_method", "plain")], "invalid_request"),
            (vec![("code_challenge", VERIFIER)], "invalid_request"),
            (vec![("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"),
        ] {
            let back = browser.open(&program.question(&[others.as_slice(), &[("state", "s")]].concat())).await;
            assert_eq!(back.led_with("error").as_deref(), Some(error), "{back}");
            assert_eq!(back.led_with("state").as_deref(), Some("s"), "{back}");
        }
        let page = browser.open(&program.question(&[("state", "s")])).await;
        let back = browser.submit(&page, "Refuse", &[("decision", "refuse")]).await;
        assert_eq!(back.led_with("error").as_deref(), Some("access_denied"), "{back}");
        assert_eq!((back.led_with("state").as_deref(), back.led_with("code")), (Some("s"), None));

        let basics = json!({"client_id": program.id, "client_secret": program.secret});
        for (fields, status, error) in [
            (json!({"grant_type": "password", "username": "alice", "password": PASSWORD}), 400, "unsupported_grant_type"),
            (json!({"grant_type": "refresh_token"}), 400, "unsupported_grant_type"),
            (json!({}), 400, "invalid_request"),
            (json!({"grant_type": "authorization_code"}), 400, "invalid_request"),
            (json!({"grant_type": "authorization_code", "code": "guess", "redirect_uri": BACK}), 400, "invalid_grant"),
            (json!({"grant_type": "client_credentials", "scope": "write"}), 400, "invalid_scope"),
            (json!({"grant_type": "client_credentials", "client_secret": "guess"}), 401, "invalid_client"),
            (json!({"grant_type": "client_credentials", "client_id": "1"}), 401, "invalid_client"),
        ] {
            let mut body = basics.clone();
            for (name, value) in fields.as_object().expect("an object") {
                body[name] = value.clone();
            }
            let answer = program.token(&body).await;
            assert_eq!(answer.json()["error"], error, "{fields}: {answer}");
            answer.refused(status);
        }
        for (field, value) in [
            ("client_name", json!("")),
            ("redirect_uris", json!("javascript:alert(1)")),
            ("redirect_uris", json!([])),
            ("scopes", json!("everything")),
            ("website", json!("javascript:alert(1)")),
        ] {
            let mut body = json!({"client_name": "App", "redirect_uris": BACK});
            body[field] = value;
            a.post("/api/v1/apps", &body).await.refused(422);
        }
    }
}
