//! A form that is sent twice at the same time creates one thing, and both answers lead to the same page.

use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::{Member, Role};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_service::context::Registration;
use vouchwell_service::report::{NewReport, report};
use vouchwell_service::{follow, invitation, meeting, recommendation, request, second_factor, setup};
use vouchwell_tests::Engine;

use crate::busy::Manner;
use crate::instance::{Instance, PASSWORD};
use crate::pages;
use crate::sheet::Sheet;
use crate::stranger::Stranger;

/// Those that are sent twice here.
const SENT_TWICE: [&str; 25] = [
    "/setup/*",
    "/join",
    "/join/*",
    "/invitations",
    "/home",
    "/people/*",
    "/people/*/report",
    "/acquaintances/new",
    "/meet/confirm",
    "/requests/new",
    "/requests/*/remind",
    "/compose",
    "/compose/*",
    "/texts/*/offer",
    "/waiting/acquaintances",
    "/waiting/requests",
    "/waiting/recommendations",
    "/settings/moving/aliases",
    "/settings/second-factor",
    "/still-so",
    "/admin/people/*",
    "/admin/reports/*",
    "/admin/domains",
    "/admin/domains/*",
    "/admin/queue",
];
/// Those that change or end what is there, ask something, or are good only for one try.
const CREATES_NOTHING: [&str; 31] = [
    "/acquaintances/*",
    "/acquaintances/*/end",
    "/acquaintances/*/renewal",
    "/email/*",
    "/invitations/taken-back",
    "/login",
    "/login/code",
    "/login/passkey",
    "/logout",
    "/meet",
    "/meet/code",
    "/oauth/authorize",
    "/password",
    "/password/*",
    "/settings/applications",
    "/settings/asking",
    "/settings/delete",
    "/settings/email",
    "/settings/moving",
    "/settings/moving/aliases/remove",
    "/settings/moving/back",
    "/settings/passkeys",
    "/settings/passkeys/removed",
    "/settings/password",
    "/settings/preferences",
    "/settings/profile",
    "/settings/second-factor/confirmed",
    "/settings/second-factor/ended",
    "/settings/sessions",
    "/texts/*/pull",
    "/texts/*/end",
];

/// A member who runs an instance, and her acquaintance.
struct Two {
    instance: Instance,
    carla: Member,
    bob: Member,
    carlas: String,
    bobs: String,
}

impl Two {
    async fn found(engine: Engine) -> Self {
        let instance = Instance::found_as(engine, Registration::Open, false).await;
        let carla = instance.member_as("carla", Role::Admin).await;
        let bob = instance.member("bob").await;
        Self {
            carlas: instance.sign_in("carla").await,
            bobs: instance.sign_in("bob").await,
            instance,
            carla,
            bob,
        }
    }

    async fn acquainted(engine: Engine) -> Self {
        let two = Self::found(engine).await;
        two.instance.acquaint(&two.bob, &two.carla).await;
        two
    }

    /// A form of a page, as one of them has it.
    async fn sheet(&self, cookie: &str, page: &str, action: &str, field: &str) -> Sheet {
        Sheet::on(&self.instance.read_as(page, cookie).await, action, field)
    }

    /// One of them sends a form twice.
    async fn send(&self, cookie: &str, page: &str, action: &str, typed: &[(&str, &str)]) -> String {
        let sheet = self.sheet(cookie, page, action, "stamp").await.with(typed);
        twice(&self.instance, cookie, &sheet).await
    }
}

/// Sends a form twice at the same time; where both lead.
async fn twice(instance: &Instance, cookie: &str, sheet: &Sheet) -> String {
    let (one, other) = tokio::join!(led(instance, cookie, sheet), led(instance, cookie, sheet));
    assert_eq!(one, other, "{}", sheet.action());
    one
}

async fn led(instance: &Instance, cookie: &str, sheet: &Sheet) -> String {
    let response = instance.answer(sheet.request(cookie)).await;
    let status = response.status();
    let place = response.headers().get(header::LOCATION);
    if let (StatusCode::SEE_OTHER, Some(place)) = (status, place) {
        return place.to_str().unwrap().to_owned();
    }
    let body = to_bytes(response.into_body(), 2_000_000).await.unwrap();
    panic!("{}: {status} {}", sheet.action(), String::from_utf8_lossy(&body))
}

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgresql];

#[tokio::test]
async fn one_account_is_made() {
    for engine in ENGINES {
        let instance = Instance::found_as(engine, Registration::Open, false).await;
        let members = "SELECT count(*) FROM member";
        let link = setup::offer_link(&instance.context).await.unwrap().unwrap();
        let first = format!("/setup/{link}");
        let mut paths = vec![first];
        paths.push("/join".to_owned());
        for (number, name) in ["rita", "ada", "eva"].into_iter().enumerate() {
            if number == 2 {
                let rita = "rita".parse().unwrap();
                let rita = vouchwell_service::member::by_name(&instance.context, &rita)
                    .await
                    .unwrap();
                let wish = invitation::Wish {
                    id: invitation::new_id(&instance.context),
                    offers_follow: true,
                    to: None,
                    language: None,
                };
                invitation::make(&instance.context, &rita, wish).await.unwrap();
                let made = invitation::list(&instance.context, &rita).await.unwrap();
                paths.push(format!("/join/{}", made[0].secret.as_ref().unwrap()));
            }
            let (page, cookie) = instance.visit(&paths[number]).await;
            let email = format!("{name}@mail.example");
            let account = [
                ("name", name),
                ("email", email.as_str()),
                ("password", PASSWORD),
                ("follow", "1"),
            ];
            let sheet = Sheet::on(&page, &paths[number], "name").with(&account);
            assert_eq!(twice(&instance, &cookie, &sheet).await, "/welcome");
            assert_eq!(
                instance.count(members).await,
                i64::try_from(number).unwrap() + 1,
                "{name}"
            );
            let sessions = "SELECT count(*) FROM session";
            assert_eq!(
                instance.count(sessions).await,
                i64::try_from(number).unwrap() + 1,
                "{name}"
            );
        }
        let follows = "SELECT count(*) FROM follow";
        assert_eq!(instance.count(follows).await, 2, "each of the two the other");
    }
}

#[tokio::test]
async fn one_thing_is_said() {
    for engine in ENGINES {
        let two = Two::found(engine).await;
        let Two {
            instance,
            carla,
            bob,
            carlas,
            bobs,
        } = &two;
        two.send(carlas, "/invitations", "/invitations", &[]).await;
        assert_eq!(instance.count("SELECT count(*) FROM invitation").await, 1);

        let post = [("text", "Tea?"), ("visibility", "public"), ("language", "en")];
        assert_eq!(two.send(carlas, "/home", "/home", &post).await, "/home");
        assert_eq!(instance.count("SELECT count(*) FROM status").await, 1);

        let page = format!("/people/{}", bob.account.id);
        assert_eq!(two.send(carlas, &page, &page, &[("act", "follow")]).await, page);
        assert_eq!(instance.count("SELECT count(*) FROM follow").await, 1);
        assert_eq!(
            instance
                .count("SELECT count(*) FROM notification WHERE kind = 'follow'")
                .await,
            1
        );

        let report = format!("{page}/report");
        let said = [("reason", "spam"), ("words", "Look")];
        two.send(carlas, &report, &report, &said).await;
        assert_eq!(instance.count("SELECT count(*) FROM report").await, 1);

        let own = [("relationship", "worksWith"), ("year", "2021")];
        let new = "/acquaintances/new?acct=@bob@vouch.example";
        two.send(carlas, new, "/acquaintances/new", &own).await;
        assert_eq!(
            instance
                .count("SELECT count(*) FROM acquaintance WHERE state = 'offered'")
                .await,
            1
        );
        let answer = [
            ("answer", "yes"),
            ("relationship", "worksWith"),
            ("known_since", "2021"),
        ];
        assert_eq!(
            two.send(bobs, "/waiting", "/waiting/acquaintances", &answer)
                .await,
            "/waiting"
        );
        assert_eq!(
            instance
                .count("SELECT count(*) FROM acquaintance WHERE state = 'mutual'")
                .await,
            2
        );
        assert_eq!(instance.count("SELECT count(*) FROM document").await, 2);

        let aliases = "/settings/moving/aliases";
        two.send(
            carlas,
            "/settings/moving",
            aliases,
            &[("alias", "@bob@vouch.example")],
        )
        .await;
        let named = vouchwell_service::moving::other_accounts(&instance.context, carla)
            .await
            .unwrap();
        assert_eq!(named.aliases.len(), 1);

        two.send(carlas, "/settings/second-factor", "/settings/second-factor", &[])
            .await;
        assert_eq!(instance.count("SELECT count(*) FROM second_factor").await, 1);
        second_factor::remove(&instance.context, carla).await.unwrap();
    }
}

#[tokio::test]
async fn one_meeting_is_said() {
    for engine in ENGINES {
        let two = Two::found(engine).await;
        let Two {
            instance,
            bob,
            carlas,
            ..
        } = &two;
        let shown = meeting::show(&instance.context, bob).await.unwrap();
        let link = shown.link.url().to_string();
        let sheet = two
            .sheet(carlas, "/meet", "/meet/code", "code")
            .await
            .with(&[("code", &link)]);
        let (status, page) = instance.send(sheet.request(carlas)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let own = [("relationship", "worksWith"), ("year", "2021")];
        let sheet = Sheet::on(&page, "/meet/confirm", "code").with(&own);
        twice(instance, carlas, &sheet).await;
        assert_eq!(
            instance
                .count("SELECT count(*) FROM acquaintance WHERE state = 'offered'")
                .await,
            1
        );
        assert_eq!(instance.count("SELECT count(*) FROM document").await, 1);
    }
}

#[tokio::test]
async fn one_request_is_made_reminded_of_and_answered() {
    for engine in ENGINES {
        let two = Two::acquainted(engine).await;
        let Two { instance, carlas, .. } = &two;
        let asked = [("acct", "@bob@vouch.example"), ("topics", "roofs")];
        assert_eq!(
            two.send(carlas, "/requests/new", "/requests/new", &asked).await,
            "/requests"
        );
        assert_eq!(
            instance.count("SELECT count(*) FROM request").await,
            2,
            "one for each side"
        );
        instance.wait_until("2026-03-16T12:00:00Z");
        let own = request::list(
            &instance.context,
            &two.carla,
            vouchwell_domain::page::Page::newest(1),
        )
        .await;
        let action = format!("/requests/{}/remind", own.unwrap()[0].request.id);
        assert_eq!(two.send(carlas, "/requests", &action, &[]).await, "/requests");
        assert_eq!(
            instance.count("SELECT count(*) FROM reminder").await,
            2,
            "one for each side"
        );
        let answer = [("answer", "not_now"), ("tell", "1")];
        assert_eq!(
            two.send(&two.bobs, "/waiting", "/waiting/requests", &answer)
                .await,
            "/waiting"
        );
        let answered = "SELECT count(*) FROM request WHERE answer = 'not_now'";
        assert_eq!(instance.count(answered).await, 1);
    }
}

#[tokio::test]
async fn one_text_is_begun_changed_offered_accepted_and_affirmed() {
    for engine in ENGINES {
        let two = Two::acquainted(engine).await;
        let Two {
            instance,
            bob,
            bobs,
            carlas,
            ..
        } = &two;
        let written = [
            ("text", "She is careful."),
            ("topics", "books"),
            ("language", "en"),
            ("nothing", "1"),
            ("wish", "save"),
        ];
        let page = two
            .send(bobs, "/compose?acct=@carla@vouch.example", "/compose", &written)
            .await;
        assert_eq!(instance.count("SELECT count(*) FROM recommendation").await, 1);
        let id: RecommendationId = page.trim_start_matches("/texts/").parse().unwrap();
        let compose = format!("/compose/{id}");
        let written = [&[("text", "She is very careful.")], &written[1..]].concat();
        assert_eq!(two.send(bobs, &compose, &compose, &written).await, page);
        assert_eq!(instance.count("SELECT count(*) FROM version").await, 1);
        assert_eq!(two.send(bobs, &page, &format!("{page}/offer"), &[]).await, page);
        let accepted = two
            .send(
                carlas,
                "/waiting",
                "/waiting/recommendations",
                &[("answer", "accept")],
            )
            .await;
        assert_eq!(accepted, page);
        // Both sides of the acquaintance, and what was written.
        assert_eq!(instance.count("SELECT count(*) FROM document").await, 3);
        instance.publish(bob, &id).await;

        instance.wait_until("2027-03-10T12:00:00Z");
        let bobs = instance.sign_in("bob").await;
        let due = recommendation::to_affirm(&instance.context, bob).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(two.send(&bobs, "/still-so", "/still-so", &[]).await, "/still-so");
        let due = recommendation::to_affirm(&instance.context, bob).await.unwrap();
        assert!(due.is_empty(), "{due:?}");
        let texts = instance.count("SELECT count(*) FROM version").await;
        assert!(texts <= 2, "one beside the first, if it is on its way: {texts}");
    }
}

#[tokio::test]
async fn one_act_stands_in_the_log() {
    for engine in ENGINES {
        let two = Two::acquainted(engine).await;
        let Two {
            instance,
            carla,
            bob,
            carlas,
            ..
        } = &two;
        let acts = "SELECT count(*) FROM audit_entry";
        let complaint = NewReport {
            account: bob.account.id,
            statuses: Vec::new(),
            content: "Look".to_owned(),
            forward: false,
            once: None,
        };
        let reported = report(&instance.context, carla, complaint)
            .await
            .unwrap()
            .report
            .id;
        let mut expected = 0;
        for (page, typed) in [
            ("/admin/people/bob".to_owned(), ("act", "suspend")),
            ("/admin/people/bob".to_owned(), ("act", "unsuspend")),
            (format!("/admin/reports/{reported}"), ("note", "Told him")),
            ("/admin/domains/bad.example".to_owned(), ("severity", "block")),
        ] {
            assert_eq!(two.send(carlas, &page, &page, &[typed]).await, page);
            expected += 1;
            assert_eq!(instance.count(acts).await, expected, "{page}: {typed:?}");
        }
        let page = "/admin/domains";
        let list = two.sheet(carlas, page, page, "list").await;
        let list = list.with(&[("list", "bad.example\nworse.example")]);
        let (_, asked) = instance.send(list.request(carlas)).await;
        assert_eq!(
            instance.count(acts).await,
            expected,
            "nothing is done before it is confirmed"
        );
        let list = Sheet::on(&asked, page, "wish").with(&[("wish", "take")]);
        let (one, other) = tokio::join!(
            instance.send(list.request(carlas)),
            instance.send(list.request(carlas))
        );
        assert_eq!((one.0, other.0), (StatusCode::OK, StatusCode::OK));
        expected += 1;
        assert_eq!(
            instance.count(acts).await,
            expected,
            "the first was blocked before"
        );
        let away = Stranger::known(instance, "away", &Manner::default()).await;
        follow::follow(&instance.context, carla, away.account.id)
            .await
            .unwrap();
        instance.give_up_a_job().await;
        assert_eq!(
            two.send(carlas, "/admin/queue", "/admin/queue", &[]).await,
            "/admin/queue"
        );
        assert_eq!(instance.count(acts).await, expected + 1);
    }
}

#[test]
fn every_form_is_sent_twice_or_creates_nothing() {
    let known: Vec<&str> = SENT_TWICE.into_iter().chain(CREATES_NOTHING).collect();
    for (name, page) in pages::all(&Locale::accepted(Language::English)) {
        for form in Sheet::all_on(&page).iter().filter(|form| form.is_posted()) {
            let action = form.action();
            let is_known = action == "/verify" || known.iter().any(|pattern| form.goes_to(pattern));
            assert!(is_known, "{name}: does {action} create something?");
        }
    }
}
