//! What waits for members, as their apps tell it, answered on the page that it links to.

use serde_json::{Value, json};
use vouchwell_tests::{Browser, Instance, Member, PASSWORD, SOON, eventually, on_both_databases};

/// The newest notification with these words by the instance itself.
async fn told(member: &Member, words: &str) -> Value {
    eventually(SOON, &format!("{} hears: {words}", member.handle()), async || {
        let notified = member.notifications().await;
        notified
            .into_iter()
            .find(|one| one["type"] == "mention" && content(one).contains(words))
    })
    .await
}

fn content(notification: &Value) -> &str {
    notification["status"]["content"].as_str().unwrap_or_default()
}

async fn signed_in(instance: &Instance, name: &str) -> Browser {
    let mut browser = Browser::new(instance);
    let page = browser.open("/waiting").await;
    let page = browser.sign_in(&page, name, PASSWORD).await;
    assert!(page.body.contains("Nothing waits for you"), "{page}");
    browser
}

on_both_databases! {
    async fn a_recommendation_is_answered_from_an_app_without_a_call(world: World) {
        let a = world.instance("a").await;
        let (bob, carla) = (a.member("bob"), a.member("carla"));
        let mut browser = signed_in(&a, "carla").await;

        let attestation = json!({"acct": "carla", "relationship": "worksWith", "known_since": "2021"});
        bob.post("/api/v1/vouchwell/acquaintances", &attestation).await.ok();
        let heard = told(&carla, "says that you know each other").await;
        assert_eq!(heard["status"]["visibility"], "direct");
        let link = heard["status"]["url"].as_str().expect("a link").to_owned();
        let page = browser.open(&link).await;
        let nothing = browser
            .submit(&page, "Yes, we know each other", &[("answer", "yes"), ("known_since", "long ago")])
            .await;
        assert_eq!(nothing.status, 422, "{nothing}");
        assert!(nothing.body.contains("value=\"long ago\""), "what she typed stays: {nothing}");
        let yes = [("answer", "yes"), ("relationship", "worksWith"), ("known_since", "2021-03")];
        let page = browser.submit(&page, "Yes, we know each other", &yes).await;
        assert!(page.body.contains("Nothing waits for you"), "{page}");
        told(&bob, "has confirmed").await;

        let draft = json!({
            "acct": "carla", "text": "She closes the books on time.", "topics": ["bookkeeping"],
            "language": "en", "limitations": "", "disclosures": [],
        });
        let draft = bob.post("/api/v1/vouchwell/recommendations", &draft).await.ok();
        let id = draft["id"].as_str().expect("an id");
        bob.post(&format!("/api/v1/vouchwell/recommendations/{id}/offer"), &json!({})).await.ok();
        told(&carla, "has written a recommendation of you").await;
        let page = browser.open(&link).await;
        assert!(page.body.contains("She closes the books on time."), "{page}");
        let page = browser.submit(&page, "I accept exactly this", &[("answer", "accept")]).await;
        assert!(page.status == 200 && page.body.contains("She closes the books on time."), "{page}");
        let page = browser.open(&link).await;
        assert!(page.body.contains("Nothing waits for you"), "{page}");
        told(&bob, "has accepted your text").await;
        eventually(SOON, "the recommendation is public", async || {
            let home = bob.home().await;
            home.into_iter().find(|status| status["uri"].as_str().is_some_and(|uri| uri.contains(id)))
        })
        .await;
    }

    async fn a_post_with_the_hashtag_becomes_a_draft_and_nothing_is_posted(world: World) {
        let a = world.instance("a").await;
        let (bob, carla) = (a.member("bob"), a.member("carla"));
        let text = "@carla She closes the books on time.\n\n#recommend #bookkeeping";
        let lost = [
            json!({"status": "@carla Careful. #recommend"}),
            json!({"status": text.replace("carla", "nobody")}),
            json!({"status": text.replace("carla", "bob")}),
            json!({"status": text, "scheduled_at": "2100-01-01T00:00:00.000Z"}),
            json!({"status": text, "spoiler_text": "work"}),
        ];
        for refused in lost {
            bob.post("/api/v1/statuses", &refused).await.refused(422);
        }
        let answer = bob.post("/api/v1/statuses", &json!({"status": text, "visibility": "public"})).await.ok();
        assert_eq!(answer["visibility"], "direct", "{answer}");
        assert_eq!(answer["mentions"][0]["acct"], "bob", "{answer}");
        told(&bob, "This is the draft of your recommendation of").await;
        assert!(carla.notifications().await.is_empty());
        let account = bob.get("/api/v1/accounts/verify_credentials").await.ok();
        assert_eq!(account["statuses_count"], 0, "{account}");

        let mut browser = signed_in(&a, "bob").await;
        let page = browser.open(answer["url"].as_str().expect("a link")).await;
        assert!(page.body.contains("She closes the books on time.") && page.body.contains("bookkeeping"), "{page}");
        let words = [
            ("wish", "save"), ("text", "She closes the books on time, every month."), ("limitations", ""),
            ("topics", "bookkeeping"), ("language", "en"),
        ];
        let unsaid = browser.submit(&page, "Save as a draft", &words).await;
        assert_eq!(unsaid.status, 422, "{unsaid}");
        let said: Vec<(&str, &str)> = words.into_iter().chain([("nothing", "1")]).collect();
        let page = browser.submit(&page, "Save as a draft", &said).await;
        assert!(page.status == 200 && page.body.contains("every month."), "{page}");
    }
}
