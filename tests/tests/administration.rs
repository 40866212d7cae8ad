//! What a first admin needs, and that nobody else sees it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use serde_json::{Value, json};
use vouchwell_tests::{
    Answer, Browser, Instance, Member, PASSWORD, Program, SOON, eventually, on_both_databases,
};

/// Every page there is.
const PAGES: [&str; 9] = [
    "/admin",
    "/admin/people",
    "/admin/people/bob",
    "/admin/reports",
    "/admin/reports/1",
    "/admin/domains",
    "/admin/domains/away.example",
    "/admin/queue",
    "/admin/log",
];

async fn signed_in(instance: &Instance, name: &str) -> Browser {
    let mut browser = Browser::new(instance);
    let page = browser.open("/login?to=/waiting").await;
    let page = browser.sign_in(&page, name, PASSWORD).await;
    assert!(page.body.contains("Nothing waits for you"), "{page}");
    browser
}

fn create(instance: &Instance, name: &str, role: &str) {
    let email = format!("{name}@mail.test");
    let made = instance.run(
        [
            "account",
            "create",
            name,
            "--email",
            &email,
            "--password",
            PASSWORD,
            "--role",
            role,
        ],
        b"",
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Tells the moderators of a post, and those of its server as well if that is wanted.
async fn report(by: &Member, post: &Value, comment: &str, forward: bool) {
    let report = json!({
        "account_id": post["account"]["id"], "status_ids": [post["id"]], "comment": comment, "forward": forward,
    });
    let made = by.post("/api/v1/reports", &report).await.ok();
    assert_eq!(made["forwarded"], forward, "{made}");
}

/// The page of the one report that there is, as soon as it is there.
async fn only_report(instance: &Instance, moderator: &mut Browser) -> Answer {
    eventually(SOON, "the report has come", async || {
        (instance.count("SELECT count(*) FROM report").await == 1).then_some(())
    })
    .await;
    let list = moderator.open("/admin/reports").await;
    let link = list
        .body
        .split('"')
        .find(|part| part.starts_with("/admin/reports/"));
    moderator
        .open(link.unwrap_or_else(|| panic!("no report: {list}")))
        .await
}

on_both_databases! {
    async fn the_command_line_needs_to_know_the_database_and_not_its_address(world: World) {
        let instance = world.instance("home").await;
        let mut command = instance.command(["account", "create", "zoe", "--email", "zoe@mail.test"]);
        command.env_remove("VOUCHWELL_PUBLIC_URL").env_remove("VOUCHWELL_BIND");
        let made = Program::run(command, PASSWORD.as_bytes());
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success() && said.contains(&format!("https://{}/@zoe", instance.host())), "{said}");
        signed_in(&instance, "zoe").await;
    }

    async fn an_admin_reads_a_report_suspends_who_was_reported_and_all_of_it_is_logged(world: World) {
        let instance = world.instance("home").await;
        create(&instance, "rita", "admin");
        create(&instance, "mia", "moderator");
        let (bob, carla) = (instance.member("bob"), instance.member("carla"));
        let post = json!({"status": "Five stars for ten euros <script>"});
        let post = bob.post("/api/v1/statuses", &post).await.ok();
        let report = json!({
            "account_id": post["account"]["id"], "status_ids": [post["id"]], "comment": "This is <b>not</b> what we do",
            "category": "spam",
        });
        let report = carla.post("/api/v1/reports", &report).await.ok();
        assert_eq!((&report["category"], &report["comment"]), (&json!("spam"), &json!("This is <b>not</b> what we do")));
        let address = format!("/admin/reports/{}", report["id"].as_str().expect("an id"));

        let mut anybody = Browser::new(&instance);
        let mut member = signed_in(&instance, "carla").await;
        let mut mia = signed_in(&instance, "mia").await;
        for page in PAGES {
            assert_eq!(anybody.open(page).await.status, 404, "{page}");
            assert_eq!(member.open(page).await.status, 404, "{page}");
        }
        for page in ["/admin/people", "/admin/people/bob", "/admin/domains", "/admin/queue", "/admin/log"] {
            assert_eq!(mia.open(page).await.status, 404, "a moderator handles reports alone: {page}");
        }
        let page = mia.open(&address).await;
        assert!(page.body.contains("Five stars for ten euros") && page.body.contains("&#60;b&#62;"), "{page}");
        assert!(page.body.contains("Spam, advertising or a trap."), "{page}");
        let page = mia.submit(&page, "Mark as resolved", &[("note", "Told the others")]).await;
        assert!(page.body.contains("Told the others"), "{page}");

        let mut rita = signed_in(&instance, "rita").await;
        let mut browser = signed_in(&instance, "bob").await;
        let found = rita.open("/admin/people?q=BO").await;
        assert!(found.body.contains("@bob@") && !found.body.contains("@carla@"), "{found}");
        let page = rita.open("/admin/people/bob").await;
        assert!(page.body.contains("Browsers signed in now: 1; apps and tokens: 1"), "{page}");
        let page = rita.submit(&page, "Suspend", &[("act", "suspend"), ("note", "Sells stars")]).await;
        assert!(page.body.contains("Suspended since"), "{page}");
        bob.get("/api/v1/accounts/verify_credentials").await.refused(401);
        let page = browser.open("/waiting").await;
        let page = browser.sign_in(&page, "bob", PASSWORD).await;
        assert!(page.body.contains("That did not fit"), "{page}");
        assert!(anybody.open("/@bob").await.status.is_success(), "what was public stays");

        let page = rita.open("/admin/people/bob").await;
        rita.submit(&page, "Let in again", &[("act", "unsuspend")]).await;
        signed_in(&instance, "bob").await;
        let log = rita.open("/admin/log").await;
        let places = ["let <bdi>bob</bdi> in again", "suspended <bdi>bob</bdi>", "resolved report"]
            .map(|words| log.body.find(words).unwrap_or_else(|| panic!("{words}: {log}")));
        assert!(places.is_sorted() && log.body.contains("Sells stars"), "{log}");
        for line in [
            "Whoever runs the server made the account <bdi>mia</bdi>.",
            "Whoever runs the server made a token by which a program acts as <bdi>bob</bdi>.",
        ] {
            assert!(log.body.contains(line), "{line}: {log}");
        }
        let page = rita.open("/admin/people/rita").await;
        assert!(page.body.contains("cannot be suspended"), "{page}");
    }

    /// What passes before is what goes both ways, and a report to the moderators of the other.
    async fn nothing_passes_between_an_instance_and_one_that_it_blocks(world: World) {
        let (home, away) = (world.instance("home").await, world.instance("away").await);
        create(&home, "rita", "admin");
        let (ada, ben) = (home.member("ada"), away.member("ben"));
        ada.become_follower(&ben.handle()).await;
        ben.become_follower(&ada.handle()).await;
        ben.post("/api/v1/statuses", &json!({"status": "Before the block"})).await.ok();
        let reads = async |words: &str| {
            let home = ada.get("/api/v1/timelines/home").await;
            home.ok().to_string().contains(words)
        };
        eventually(SOON, "ada reads ben", async || reads("Before the block").await.then_some(())).await;

        let mut rita = signed_in(&home, "rita").await;
        let page = rita.open(&format!("/admin/domains?host={}", away.host())).await;
        assert_eq!(page.body.matches("<dd>1</dd>").count(), 3, "one person and a follow each way: {page}");
        let written = ada.write_post("Five stars for ten euros", "public").await;
        let at_bens = ben.finds_at_home(&written["uri"]).await;
        report(&ben, &at_bens, "For my own moderators", false).await;
        report(&ben, &at_bens, "She sells stars", true).await;
        let told = only_report(&home, &mut rita).await;
        for words in ["She sells stars", "Five stars for ten euros", "@ada@", &away.host()] {
            assert!(told.body.contains(words), "{words}: {told}");
        }
        assert!(!told.body.contains("@ben@"), "it is not told who reports: {told}");
        away.idle().await;
        only_report(&home, &mut rita).await;

        let blocked = [("severity", "block"), ("comment", "They sell stars")];
        let page = rita.submit(&page, "Block it", &blocked).await;
        assert_eq!(page.body.matches("<dd>0</dd>").count(), 4, "follows have ended, and nothing was signed: {page}");
        let told = home.get("/api/v1/instance/domain_blocks").await.ok();
        assert_eq!((&told[0]["domain"], &told[0]["severity"]), (&json!(away.host()), &json!("suspend")), "{told}");
        assert!(!reads("Before the block").await, "what there was is not shown");
        let severed = ada.get("/api/v1/notifications?types[]=severed_relationships").await.ok();
        let (event, by) = (&severed[0]["event"], &severed[0]["account"]["acct"]);
        assert_eq!((&event["type"], &event["target_name"], by), (&json!("domain_block"), &json!(away.host()), &json!("ada")));
        assert_eq!((&event["followers_count"], &event["following_count"]), (&json!(1), &json!(1)), "{severed}");
        let groups = ada.get("/api/v2/notifications").await.ok();
        assert_eq!(&groups["notification_groups"][0]["event"], event, "{groups}");
        let mut reader = signed_in(&home, "ada").await;
        let page = reader.open("/notifications").await;
        assert!(page.body.contains(&format!("has blocked {}", away.host())), "{page}");

        let handle = format!("@ben@{}", away.host());
        ben.post("/api/v1/statuses", &json!({"status": format!("After the block @ada@{}", home.host())})).await.ok();
        ada.post("/api/v1/statuses", &json!({"status": format!("Not for {handle}")})).await.ok();
        report(&ben, &at_bens, "Heard by nobody", true).await;
        away.idle().await;
        home.idle().await;
        assert_eq!(home.count("SELECT count(*) FROM status WHERE content LIKE '%After the block%'").await, 0);
        assert_eq!(away.count("SELECT count(*) FROM status WHERE content LIKE '%Not for%'").await, 0);
        only_report(&home, &mut rita).await;
    }

    async fn an_admin_has_work_tried_again_that_was_given_up(world: World) {
        let instance = world.instance("home").await;
        create(&instance, "rita", "admin");
        let mut rita = signed_in(&instance, "rita").await;
        instance.execute(
            "INSERT INTO job (id, queue, payload, host, run_at, attempts, failed_at, last_error, created_at)
             VALUES (1, 'timer', '{\"ForgetMedia\":{\"media\":1}}', NULL, '2026-01-01T00:00:00Z', 3,
                 '2026-01-01T00:00:00Z', 'nobody answers', '2026-01-01T00:00:00Z')",
        ).await;
        let page = rita.open("/admin/queue").await;
        assert!(page.body.contains("nobody answers"), "{page}");
        let page = rita.submit(&page, "Try again", &[]).await;
        assert!(page.body.contains("Nothing was given up"), "{page}");
        let given_up = instance.count("SELECT count(*) FROM job WHERE failed_at IS NOT NULL").await;
        assert_eq!(given_up, 0, "it waits for its turn, or was done");
    }

    async fn an_admin_takes_over_a_list_of_other_servers(world: World) {
        let instance = world.instance("home").await;
        create(&instance, "rita", "admin");
        let mut rita = signed_in(&instance, "rita").await;
        let page = rita.open("/admin/domains").await;
        let list = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
            bad.example,suspend,true,true,Sells stars,false\nl*ud.example,silence,false,false,,true\n";
        let page = rita.submit(&page, "Look at what it decides", &[("list", list)]).await;
        assert!(page.body.contains("Nothing has been decided yet.") && page.body.contains("l*ud.example"), "{page}");
        let told = instance.get("/api/v1/instance/domain_blocks").await.ok();
        assert_eq!(told, json!([]));
        let page = rita.submit(&page, "Take it over", &[("wish", "take")]).await;
        assert!(page.body.contains("Decided about one server;"), "{page}");
        assert!(page.body.contains("l*ud.example"), "{page}");
        let told = instance.get("/api/v1/instance/domain_blocks").await.ok();
        let decided = (&told[0]["domain"], &told[0]["severity"], &told[0]["comment"]);
        assert_eq!(decided, (&json!("bad.example"), &json!("suspend"), &json!("Sells stars")), "{told}");
        let page = rita.open("/admin/domains/bad.example").await;
        assert!(page.body.contains("Its pictures are left out."), "{page}");
        let page = rita.submit(&page, "Show its pictures again", &[("severity", "show-media")]).await;
        assert!(!page.body.contains("Its pictures are left out.") && page.body.contains("Blocked since"), "{page}");
    }
}
