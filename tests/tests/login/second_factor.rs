use std::time::{SystemTime, UNIX_EPOCH};

use vouchwell_tests::{Answer, Browser, ClientApplication, Mailbox, on_both_databases, one_time_code};

use crate::{BACK, PASSWORD, signed_in};

fn now() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is right");
    i64::try_from(now.as_secs()).expect("not so late")
}

/// What stands in the first element `code` of a page.
fn shown(page: &Answer) -> String {
    let (_, after) = page.body.split_once("<code>").expect("a code is shown");
    after.split('<').next().unwrap_or_default().to_owned()
}

on_both_databases! {
    async fn a_code_is_asked_for_after_the_password_also_when_an_application_asks(world: World) {
        let instance = world.instance("home").await;
        instance.create_account("ada");
        let mut ada = signed_in(&instance, "ada").await;
        let page = ada.open("/settings/second-factor").await;
        let page = ada.submit(&page, "Begin", &[]).await;
        assert!(page.body.contains("class=\"qr-code\""), "{page}");
        let secret = shown(&page);
        let wrong = ada.submit(&page, "Turn it on", &[("password", PASSWORD), ("code", "000000x")]).await;
        assert_eq!(wrong.status, 422, "{wrong}");
        let begun = now();
        let code = one_time_code(&secret, begun);
        for password in ["", "not the password"] {
            let wrong = ada.submit(&wrong, "Turn it on", &[("password", password), ("code", &code)]).await;
            assert_eq!(wrong.status, 422, "an open browser is not enough: {wrong}");
        }
        let on = ada.submit(&wrong, "Turn it on", &[("password", PASSWORD), ("code", &code)]).await;
        assert!(on.body.contains("not shown again"), "{on}");
        let codes: Vec<&str> = on.body.split("<li><code>").skip(1).filter_map(|code| code.split('<').next()).collect();

        let program = ClientApplication::register(&instance, "App", BACK, "read").await;
        let mut elsewhere = Browser::new(&instance);
        let page = elsewhere.open(&program.question(&[])).await;
        let page = elsewhere.sign_in(&page, "ada", PASSWORD).await;
        assert!(page.body.contains("Your code"), "{page}");
        let kept_out = elsewhere.open("/settings/applications").await;
        assert!(kept_out.body.contains("name=\"password\""), "the password alone is not enough: {kept_out}");
        let used = [("code", one_time_code(&secret, begun))];
        let used: Vec<(&str, &str)> = used.iter().map(|(name, code)| (*name, code.as_str())).collect();
        let wrong = elsewhere.submit(&page, "Sign in", &used).await;
        assert_eq!(wrong.status, 422, "a code is good once: {wrong}");
        let next = one_time_code(&secret, begun + 30);
        let consent = elsewhere.submit(&wrong, "Sign in", &[("code", &next)]).await;
        assert!(consent.body.contains("App") && consent.body.contains("name=\"client_id\""), "{consent}");

        let mut lost = Browser::new(&instance);
        let page = lost.open("/login?to=/settings/second-factor").await;
        let page = lost.sign_in(&page, "ada", PASSWORD).await;
        let page = lost.submit(&page, "Sign in", &[("code", codes[0])]).await;
        assert!(page.body.contains("that are left: 9"), "{page}");
        for (password, code) in [("not the password", codes[1]), (PASSWORD, ""), (PASSWORD, codes[0])] {
            let wrong = lost.submit(&page, "End it", &[("password", password), ("code", code)]).await;
            assert_eq!(wrong.status, 422, "{wrong}");
        }
        let page = lost.submit(&page, "End it", &[("password", PASSWORD), ("code", codes[1])]).await;
        assert!(page.body.contains("You have none"), "{page}");
        signed_in(&instance, "ada").await;
    }

    async fn whoever_forgot_her_password_chooses_another_by_a_link_of_the_operator(world: World) {
        let instance = world.instance("home").await;
        instance.create_account("ada");
        let mut before = signed_in(&instance, "ada").await;
        let printed = instance.run(["account", "new-password", "ada"], b"");
        let link = String::from_utf8(printed.stdout).expect("a link");
        let mut ada = Browser::new(&instance);
        let page = ada.open(link.trim()).await;
        assert!(page.body.contains("@ada@"), "{page}");
        let short = ada.submit(&page, "Take this password", &[("password", "short")]).await;
        assert_eq!(short.status, 422, "{short}");
        let chosen = [("password", "four other words together")];
        ada.submit(&short, "Take this password", &chosen).await;
        let page = ada.submit(&short, "Take this password", &chosen).await;
        assert!(page.body.contains("name=\"login\""), "a second click leads to the same place: {page}");
        let refused = ada.sign_in(&page, "ada", PASSWORD).await;
        assert_eq!(refused.status, 422, "the old one is over: {refused}");
        ada.sign_in(&refused, "ada", "four other words together").await;
        let page = ada.open("/settings/applications").await;
        assert!(page.body.contains("Apps and browsers"), "{page}");
        let out = before.open("/settings/applications").await;
        assert!(out.body.contains("name=\"password\""), "signed out everywhere: {out}");
        assert_eq!(ada.open(link.trim()).await.status, 404, "the link works once");
        let log = instance.log();
        assert!(!log.contains(link.trim().rsplit('.').next().expect("a stamp")), "it is not in the log");
    }

    async fn the_operator_ends_the_second_factor_of_who_has_lost_everything(world: World) {
        let instance = world.instance("home").await;
        instance.create_account("ada");
        let mut ada = signed_in(&instance, "ada").await;
        let page = ada.open("/settings/second-factor").await;
        let page = ada.submit(&page, "Begin", &[]).await;
        let code = one_time_code(&shown(&page), now());
        ada.submit(&page, "Turn it on", &[("password", PASSWORD), ("code", &code)]).await;
        let ended = instance.run(["account", "end-second-factor", "ada"], b"");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        signed_in(&instance, "ada").await;
    }

    async fn another_address_needs_a_code_as_well(world: World) {
        let mailbox = Mailbox::start(0).await;
        let instance = world.build_instance("home").with("VOUCHWELL_SMTP", &mailbox.url()).start().await;
        instance.create_account("ada");
        let mut ada = signed_in(&instance, "ada").await;
        let page = ada.open("/settings/second-factor").await;
        let page = ada.submit(&page, "Begin", &[]).await;
        let (secret, begun) = (shown(&page), now());
        let code = one_time_code(&secret, begun);
        ada.submit(&page, "Turn it on", &[("password", PASSWORD), ("code", &code)]).await;
        let page = ada.open("/settings/email").await;
        let typed = [("email", "ada@work.test"), ("password", PASSWORD)];
        let refused = ada.submit(&page, "Send me a link", &typed).await;
        assert_eq!(refused.status, 422, "{refused}");
        let code = one_time_code(&secret, begun + 30);
        let page = ada.submit(&refused, "Send me a link", &[typed[0], typed[1], ("code", &code)]).await;
        assert!(page.body.contains("Look into your mailbox"), "{page}");
        mailbox.next("ada@work.test").await;
    }
}
