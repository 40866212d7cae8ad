use serde_json::json;
use vouchwell_tests::{
    Browser, CertificateAuthority, ClientApplication, Instance, Letter, Mailbox, World, on_both_databases,
};

use crate::{BACK, PASSWORD, signed_in};

const CHOSEN: &str = "four other words together";

async fn instance(world: &World, mailbox: &Mailbox) -> Instance {
    let building = world.build_instance("home");
    building.with("VOUCHWELL_SMTP", &mailbox.url()).start().await
}

/// Neither who was written to nor what opens an account stands in the log.
fn assert_silent(instance: &Instance, letters: &[&Letter]) {
    let log = instance.log();
    for letter in letters {
        let secret = letter.link().rsplit('.').next().expect("a link has an end");
        assert!(!log.contains(&letter.to) && !log.contains(secret), "{log}");
    }
}

on_both_databases! {
    async fn who_forgot_her_password_chooses_another_by_the_address_that_she_confirmed(world: World) {
        let mailbox = Mailbox::start(1).await;
        let instance = instance(&world, &mailbox).await;
        instance.create_account("ada");
        let confirming = mailbox.next("ada@mail.test").await;
        assert!(confirming.text.contains("@ada@") && confirming.head.contains("Auto-Submitted"), "{confirming:?}");
        let [refused] = mailbox.refused().try_into().expect("it was refused once");
        assert_eq!(refused.message_id(), confirming.message_id(), "it is the same e-mail");
        let mut ada = Browser::new(&instance);
        let page = ada.open(confirming.link()).await;
        let page = ada.sign_in(&page, "ada", PASSWORD).await;
        assert!(page.body.contains("Is this your address?"), "{page}");
        let page = ada.submit(&page, "Yes, it is mine", &[]).await;
        assert!(page.body.contains("you have shown that it is yours"), "{page}");

        let mut elsewhere = Browser::new(&instance);
        let page = elsewhere.open("/login").await;
        assert!(page.body.contains("Forgotten your password?"), "{page}");
        let page = elsewhere.open("/password").await;
        let wrong = elsewhere.submit(&page, "Send me a link", &[("email", "nowhere")]).await;
        assert_eq!(wrong.status, 422, "{wrong}");
        let mut answers = Vec::new();
        for address in ["eva@mail.test", "ada@mail.test"] {
            let answer = elsewhere.submit(&page, "Send me a link", &[("email", address)]).await;
            answers.push((answer.status, answer.body.replace(address, "")));
        }
        assert_eq!(answers[0], answers[1], "nobody learns who has an account");
        let resetting = mailbox.next("ada@mail.test").await;
        let page = elsewhere.open(resetting.link()).await;
        let page = elsewhere.submit(&page, "Take this password", &[("password", CHOSEN)]).await;
        elsewhere.sign_in(&page, "ada@mail.test", CHOSEN).await;
        let page = elsewhere.open("/settings/applications").await;
        assert!(page.body.contains("Apps and browsers"), "{page}");
        let out = ada.open("/settings/applications").await;
        assert!(out.body.contains("name=\"password\""), "signed out everywhere: {out}");
        assert_eq!(ada.open(resetting.link()).await.status, 404, "the link works once");
        instance.idle().await;
        assert!(mailbox.is_empty(), "whoever has no account gets nothing");
        assert_silent(&instance, &[&confirming, &resetting]);
    }

    async fn another_address_counts_when_its_link_is_followed(world: World) {
        let mailbox = Mailbox::start(0).await;
        let instance = instance(&world, &mailbox).await;
        instance.create_account("ada");
        let first = mailbox.next("ada@mail.test").await;
        let mut ada = signed_in(&instance, "ada").await;
        let page = ada.open(first.link()).await;
        ada.submit(&page, "Yes, it is mine", &[]).await;
        let page = ada.open("/settings/email").await;
        let other = ("email", "ada@work.test");
        let refused = ada.submit(&page, "Send me a link", &[other, ("password", "not hers")]).await;
        assert_eq!(refused.status, 422, "{refused}");
        let page = ada.submit(&refused, "Send me a link", &[other, ("password", PASSWORD)]).await;
        assert!(page.body.contains("Look into your mailbox") && page.body.contains("ada@mail.test"), "{page}");
        let letter = mailbox.next("ada@work.test").await;
        let page = ada.open(letter.link()).await;
        let page = ada.submit(&page, "Yes, it is mine", &[]).await;
        assert!(page.body.contains("ada@work.test") && !page.body.contains("ada@mail.test"), "{page}");
        let told = mailbox.next("ada@mail.test").await;
        assert!(told.text.contains("@ada@") && !told.text.contains("ada@work.test"), "{told:?}");
        assert_ne!(told.message_id(), letter.message_id());
        assert_silent(&instance, &[&letter]);
    }

    async fn an_invitation_goes_to_the_address_that_the_inviter_names(world: World) {
        let mailbox = Mailbox::start(0).await;
        let instance = instance(&world, &mailbox).await;
        let looked = instance.run(["doctor"], b"");
        let looked = String::from_utf8_lossy(&looked.stdout);
        assert!(looked.contains("mail server: localhost takes e-mails"), "{looked}");
        instance.create_account("ada");
        let mut ada = signed_in(&instance, "ada").await;
        let german = [("reading", "de"), ("visibility", "public")];
        let page = ada.open("/settings/preferences").await;
        ada.submit(&page, "Save", &german).await;
        let page = ada.open("/invitations?lang=de").await;
        let wrong = ada.submit(&page, "Link erstellen", &[("email", "nowhere")]).await;
        assert_eq!(wrong.status, 422, "{wrong}");
        ada.submit(&wrong, "Link erstellen", &[("email", "dana@mail.test")]).await;
        let letter = mailbox.next("dana@mail.test").await;
        assert!(letter.text.contains("lädt Sie") && letter.text.contains("@ada@"), "{letter:?}");
        let mut dana = Browser::new(&instance);
        let page = dana.open(letter.link()).await;
        let new = [("name", "dana"), ("email", "dana@mail.test"), ("password", PASSWORD)];
        let page = dana.submit(&page, "Make the account", &new).await;
        assert!(page.body.contains("Welcome"), "{page}");
        assert!(mailbox.next("dana@mail.test").await.text.contains("@dana@"));
        assert_silent(&instance, &[&letter]);
    }

    async fn nobody_fills_a_mailbox_by_joining_again_and_again(world: World) {
        let mailbox = Mailbox::start(0).await;
        let building = world.build_instance("open").with("VOUCHWELL_SMTP", &mailbox.url());
        let building = building.with("VOUCHWELL_REGISTRATION", "open").with("VOUCHWELL_LIMITS", "on");
        let instance = building.start().await;
        let program = ClientApplication::register(&instance, "App", BACK, "read write").await;
        let application = program.own_token().await;
        let join = async |name: &str, email: &str| {
            let joining = json!({"username": name, "email": email, "password": PASSWORD, "agreement": true});
            application.post("/api/v1/accounts", &joining).await
        };
        for number in 0..10 {
            join(&format!("mal{number}"), "dana@mail.test").await.ok();
        }
        join("mal", "Dana@mail.test").await.refused_by_limit("10");
        let mut browser = Browser::new(&instance);
        let page = browser.open("/join").await;
        let new = [("name", "mal"), ("email", "dana@mail.test"), ("password", PASSWORD)];
        let page = browser.submit(&page, "Make the account", &new).await;
        assert!(page.status == 422 && page.body.contains("Many e-mails were sent"), "{page}");
        let other = [("name", "ada"), ("email", "ada@mail.test"), ("password", PASSWORD)];
        let page = browser.submit(&page, "Make the account", &other).await;
        assert!(page.body.contains("Welcome"), "{page}");
        mailbox.next("ada@mail.test").await;
    }

    async fn e_mails_go_over_tls_to_a_server_that_shows_a_certificate_of_a_known_authority(world: World) {
        let mailbox = Mailbox::protected(&world.authority().certify("localhost")).await;
        let instance = instance(&world, &mailbox).await;
        instance.create_account("ada");
        let letter = mailbox.next("ada@mail.test").await;
        assert!(letter.text.contains("@ada@"), "{letter:?}");
        let stranger = Mailbox::protected(&CertificateAuthority::new().certify("localhost")).await;
        let building = world.build_instance("away").with("VOUCHWELL_SMTP", &stranger.url());
        let away = building.start().await;
        away.create_account("bob");
        let looked = away.run(["doctor"], b"");
        let looked = String::from_utf8_lossy(&looked.stdout);
        assert!(looked.contains("the mail server cannot be talked to"), "{looked}");
        assert!(stranger.is_empty(), "whoever listens in between gets nothing");
    }

    async fn without_a_mail_server_nothing_of_it_is_shown(world: World) {
        let instance = world.instance("home").await;
        instance.create_account("ada");
        let mut ada = signed_in(&instance, "ada").await;
        assert!(!ada.open("/settings").await.body.contains("/settings/email"));
        assert!(!ada.open("/invitations").await.body.contains("type=\"email\""));
        let mut visitor = Browser::new(&instance);
        assert!(!visitor.open("/login").await.body.contains("href=\"/password\""));
        for path in ["/password", "/settings/email"] {
            assert_eq!(ada.open(path).await.status, 404, "{path}");
        }
    }
}
