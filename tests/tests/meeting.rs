//! Two people meet in person, and their servers learn that they did.

use serde_json::{Value, json};
use vouchwell_tests::{Member, Party, SOON, eventually, on_both_databases};

const WRONG: &str = "12345 67890 12345 67890 12345 67890";

/// What both sides of an acquaintance rest on, as a member is shown it.
async fn evidence(member: &Member, acquaintance: &str) -> [Value; 2] {
    let known = member.acquaintance(acquaintance).await.ok();
    [
        known["mine"]["evidence"].clone(),
        known["theirs"]["evidence"].clone(),
    ]
}

async fn wait_for_codes_exchanged(member: &Member, other: &Member) {
    let known = member.wait_for_acquaintance(&other.handle(), "mutual").await;
    assert_eq!(
        evidence(member, &known).await,
        ["codes-exchanged", "codes-exchanged"]
    );
}

on_both_databases! {
    /// Alice at `a` shows a code, Bob at `b` scans it, and Alice confirms.
    async fn two_people_of_two_servers_exchange_codes(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (alice, bob) = (a.member("alice"), b.member("bob"));
        let code = alice.show_code().await;
        let (link, digits) = (code["link"].as_str().expect("a link"), code["digits"].as_str().expect("digits"));
        assert_eq!(link, format!("{}/meet/{}", a.origin(), digits.replace(' ', "")));
        assert_ne!(alice.show_code().await["token"], code["token"]);

        // The link alone tells nobody whose it is, but to another server.
        assert_eq!(a.get_activity(link).await.status, 401);
        let page = a.get_page(link).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains(digits) && !page.body.contains("alice"), "{page}");

        bob.look_up_code(WRONG, Some(&alice.handle())).await.refused(422);
        bob.attest_with_code(WRONG, Some(&alice.handle())).await.refused(422);
        assert_eq!(alice.acquaintances(None).await, json!([]), "nothing is sent with a code that is not good");
        let holder = bob.look_up_code(digits, Some(&alice.handle())).await.ok();
        assert_eq!(holder["acct"], alice.handle());

        let offered = bob.attest_with_code(link, None).await.ok();
        assert_eq!((&offered["state"], &offered["account"]["acct"]), (&json!("offered"), &holder["acct"]));
        let asked = alice.wait_for_acquaintance(&bob.handle(), "asked").await;
        let shown = alice.acquaintance(&asked).await.ok();
        assert_eq!(shown["code_scanned"], true);
        assert_eq!(shown["theirs"]["evidence"], "declared", "until she confirms");
        alice.confirm_meeting(&asked).await.ok();
        wait_for_codes_exchanged(&alice, &bob).await;
        wait_for_codes_exchanged(&bob, &alice).await;

        let carol = b.member("carol");
        carol.attest_with_code(link, None).await.refused(422);
        for _ in 0..4 {
            carol.look_up_code(WRONG, Some(&alice.handle())).await.refused(422);
        }
        let next = alice.show_code().await;
        let next = next["link"].as_str().expect("a link");
        let refused = carol.attest_with_code(next, None).await.refused(422);
        assert!(refused.contains("minute"), "the sixth try within a minute: {refused}");
    }

    /// The same on one server, and for two who have long said that they know each other.
    async fn two_people_of_one_server_renew_what_they_said_by_meeting(world: World) {
        let a = world.instance("a").await;
        let (alice, bob) = (a.member("alice"), a.member("bob"));
        alice.get_to_know(&bob).await;
        let code = alice.show_code().await;
        bob.attest_with_code(code["token"].as_str().expect("a token"), Some("alice")).await.ok();
        let asked = alice.wait_for_renewal(&bob.handle()).await;
        assert_eq!(alice.acquaintance(&asked).await.ok()["renewal"]["code_scanned"], true);
        assert_eq!(evidence(&alice, &asked).await, ["declared", "declared"]);
        alice.confirm_meeting(&asked).await.ok();
        wait_for_codes_exchanged(&alice, &bob).await;
        wait_for_codes_exchanged(&bob, &alice).await;
    }

    /// A server that sends codes which Bob never showed.
    async fn an_offer_with_a_wrong_code_is_shown_as_declared(world: World) {
        let (b, peer) = (world.instance("b").await, world.peer("peer").await);
        let (bob, amy) = (b.member("bob"), peer.actor("amy"));
        let mut attestation = amy.attestation(&Party::of(&bob).await);
        attestation["evidence"] = json!("codes-exchanged");
        let mut offer = amy.activity("Offer", &bob.actor(), &amy.sign(attestation));
        offer["target"] = json!(bob.actor());
        offer["meeting"] = json!(WRONG.replace(' ', ""));
        assert_eq!(peer.post(&amy, &format!("{}/inbox", bob.actor()), &offer).await.status, 202);
        let asked = bob.wait_for_acquaintance(&amy.handle(), "asked").await;
        let shown = bob.acquaintance(&asked).await.ok();
        assert_eq!(
            (&shown["code_scanned"], &shown["theirs"]["evidence"]),
            (&json!(false), &json!("declared"))
        );
        bob.confirm_meeting(&asked).await.refused(422);
        bob.confirm_acquaintance(&asked).await.ok();
        assert_eq!(evidence(&bob, &asked).await, ["declared", "declared"]);
        assert_eq!(peer.wait_for_type("Accept").await["result"]["evidence"], "declared");
    }

    /// Bob scans a code at a server which was written apart from his.
    async fn the_code_of_another_server_comes_with_the_offer(world: World) {
        let (b, peer) = (world.instance("b").await, world.peer("peer").await);
        let (bob, amy) = (b.member("bob"), peer.actor("amy"));
        let token = WRONG.replace(' ', "");
        let (path, link) = (format!("/meet/{token}"), format!("https://{}/meet/{token}", peer.host()));
        peer.serve(&path, &json!({"type": "Object", "attributedTo": "https://elsewhere.test/users/amy"}));
        bob.attest_with_code(&link, None).await.refused(422);
        peer.serve(&path, &json!({"type": "Object", "attributedTo": amy.id()}));
        bob.attest_with_code(&link, Some(&bob.handle())).await.refused(422);
        assert_eq!(bob.attest_with_code(&link, None).await.ok()["account"]["acct"], amy.handle());
        let offer = peer.wait_for_type("Offer").await;
        assert_eq!(offer["meeting"], token);
        assert_eq!(offer["object"]["evidence"], "codes-exchanged");
        let questions = peer.received();
        let mut questions = questions.iter().filter(|question| question.path == path);
        assert!(questions.all(|question| question.headers.contains_key("signature")), "every GET is signed");
        eventually(SOON, "Bob waits for Amy", async || {
            bob.acquaintance_with(&amy.handle(), "offered").await
        })
        .await;
    }
}
