//! What waits for a member, and what she answers.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::waiting::{Untaken, WaitingView, render};

use crate::forms::field;
use crate::instance::{Instance, TEXT};
use crate::markup::tags;
use crate::pages::html;
use crate::sample;
use crate::sheet::Sheet;

#[tokio::test]
async fn what_was_typed_stays_where_an_answer_is_not_taken_and_stands_first() {
    let instance = Instance::found().await;
    let carla = instance.member("carla").await;
    for name in ["bob", "ada"] {
        let other = instance.member(name).await;
        instance.attest(&other, &carla).await;
    }
    let cookie = instance.sign_in("carla").await;
    let page = instance.read_as("/waiting", &cookie).await;
    let (newest, stamp) = (field(&page, "id"), field(&page, "stamp"));
    let (_, older) = page.split_once(&format!("value=\"{newest}\"")).unwrap();
    let older = field(older, "id");
    let page = instance
        .read_as(&format!("/waiting?first={older}"), &cookie)
        .await;
    assert_eq!(field(&page, "id"), older);

    let typed = format!(
        "stamp={stamp}&id={older}&answer=yes&relationship=worksWith&known_since=2999&message=We+never+met"
    );
    let request = Request::post("/waiting/acquaintances")
        .header(header::COOKIE, &cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let (status, page) = instance.send(request.body(Body::from(typed)).unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert_eq!(field(&page, "id"), older);
    assert_eq!(field(&page, "known_since"), "2999");
    assert!(page.contains("We never met"), "{page}");
}

#[tokio::test]
async fn who_asks_for_a_correction_says_of_what() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    instance.acquaint(&bob, &carla).await;
    let id = instance.offered(&bob, &carla).await;
    let cookie = instance.sign_in("carla").await;
    let page = instance.read_as("/waiting", &cookie).await;
    let sheet = Sheet::on(&page, "/waiting/recommendations", "id").with(&[("answer", "correct")]);
    let (status, page) = instance.send(sheet.request(&cookie)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("id=\"message-complaint\""), "{page}");
    assert_eq!(
        field(&page, "id"),
        id.to_string(),
        "it still waits for her answer"
    );
}

#[test]
fn that_they_met_is_ticked_until_she_takes_it_back() {
    let mut view = sample::waiting();
    view.attested[0].is_met = true;
    let is_ticked = |view: &WaitingView| {
        let page = html(render(
            view,
            &sample::site(),
            &Locale::accepted(Language::English),
        ));
        let (_, after) = page.split_once("name=\"met\"").unwrap();
        after.split('>').next().unwrap().contains("checked")
    };
    assert!(is_ticked(&view));
    view.untaken = Some(Untaken {
        id: view.attested[0].id.clone(),
        is_unmet: true,
        ..Untaken::default()
    });
    assert!(!is_ticked(&view));
}

#[test]
fn each_card_begins_with_its_heading() {
    let english = Locale::accepted(Language::English);
    let page = html(render(&sample::waiting(), &sample::site(), &english));
    let cards: Vec<&str> = page.split("<li class=\"sheet card\">").skip(1).collect();
    assert_eq!(cards.len(), 3, "{page}");
    for card in cards {
        assert!(card.trim_start().starts_with("<h3>"), "{card}");
    }
}

#[tokio::test]
async fn whatever_waits_is_reached_page_by_page() {
    let instance = Instance::found().await;
    let carla = instance.member("carla").await;
    for number in 0..21 {
        let other = instance.member(&format!("friend{number}")).await;
        instance.attest(&other, &carla).await;
    }
    let cookie = instance.sign_in("carla").await;
    let page = instance.read_as("/waiting", &cookie).await;
    assert_eq!(page.matches("action=\"/waiting/acquaintances\"").count(), 20);
    assert!(!page.contains("@friend0@"), "the oldest is not among them");
    let older = tags(&page)
        .into_iter()
        .filter_map(|tag| tag.attribute("href").map(str::to_owned))
        .find(|path| path.starts_with("/waiting?attested="))
        .unwrap();
    let page = instance.read_as(&older, &cookie).await;
    assert_eq!(page.matches("action=\"/waiting/acquaintances\"").count(), 1);
    assert!(
        page.contains("@friend0@") && !page.contains("/waiting?attested="),
        "{page}"
    );
}

#[tokio::test]
async fn who_accepts_has_seen_page_and_post_and_knows_until_when() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    instance.acquaint(&bob, &carla).await;
    instance.offered(&bob, &carla).await;
    let cookie = instance.sign_in("carla").await;
    let page = instance.read_as("/waiting", &cookie).await;
    let (_, offered) = page.split_once("has written about you").unwrap();
    for sentence in [
        "On its page, and on your profiles:",
        "As a post on Mastodon and the like, ",
        "Written in <bdi>English</bdi>.",
        "Open until ",
    ] {
        assert!(offered.contains(sentence), "{sentence}: {offered}");
    }
    assert_eq!(
        offered.matches(TEXT).count(),
        2,
        "on the page and in the post: {offered}"
    );
}
