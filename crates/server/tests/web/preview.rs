//! The picture that link previews show of a recommendation.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_evidence::Disclosure;
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::preview::{self, Preview, SIZE};
use vouchwell_server::web::recommendation;
use vouchwell_server::web::statement::{Affirmation, Statement};
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::withdrawal;

use crate::instance::Instance;
use crate::markup::tags;
use crate::pages::html;
use crate::sample;

/// More than any of them has.
const LARGEST: usize = 120_000;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn ask(instance: &Instance, path: &str, known: Option<&str>) -> Answer {
    let mut request = Request::get(path);
    if let Some(known) = known {
        request = request.header(header::IF_NONE_MATCH, known);
    }
    let response = instance.answer(request.body(Body::empty()).unwrap()).await;
    Answer {
        status: response.status(),
        headers: response.headers().clone(),
        body: to_bytes(response.into_body(), 2_000_000).await.unwrap(),
    }
}

/// The property of a page that link previews read.
fn property(page: &str, name: &str) -> String {
    let tags = tags(page);
    let mut found = tags.iter().filter(|tag| tag.attribute("property") == Some(name));
    let value = found.next().and_then(|tag| tag.attribute("content"));
    value.unwrap_or_else(|| panic!("no {name} in {page}")).to_owned()
}

fn assert_is_picture(file: &[u8]) {
    let picture = image::load_from_memory_with_format(file, image::ImageFormat::Png).unwrap();
    assert_eq!((picture.width(), picture.height()), SIZE);
    assert!(file.len() < LARGEST, "{} bytes", file.len());
}

fn drawn(statement: &Statement) -> Vec<u8> {
    let preview = Preview::of(statement, &sample::site()).expect("it can be drawn");
    let file = preview.draw().unwrap();
    assert_is_picture(&file);
    file
}

#[tokio::test]
async fn a_recommendation_has_a_picture_as_long_as_it_is_public() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    let (permalink, path) = (
        format!("/recommendations/{id}"),
        format!("/recommendations/{id}/preview.png"),
    );
    let never = ask(
        &instance,
        "/recommendations/00000000000000000000000000000000/preview.png",
        None,
    )
    .await;
    let not_yet = ask(&instance, &path, None).await;
    assert_eq!(not_yet.status, StatusCode::NOT_FOUND);
    assert_eq!(
        (not_yet.status, &not_yet.headers, &not_yet.body),
        (never.status, &never.headers, &never.body)
    );

    instance.publish(&bob, &id).await;
    let (_, page) = instance.read(&permalink, "de").await;
    let named = property(&page, "og:image");
    let named = named
        .strip_prefix("https://vouch.example")
        .expect("an address of this site");
    assert!(named.starts_with(&path), "{named}");
    let found = ask(&instance, named, None).await;
    assert_eq!(found.status, StatusCode::OK);
    assert_is_picture(&found.body);
    assert_eq!(found.headers[header::CONTENT_TYPE], "image/png");
    assert_eq!(found.headers[header::CACHE_CONTROL], "public, max-age=300");
    assert_eq!(found.headers["cross-origin-resource-policy"], "cross-origin");
    let tag = found.headers[header::ETAG].to_str().unwrap();
    let again = ask(&instance, named, Some(tag)).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(
        ask(&instance, named, Some("\"another\"")).await.status,
        StatusCode::OK
    );

    withdrawal::withdraw(&instance.context, &carla, &id)
        .await
        .unwrap();
    for known in [None, Some(tag)] {
        let gone = ask(&instance, named, known).await;
        assert_eq!((gone.status, gone.body.len()), (StatusCode::GONE, 0));
        assert_eq!(gone.headers[header::CACHE_CONTROL], "no-cache");
    }
    let (_, page) = instance.read(&permalink, "de").await;
    assert!(property(&page, "og:image").contains("/assets/preview-"), "{page}");
}

#[tokio::test]
async fn a_name_that_cannot_be_drawn_has_the_picture_of_all_pages() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    instance.publish(&bob, &id).await;
    let change = ProfileChange {
        display_name: Some("ليلى حداد".to_owned()),
        ..ProfileChange::default()
    };
    profile::change(&instance.context, &bob, change).await.unwrap();

    let found = ask(&instance, &format!("/recommendations/{id}/preview.png"), None).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    assert_eq!(found.headers[header::LOCATION], preview::of_all_pages());
    let (_, page) = instance.read(&format!("/recommendations/{id}"), "en").await;
    assert_eq!(
        property(&page, "og:image"),
        sample::site().absolute(preview::of_all_pages())
    );
    assert_eq!(property(&page, "og:image:alt"), "Vouchwell");
}

#[test]
fn a_page_says_what_its_picture_shows() {
    let locale = Locale::accepted(Language::English);
    let view = recommendation::RecommendationView {
        picture: Some("/recommendations/4be7/preview.png?text=z".into()),
        ..sample::recommendation()
    };
    let page = html(recommendation::render(&view, &sample::site(), &locale));
    assert_eq!(property(&page, "og:image:width"), "1200");
    assert_eq!(property(&page, "og:image:height"), "630");
    let description = property(&page, "og:image:alt");
    let (author, subject) = (&view.statement.author.name, &view.statement.subject.name);
    assert!(
        description.starts_with(&format!("{author} recommends {subject} for ")),
        "{description}"
    );
}

#[test]
fn what_readers_should_know_changes_the_picture() {
    let statement = sample::statement();
    let first = drawn(&statement);
    let words = |text: &str| sample::words(text, "", &[Disclosure::PaysSubject, Disclosure::WasAsked]);
    let with_words = |words| Statement {
        words,
        ..statement.clone()
    };
    let others = [
        with_words(words("Carla finds the error before the auditor does.")),
        with_words(sample::words(statement.words.text.as_str(), "", &[])),
        Statement {
            reciprocity: Reciprocity::Exchanged,
            ..statement.clone()
        },
        Statement {
            affirmation: Affirmation::NotSince(sample::time("2024-06-09T12:00:00Z")),
            ..statement.clone()
        },
        Statement {
            author: sample::person("Jörg Müßig", "@joerg@hafen.example"),
            ..statement.clone()
        },
    ];
    let site = sample::site();
    let tag = |statement: &Statement| Preview::of(statement, &site).unwrap().digest();
    for other in &others {
        assert!(drawn(other) != first, "{other:?}");
        assert_ne!(tag(other), tag(&statement));
    }
}

#[test]
fn whatever_is_long_is_cut_to_fit() {
    let all = [
        Disclosure::PaidBySubject,
        Disclosure::PaysSubject,
        Disclosure::SameEmployer,
        Disclosure::FamilyOrPartner,
        Disclosure::SharedBusiness,
        Disclosure::ReceivedSomething,
        Disclosure::WasAsked,
        Disclosure::SubjectDrafted,
        Disclosure::TextDraftedWithHelp,
    ];
    let long = "Wiebke Freifrau von und zu Kühn-Østergård ".repeat(9);
    drawn(&Statement {
        author: sample::person(&long, "@wiebke@hafen.example"),
        subject: sample::person(&"W".repeat(400), "@w@hafen.example"),
        words: sample::words(&"Groß 🎉 und zuverlässig. ".repeat(80), "", &all),
        reciprocity: Reciprocity::Exchanged,
        affirmation: Affirmation::NotSince(sample::time("2024-06-09T12:00:00Z")),
        ..sample::statement()
    });
    assert_eq!(Preview::of(&sample::old_statement(), &sample::site()), None);
}
