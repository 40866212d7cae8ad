//! Every field into which somebody types has its limit, and its message beside it.

use axum::http::StatusCode;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::request::RequestAnswer;
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_service::context::Registration;
use vouchwell_service::report::{NewReport, report};
use vouchwell_service::second_factor::State;
use vouchwell_service::{invitation, meeting, new_password, recommendation, request, second_factor, setup};
use vouchwell_tests::{Engine, one_time_code};

use crate::instance::{Instance, PASSWORD};
use crate::markup::tags;
use crate::pages;
use crate::sample;
use crate::sheet::Sheet;

/// How what is typed begins, to be found again.
const TYPED: &str = "Zq9";
/// The forms that are tried elsewhere: files are checked by `verify`, and a script shows what is said of passkeys.
const ELSEWHERE: [&str; 2] = ["/verify", "/settings/passkeys"];

/// A form of a page, with what else is in it.
struct Case {
    /// Where it goes, as the pages with samples say it; `*` stands for what differs.
    pattern: &'static str,
    cookie: String,
    sheet: Sheet,
}

/// An instance on which there is something on every page with a form.
struct Desk {
    instance: Instance,
    cookie: String,
    cases: Vec<Case>,
}

impl Desk {
    /// A form of a page of the member's.
    async fn take(&mut self, page: &str, pattern: &'static str, field: &str, typed: &[(&str, &str)]) {
        let cookie = self.cookie.clone();
        let page = self.instance.read_as(page, &cookie).await;
        self.add(&page, &cookie, pattern, field, typed);
    }

    /// A form of a page for everybody.
    async fn take_as_visitor(
        &mut self,
        page: &str,
        pattern: &'static str,
        field: &str,
        typed: &[(&str, &str)],
    ) {
        let (page, cookie) = self.instance.visit(page).await;
        self.add(&page, &cookie, pattern, field, typed);
    }

    fn add(&mut self, page: &str, cookie: &str, pattern: &'static str, field: &str, typed: &[(&str, &str)]) {
        let all = Sheet::all_on(page);
        let here = all.iter().find(|form| form.goes_to(pattern));
        let action = here.unwrap_or_else(|| panic!("no form to {pattern} in {page}"));
        self.cases.push(Case {
            pattern,
            cookie: cookie.to_owned(),
            sheet: Sheet::on(page, action.action(), field).with(typed),
        });
    }
}

/// Every form with such a field, of a member's pages and of those for everybody.
async fn cases() -> Desk {
    let instance = Instance::found_as(Engine::Sqlite, Registration::Open, true).await;
    let carla = instance.member_as("carla", Role::Admin).await;
    let mut desk = Desk {
        cookie: instance.sign_in("carla").await,
        instance,
        cases: Vec::new(),
    };
    let context = desk.instance.context.clone();
    let mut others = Vec::new();
    for name in ["bob", "ada", "dora"] {
        others.push(desk.instance.member(name).await);
    }
    let [bob, ada, dora]: [Member; 3] = others.try_into().unwrap();
    desk.instance.acquaint(&bob, &carla).await;
    desk.instance.offered(&bob, &carla).await;
    desk.instance.attest(&ada, &carla).await;
    let topics = sample::topics(&["bookkeeping"]);
    request::ask(&context, &bob, carla.account.id, topics, None)
        .await
        .unwrap();
    let words = sample::words("He is careful.", "", &[]);
    let draft = recommendation::write(&context, &carla, bob.account.id, words)
        .await
        .unwrap();
    let draft = draft.recommendation.id;
    let complaint = NewReport {
        account: ada.account.id,
        statuses: Vec::new(),
        content: "Look".to_owned(),
        forward: false,
        once: None,
    };
    let reported = report(&context, &bob, complaint).await.unwrap().report.id;

    let known = [("relationship", "worksWith"), ("year", "2021")];
    let written = [
        ("text", "He is careful."),
        ("topics", "roofs"),
        ("language", "en"),
        ("nothing", "1"),
        ("wish", "save"),
    ];
    let account = [
        ("name", "eva"),
        ("email", "eva@mail.example"),
        ("password", PASSWORD),
    ];
    let post = [("visibility", "public"), ("language", "en")];
    desk.take("/home", "/home", "text", &post).await;
    desk.take("/invitations", "/invitations", "email", &[]).await;
    desk.take("/people", "/people", "acct", &[]).await;
    let page = format!("/people/{}/report", ada.account.id);
    desk.take(&page, "/people/*/report", "words", &[("reason", "spam")])
        .await;
    desk.take("/acquaintances/new", "/acquaintances/new", "acct", &[])
        .await;
    let page = "/acquaintances/new?acct=@dora@vouch.example";
    desk.take(page, "/acquaintances/new", "year", &known).await;
    let digits = [("code", "012345678901234567890123456789")];
    desk.take("/meet", "/meet/code", "code", &digits).await;
    let code = meeting::show(&context, &bob)
        .await
        .unwrap()
        .link
        .url()
        .to_string();
    let page = desk.instance.read_as("/meet", &desk.cookie).await;
    let sheet = Sheet::on(&page, "/meet/code", "code").with(&[("code", &code)]);
    let (_, page) = desk.instance.send(sheet.request(&desk.cookie)).await;
    let cookie = desk.cookie.clone();
    desk.add(&page, &cookie, "/meet/confirm", "year", &known);
    let asked = [("acct", "@bob@vouch.example"), ("topics", "roofs")];
    desk.take("/requests/new", "/requests/new", "topics", &asked)
        .await;
    desk.take("/requests/new", "/requests/new", "acct", &[]).await;
    let page = "/compose?acct=@bob@vouch.example";
    desk.take(page, "/compose", "text", &written).await;
    desk.take(&format!("/compose/{draft}"), "/compose/*", "text", &written)
        .await;
    let known = [
        ("answer", "yes"),
        ("relationship", "worksWith"),
        ("known_since", "2021"),
    ];
    desk.take("/waiting", "/waiting/acquaintances", "message", &known)
        .await;
    let answer = [("answer", RequestAnswer::NotNow.as_str())];
    desk.take("/waiting", "/waiting/requests", "message", &answer)
        .await;
    desk.take(
        "/waiting",
        "/waiting/recommendations",
        "message",
        &[("answer", "correct")],
    )
    .await;
    desk.take("/settings/profile", "/settings/profile", "name", &[])
        .await;
    let passwords = [
        ("old", PASSWORD),
        ("new", "four other words"),
        ("again", "four other words"),
    ];
    desk.take("/settings/password", "/settings/password", "old", &passwords)
        .await;
    let own = [("handle", "@carla@vouch.example"), ("password", PASSWORD)];
    desk.take("/settings/delete", "/settings/delete", "handle", &own)
        .await;
    let address = [("email", "new@mail.example"), ("password", PASSWORD)];
    desk.take("/settings/email", "/settings/email", "email", &address)
        .await;
    desk.take("/settings/moving", "/settings/moving/aliases", "alias", &[])
        .await;
    let target = [("target", "@bob@vouch.example"), ("password", PASSWORD)];
    desk.take("/settings/moving", "/settings/moving", "target", &target)
        .await;
    desk.take("/admin/people", "/admin/people", "q", &[]).await;
    desk.take(
        "/admin/people/ada",
        "/admin/people/*",
        "note",
        &[("act", "suspend")],
    )
    .await;
    desk.take(
        &format!("/admin/reports/{reported}"),
        "/admin/reports/*",
        "note",
        &[],
    )
    .await;
    desk.take("/admin/domains", "/admin/domains", "host", &[]).await;
    desk.take("/admin/domains", "/admin/domains", "list", &[]).await;
    let page = "/admin/domains/away.example";
    desk.take(page, "/admin/domains/*", "comment", &[("severity", "limit")])
        .await;

    second_factor::begin(&context, &carla).await.unwrap();
    let proof = [("password", PASSWORD), ("code", "000000")];
    let page = "/settings/second-factor";
    desk.take(page, "/settings/second-factor/confirmed", "code", &proof)
        .await;
    let own = std::mem::replace(&mut desk.cookie, desk.instance.sign_in("dora").await);
    second_factor::begin(&context, &dora).await.unwrap();
    let State::Begun { secret, .. } = second_factor::state(&context, &dora).await.unwrap() else {
        panic!("it was begun");
    };
    let now = context.now().timestamp();
    let code = one_time_code(&secret, now);
    second_factor::confirm(&context, &dora, &code).await.unwrap();
    let next = one_time_code(&secret, now + 30);
    let proof = [("password", PASSWORD), ("code", next.as_str())];
    desk.take(page, "/settings/second-factor/ended", "code", &proof)
        .await;
    desk.cookie = own;

    let signing_in = [("login", "carla"), ("password", PASSWORD)];
    desk.take_as_visitor("/login", "/login", "login", &signing_in)
        .await;
    let (page, cookie) = desk.instance.visit("/login").await;
    let sheet = Sheet::on(&page, "/login", "login").with(&[("login", "dora"), ("password", PASSWORD)]);
    let (_, page) = desk.instance.send(sheet.request(&cookie)).await;
    desk.add(&page, &cookie, "/login/code", "code", &[]);
    desk.take_as_visitor("/password", "/password", "email", &[]).await;
    let secret = new_password::offer(&context, &"ada".parse().unwrap())
        .await
        .unwrap();
    let page = format!("/password/{secret}");
    desk.take_as_visitor(&page, "/password/*", "password", &[]).await;
    desk.take("/@carla", "/*/follow", "handle", &[]).await;
    desk.take_as_visitor("/join", "/join", "name", &account).await;
    let wish = invitation::Wish {
        id: invitation::new_id(&context),
        offers_follow: true,
        to: None,
        language: None,
    };
    invitation::make(&context, &carla, wish).await.unwrap();
    let made = invitation::list(&context, &carla).await.unwrap();
    let page = format!("/join/{}", made[0].secret.as_ref().unwrap());
    desk.take_as_visitor(&page, "/join/*", "name", &account).await;
    desk
}

/// What is wrong with how a page that was refused shows this field, if anything is.
fn fault(page: &str, field: &str, is_secret: bool) -> Option<String> {
    let parts = tags(page);
    let marked = parts.iter().find(|part| {
        let is_it = part.attribute("name") == Some(field) || part.name == "fieldset";
        is_it && part.attribute("aria-invalid") == Some("true")
    });
    let Some(marked) = marked else {
        return Some("is not marked".to_owned());
    };
    let beside = marked.attribute("aria-describedby").unwrap_or_default();
    let is_said = beside
        .split(' ')
        .any(|id| parts.iter().any(|part| part.attribute("id") == Some(id)));
    if !is_said {
        return Some(format!("has no message beside it: {beside:?}"));
    }
    (page.contains(TYPED) == is_secret).then(|| "does not keep what was typed, or keeps a secret".to_owned())
}

#[tokio::test]
async fn a_field_in_which_too_much_is_typed_says_so_beside_it_and_keeps_it() {
    let desk = cases().await;
    let founding = Instance::found().await;
    let link = setup::offer_link(&founding.context).await.unwrap().unwrap();
    let (page, cookie) = founding.visit(&format!("/setup/{link}")).await;
    let account = [
        ("name", "eva"),
        ("email", "eva@mail.example"),
        ("password", PASSWORD),
    ];
    let first = Case {
        pattern: "/setup/*",
        cookie,
        sheet: Sheet::on(&page, &format!("/setup/{link}"), "name").with(&account),
    };
    let mut wrong = Vec::new();
    let all = desk.cases.iter().map(|case| (&desk.instance, case));
    for (instance, case) in all.chain([(&founding, &first)]) {
        for field in case.sheet.typed_fields() {
            let name = field.attribute("name").unwrap();
            let limit = field.attribute("maxlength").map(str::parse::<usize>);
            let Some(Ok(limit)) = limit else {
                wrong.push(format!("{}: {name} has no limit", case.pattern));
                continue;
            };
            let too_much = format!("{TYPED}{}", "x".repeat(limit.max(10_000)));
            let is_secret = field.attribute("type") == Some("password")
                || field.attribute("autocomplete") == Some("one-time-code");
            let sent = case.sheet.clone().with(&[(name, &too_much)]);
            let (status, page) = instance.send(sent.request(&case.cookie)).await;
            if status != StatusCode::UNPROCESSABLE_ENTITY {
                wrong.push(format!("{}: {name} is answered with {status}", case.pattern));
            } else if let Some(fault) = fault(&page, name, is_secret) {
                wrong.push(format!("{}: {name} {fault}", case.pattern));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    let tried: Vec<&str> = desk
        .cases
        .iter()
        .chain([&first])
        .map(|case| case.pattern)
        .collect();
    for (name, page) in pages::all(&Locale::accepted(Language::English)) {
        for form in Sheet::all_on(&page) {
            let action = form.action();
            let is_tried = ELSEWHERE.contains(&action) || tried.iter().any(|pattern| form.goes_to(pattern));
            assert!(
                form.typed_fields().is_empty() || is_tried,
                "{name}: nobody tried the fields of {action}"
            );
        }
    }
}
