use serde_json::json;
use vouchwell_tests::{Answer, Browser, ClientApplication, Instance, World, on_both_databases};

use crate::{BACK, PASSWORD, allowed, signed_in};

const SESSION: &str = "__Host-vouchwell_session";
const VISITOR: &str = "__Host-vouchwell_visitor";

async fn scene(world: &World) -> (Instance, ClientApplication) {
    let a = world.instance("a").await;
    a.create_account("alice");
    let program = ClientApplication::register(&a, "App", BACK, "read").await;
    (a, program)
}

/// A page that sends nobody anywhere.
#[track_caller]
fn assert_stays(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.location(), None, "{answer}");
}

on_both_databases! {
    async fn redirect_uri_not_exact(world: World) {
        let (a, program) = scene(&world).await;
        let mut browser = signed_in(&a, "alice").await;
        for uri in [
            "https://app.test/done/",
            "https://app.test/done?",
            "https://app.test/Done",
            "https://APP.test/done",
            "https://app.test:443/done",
            "https://app.test/x/../done",
            "https://app.test/d%6fne",
            "https://app.test/done#",
            "https://app.test.evil.test/done",
            "https://app.test/done https://evil.test",
            "https://evil.test",
            "urn:ietf:wg:oauth:2.0:oob",
            "",
        ] {
            assert_stays(&browser.open(&program.question(&[("redirect_uri", uri)])).await, 400);
        }
        assert_stays(&browser.open(&program.question(&[("client_id", "1")])).await, 400);
        let twice = format!("{}&redirect_uri=https://evil.test", program.question(&[]));
        assert_stays(&browser.open(&twice).await, 400);
        let page = browser.open(&program.question(&[])).await;
        let changed = [("decision", "allow"), ("redirect_uri", "https://evil.test")];
        assert_stays(&browser.submit(&page, "Allow", &changed).await, 400);
        assert!(browser.submit(&page, "Allow", &[("decision", "allow")]).await.led_with("code").is_some());
    }

    async fn pkce_skipped_and_code_used_twice(world: World) {
        let (a, program) = scene(&world).await;
        let mut browser = signed_in(&a, "alice").await;
        let challenge = ClientApplication::challenge("the secret of the program");
        let with_challenge = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
        let code = allowed(&mut browser, &program, &with_challenge).await.led_with("code").expect("a code");
        for verifier in [None, Some(""), Some(challenge.as_str()), Some("a guess")] {
            let refused = program.token(&program.exchange(&code, verifier)).await;
            assert_eq!(refused.json()["error"], "invalid_grant", "{verifier:?}: {refused}");
        }
        let right = program.exchange(&code, Some("the secret of the program"));
        let token = program.token(&right).await.ok();
        let member = a.with_token(token["access_token"].as_str().expect("a token"));
        member.get("/api/v1/timelines/home").await.ok();
        assert_eq!(program.token(&right).await.json()["error"], "invalid_grant");
        member.get("/api/v1/timelines/home").await.refused(401);
        let thief = ClientApplication::register(&a, "Thief", BACK, "read").await;
        let code = allowed(&mut browser, &program, &[]).await.led_with("code").expect("a code");
        assert_eq!(thief.token(&thief.exchange(&code, None)).await.json()["error"], "invalid_grant");
        program.token(&program.exchange(&code, None)).await.ok();
    }

    async fn csrf_on_every_form_and_on_oauth_consent(world: World) {
        let (a, program) = scene(&world).await;
        let mut browser = signed_in(&a, "alice").await;
        let mut attacker = Browser::new(&a);
        let foreign = attacker.open("/login").await;
        let foreign = foreign.body.split("name=\"stamp\" value=\"").nth(1).and_then(|after| after.split('"').next());
        let foreign = foreign.expect("the attacker has a stamp of his own").to_owned();
        let question = program.question(&[]);
        let (_, query) = question.split_once('?').expect("a query");
        let mut consent: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        consent.push(("decision".to_owned(), "allow".to_owned()));
        let fields = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let forms = [
            ("/oauth/authorize", consent),
            ("/login", fields(&[("login", "alice"), ("password", PASSWORD)])),
            ("/logout", Vec::new()),
            ("/settings/applications", fields(&[("application", &program.id)])),
            ("/settings/sessions", fields(&[("session", &"00".repeat(32))])),
            ("/settings/profile", fields(&[("name", "Mal")])),
            ("/settings/preferences", fields(&[("visibility", "private")])),
            ("/settings/asking", fields(&[("offers_from", "met"), ("requests", "no"), ("visibility", "private")])),
            ("/settings/email", fields(&[("email", "mal@mail.test"), ("password", PASSWORD)])),
            ("/email/alice.9.stamp", Vec::new()),
            ("/still-so", fields(&[("id", "0123456789abcdef0123456789abcdef")])),
            ("/settings/password", fields(&[("old", PASSWORD), ("new", PASSWORD), ("again", PASSWORD)])),
            ("/settings/passkeys", fields(&[("name", "Mal"), ("password", PASSWORD), ("credential", "{}")])),
            ("/settings/passkeys/challenge", fields(&[("name", "Mal"), ("password", PASSWORD)])),
            ("/settings/passkeys/removed", fields(&[("passkey", "00")])),
            ("/login/passkey", fields(&[("credential", "{}")])),
            ("/login/passkey/challenge", Vec::new()),
            ("/settings/delete", fields(&[("handle", "alice"), ("password", PASSWORD)])),
            ("/people/1", fields(&[("act", "block")])),
            ("/people/1/report", fields(&[("reason", "spam")])),
        ];
        let before = browser.cookies().clone();
        for (path, fields) in forms {
            for stamp in [None, Some(""), Some("guess"), Some(foreign.as_str())] {
                let mut fields = fields.clone();
                fields.extend(stamp.map(|stamp| ("stamp".to_owned(), stamp.to_owned())));
                assert_stays(&browser.post(path, &fields).await, 403);
            }
        }
        assert_eq!(browser.cookies(), &before);
        assert!(browser.open("/settings/applications").await.body.contains("No app can use"), "nothing happened");
    }

    async fn session_fixation_and_open_redirects(world: World) {
        let (a, _) = scene(&world).await;
        let mut attacker = Browser::new(&a);
        attacker.open("/login").await;
        let planted = attacker.cookies()[VISITOR].clone();
        let mut browser = Browser::new(&a);
        browser.set_cookie(SESSION, &planted);
        browser.set_cookie(VISITOR, &planted);
        let page = browser.open("/login?to=//evil.test/").await;
        let page = browser.sign_in(&page, "alice", PASSWORD).await;
        assert!(page.body.contains("<h1>Home</h1>"), "{page}");
        let first = browser.cookies()[SESSION].clone();
        assert_ne!(first, planted);
        attacker.set_cookie(SESSION, &planted);
        assert!(attacker.open("/settings/applications").await.body.contains("Password"), "nobody is signed in there");
        let program = ClientApplication::register(&a, "App", BACK, "read").await;
        let page = browser.open(&program.question(&[("force_login", "True")])).await;
        browser.sign_in(&page, "alice", PASSWORD).await;
        assert_ne!(browser.cookies()[SESSION], first);
        attacker.set_cookie(SESSION, &first);
        assert!(attacker.open("/settings/applications").await.body.contains("Password"), "the first session is over");
    }

    async fn tokens_after_revocation_password_change_and_account_deletion(world: World) {
        let (a, program) = scene(&world).await;
        let mut browser = signed_in(&a, "alice").await;
        let open = allowed(&mut browser, &program, &[]).await.led_with("code").expect("a code");
        let member = a.sign_in("alice", "read");
        member.get("/api/v1/timelines/home").await.ok();
        assert!(a.run(["account", "sign-out", "alice"], b"").status.success());
        member.get("/api/v1/timelines/home").await.refused(401);
        assert!(browser.open("/settings/applications").await.body.contains("Password"));
        assert_eq!(program.token(&program.exchange(&open, None)).await.json()["error"], "invalid_grant");

        let mut browser = signed_in(&a, "alice").await;
        let mut elsewhere = signed_in(&a, "alice").await;
        let open = allowed(&mut elsewhere, &program, &[]).await.led_with("code").expect("a code");
        let member = a.sign_in("alice", "read");
        let page = browser.open("/settings/password").await;
        let words = [("old", PASSWORD), ("new", "four other words"), ("again", "four other words")];
        browser.submit(&page, "Change it", &words).await;
        assert!(browser.open("/settings/applications").await.body.contains("Apps and browsers"), "she stays here");
        member.get("/api/v1/timelines/home").await.refused(401);
        assert!(elsewhere.open("/settings/applications").await.body.contains("name=\"password\""));
        assert_eq!(program.token(&program.exchange(&open, None)).await.json()["error"], "invalid_grant");
        let page = browser.open("/settings/password").await;
        let words = [("old", "four other words"), ("new", PASSWORD), ("again", PASSWORD)];
        browser.submit(&page, "Change it", &words).await;

        let mut browser = signed_in(&a, "alice").await;
        let open = allowed(&mut browser, &program, &[]).await.led_with("code").expect("a code");
        let member = a.sign_in("alice", "read");
        a.execute("UPDATE account SET gone_at = created_at WHERE name = 'alice'").await;
        member.get("/api/v1/timelines/home").await.refused(401);
        assert!(browser.open("/settings/applications").await.body.contains("Password"));
        if let Some(token) = program.token(&program.exchange(&open, None)).await.json()["access_token"].as_str() {
            a.with_token(token).get("/api/v1/timelines/home").await.refused(401);
        }
        let page = Browser::new(&a).open("/login").await;
        let mut browser = Browser::new(&a);
        let fresh = browser.open("/login").await;
        assert!(page.status.is_success());
        assert_eq!(browser.sign_in(&fresh, "alice", PASSWORD).await.status, 422);
    }

    async fn user_enumeration_and_brute_force(world: World) {
        let a = world.build_instance("a").with("VOUCHWELL_LIMITS", "on").start().await;
        a.create_account("alice");
        let mut browser = Browser::new(&a);
        let mut page = browser.open("/login").await;
        let mut said = Vec::new();
        for login in ["alice", "nobody", "alice@mail.test", "nobody@mail.test"] {
            page = browser.sign_in(&page, login, "a wrong guess").await;
            assert_eq!(page.status, 422, "{page}");
            let varying = page.body.find("name=\"stamp\"").expect("a form");
            said.push(page.body[..varying].replace(login, ""));
        }
        said.dedup();
        assert_eq!(said.len(), 1, "the answers differ: {said:?}");
        let mut refused = 0;
        for _ in 0..30 {
            page = browser.sign_in(&page, "alice", "another wrong guess").await;
            refused += u32::from(page.status == 429);
        }
        assert!(refused >= 10, "only {refused} were refused");
        assert!(page.headers.contains_key("retry-after"));
        page = browser.sign_in(&page, "alice", PASSWORD).await;
        assert_eq!(page.status, 429, "the right password does not tell that it is right: {page}");

        let body = json!({"client_name": "App", "redirect_uris": BACK});
        let mut registered = 0;
        let refused = loop {
            let answer = a.post("/api/v1/apps", &body).await;
            if answer.status == 429 {
                break answer;
            }
            registered += 1;
            assert!(registered <= 32, "{registered} programs were registered");
        };
        refused.refused_by_limit("30");
    }
}
