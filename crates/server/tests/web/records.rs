//! Pages about people, from the records of an instance.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::profile::SourceField;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::profile::{self as service_profile, ProfileChange};
use vouchwell_service::publication::{PublicEvidence, bundle_of};
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::timeline::Source;
use vouchwell_service::{status, timeline, withdrawal};

use crate::instance::{Instance, TEXT};
use crate::sample;
use crate::verify::form;

#[tokio::test]
async fn a_recommendation_is_read_when_it_is_public_and_leaves_a_tombstone() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    let permalink = format!("/recommendations/{id}");

    let (status, page) = instance.read(&permalink, "en").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!page.contains(TEXT));
    for profile in ["/@carla", "/@bob"] {
        let (status, page) = instance.read(profile, "en").await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains(TEXT), "{profile}");
    }

    instance.publish(&bob, &id).await;
    let (status, page) = instance.read(&permalink, "en").await;
    assert_eq!(status, StatusCode::OK);
    for sentence in [
        TEXT,
        "<bdi>bob</bdi> pays or has paid <bdi>carla</bdi>.",
        "<bdi>carla</bdi> works with <bdi>bob</bdi>",
        "March 2021",
        "I cannot speak to tax law.",
        "The account of <bdi>bob</bdi> lists this key now.",
        "Both are members of this server.",
        "2 March 2026",
    ] {
        assert!(page.contains(sentence), "{sentence} is missing in {page}");
    }
    let (_, german) = instance.read(&permalink, "de").await;
    assert!(
        german.contains("2. März 2026") && german.contains("Was das nicht beweist"),
        "{german}"
    );
    for profile in ["/@carla", "/@bob"] {
        let (_, page) = instance.read(profile, "en").await;
        assert!(
            page.contains(TEXT) && page.contains(&permalink),
            "{profile}: {page}"
        );
    }

    let PublicEvidence::Bundle(bundle) = bundle_of(&instance.context, &id).await.unwrap() else {
        panic!("it is public");
    };
    let file = bundle.json();
    let (_, page) = instance.send(form(&[("file", &file)])).await;
    assert!(
        page.contains("<code>valid</code>") && page.contains(TEXT),
        "{page}"
    );

    withdrawal::withdraw(&instance.context, &carla, &id)
        .await
        .unwrap();
    let (_, page) = instance.send(form(&[("file", &file)])).await;
    assert!(
        page.contains("<code>withdrawn</code>"),
        "the file does not know it, this server does: {page}"
    );
    assert!(!page.contains(TEXT), "{page}");
    let (status, page) = instance.read(&permalink, "en").await;
    assert_eq!(status, StatusCode::GONE);
    assert!(page.contains("This recommendation was withdrawn"), "{page}");
    for word in [TEXT, "bob", "carla", "hide", "hid "] {
        assert!(!page.contains(word), "{word} in {page}");
    }
    let (_, page) = instance.read("/@carla", "en").await;
    assert!(!page.contains(TEXT));
}

#[tokio::test]
async fn a_post_is_read_in_its_thread_by_everybody_if_it_is_for_everybody() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let asked = instance
        .post(&bob, "Who closes #books?", Visibility::Public, None)
        .await;
    let answer = instance
        .post(&carla, "@bob I do", Visibility::Unlisted, Some(asked))
        .await;
    let aside = instance
        .post(&carla, "@bob but not gladly", Visibility::Direct, Some(asked))
        .await;
    let elder = instance
        .post(&carla, "Only for friends #books", Visibility::Private, None)
        .await;
    let (status, page) = instance.read(&format!("/@bob/{asked}"), "en").await;
    assert_eq!(status, StatusCode::OK);
    for shown in [
        "A post by <bdi>bob</bdi>",
        "Who closes <a href=\"https://vouch.example/tags/books\"",
        "@bob</a> I do",
        "property=\"og:description\" content=\"Who closes #books?\"",
        "rel=\"canonical\"",
        &format!(
            "type=\"application/activity+json\" href=\"https://vouch.example/users/bob/statuses/{asked}\""
        ),
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    assert!(!page.contains("gladly"), "{page}");
    let (_, page) = instance.read(&format!("/@carla/{answer}"), "de").await;
    assert!(
        page.contains("Als Antwort auf") && page.contains("Who closes"),
        "{page}"
    );
    assert!(page.contains("noindex"), "it is not for public lists: {page}");
    for hidden in [
        format!("/@carla/{aside}"),
        format!("/@carla/{elder}"),
        format!("/@bob/{answer}"),
        "/@bob/1".to_owned(),
        "/@bob/followers".to_owned(),
    ] {
        let (status, page) = instance.read(&hidden, "en").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{hidden}");
        assert!(!page.contains("friends") && !page.contains("gladly"), "{page}");
    }

    let (_, page) = instance.read("/@bob", "en").await;
    assert!(page.contains("Who closes") && !page.contains("I do"), "{page}");
    let (_, page) = instance.read("/@carla", "en").await;
    assert!(
        !page.contains("friends") && !page.contains("I do"),
        "answers stay in their threads: {page}"
    );

    let (status, page) = instance.read("/tags/Books", "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Who closes") && !page.contains("friends"), "{page}");
    assert!(page.contains(&format!("href=\"/@bob/{asked}\"")), "{page}");
    for (path, status) in [
        ("/tags/nothing", StatusCode::OK),
        ("/tags/no%20tag", StatusCode::NOT_FOUND),
        ("/tags/books?before=x", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(instance.read(path, "en").await.0, status, "{path}");
    }
}

#[tokio::test]
async fn a_recommendation_among_posts_leads_to_its_page() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    instance.publish(&bob, &id).await;
    let (_, page) = instance.read("/tags/payroll", "en").await;
    for shown in [
        "<bdi>bob</bdi></a> recommends <a href=\"/@carla\"><bdi>carla</bdi></a>",
        &format!("href=\"/recommendations/{id}\""),
        "Disclosed: ",
        TEXT,
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    let page = vouchwell_domain::page::Page::newest(1);
    let carrier = timeline::public(&instance.context, None, Source::Here, page)
        .await
        .unwrap();
    let request = Request::get(format!("/@bob/{}", carrier[0].status.id))
        .body(Body::empty())
        .unwrap();
    let (status, _) = instance.send(request).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_feed_says_when_a_text_was_revised() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    instance.publish(&bob, &id).await;
    let (_, before) = instance.read("/@carla/recommendations.atom", "en").await;
    let context = &instance.context;
    let words = sample::words("Carla finds all errors.", "", &[]);
    recommendation::edit(context, &bob, &id, words).await.unwrap();
    recommendation::offer(context, &bob, &id).await.unwrap();
    recommendation::answer(context, &carla, &id, TextAnswer::Accept)
        .await
        .unwrap();
    instance.publish(&bob, &id).await;
    let (_, after) = instance.read("/@carla/recommendations.atom", "en").await;
    let times = |feed: &str, element: &str| -> Vec<String> {
        let begin = format!("<{element}>");
        let parts = feed.split(&begin).skip(1);
        parts
            .map(|part| part.split('<').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(times(&after, "published"), times(&before, "published"));
    let (old, new) = (times(&before, "updated"), times(&after, "updated"));
    assert_eq!(
        (old.len(), new.len()),
        (2, 2),
        "of the feed and of its entry: {after}"
    );
    assert!(
        old.iter().zip(&new).all(|(old, new)| old < new),
        "{old:?} {new:?}"
    );
}

#[tokio::test]
async fn an_address_without_a_person_or_recommendation_is_not_found() {
    let instance = Instance::found().await;
    instance.member("carla").await;
    assert_eq!(instance.read("/@carla", "en").await.0, StatusCode::OK);
    for path in [
        "/@nobody",
        "/@actor",
        "/@Ümlaut",
        "/@carla@elsewhere.example",
        "/recommendations/0",
        "/@",
    ] {
        let path = path.replace('Ü', "%C3%9C");
        let (status, page) = instance.read(&path, "en").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.contains("Check the address"), "{path}: {page}");
    }
    let (status, _) = instance.read("/@carla?received=last", "en").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_profile_shows_what_its_member_types_and_is_found_only_if_she_wants() {
    let instance = Instance::found().await;
    let carla = instance.member("carla").await;
    let change = ProfileChange {
        display_name: Some("Carla <Janssens>".to_owned()),
        note: Some("I keep books.\n\nAsk @carla about #payroll".to_owned()),
        fields: Some(vec![SourceField {
            name: "Website".to_owned(),
            value: "https://janssens.example/".to_owned(),
        }]),
        ..ProfileChange::default()
    };
    service_profile::change(&instance.context, &carla, change)
        .await
        .unwrap();
    let page_of_hers = "https://janssens.example/".parse().unwrap();
    let (_, page) = instance.read("/@carla", "en").await;
    for shown in [
        "Carla &#60;Janssens&#62;",
        "Ask @carla about #payroll",
        "href=\"https://janssens.example/\" rel=\"me ",
        "rel=\"canonical\"",
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    assert!(!page.contains("links back here"), "{page}");

    service_profile::links_verified(&instance.context, carla.account.id, &[page_of_hers])
        .await
        .unwrap();
    let hidden = ProfileChange {
        discoverable: Some(false),
        ..ProfileChange::default()
    };
    service_profile::change(&instance.context, &carla, hidden)
        .await
        .unwrap();
    let (_, page) = instance.read("/@carla", "en").await;
    assert!(page.contains("This page links back here."), "{page}");
    assert!(
        !page.contains("rel=\"canonical\"") && page.contains("noindex"),
        "{page}"
    );
}

#[tokio::test]
async fn a_post_shows_what_it_asks_and_the_recommendation_that_it_leads_to() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    instance.publish(&bob, &id).await;
    let link = instance.context.address.recommendation(&id);
    let poll = NewPoll::new(&["Now".to_owned(), "Later".to_owned()], false, false, 600).unwrap();
    let post = Post {
        content: PostContent::new(&format!("Read this: {link}"), "", false, None).unwrap(),
        visibility: Visibility::Public,
        in_reply_to: None,
        media: Vec::new(),
        poll: Some(poll),
        quote_policy: QuotePolicy::Nobody,
    };
    let written = status::write(&instance.context, &bob, &post, None).await.unwrap();
    let path = format!("/@bob/{}", written.status.id);
    let (_, page) = instance.read(&path, "en").await;
    for shown in [
        "<bdi>Now</bdi>. Votes:",
        "The poll ends on ",
        "class=\"leads-to\"",
        TEXT,
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    let (disclosed, text) = (page.find("pays or has paid"), page.find(TEXT));
    assert!(disclosed.is_some() && disclosed < text, "{page}");
    withdrawal::withdraw(&instance.context, &bob, &id).await.unwrap();
    let (_, page) = instance.read(&path, "en").await;
    assert!(!page.contains(TEXT) && !page.contains("leads-to"), "{page}");
}
