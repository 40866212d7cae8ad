//! Forms of pages that are older than the session of the browser: nothing comes of them by itself, and nothing is lost.

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use vouchwell_service::context::Registration;
use vouchwell_service::session;
use vouchwell_tests::Engine;

use crate::forms::field;
use crate::instance::{Instance, PASSWORD};
use crate::sheet::Sheet;

const SESSIONS: &str = "SELECT count(*) FROM session";

/// Sent by a page of this site, as browsers say.
fn from_here(mut request: Request<Body>) -> Request<Body> {
    let same = HeaderValue::from_static("same-origin");
    request.headers_mut().insert("sec-fetch-site", same);
    request
}

#[tokio::test]
async fn what_was_typed_before_another_session_began_is_sent_by_a_tap() {
    let instance = Instance::found_as(Engine::Sqlite, Registration::Invite, true).await;
    instance.member("carla").await;
    let (before, now) = (instance.sign_in("carla").await, instance.sign_in("carla").await);
    let page = instance.read_as("/settings/email", &before).await;
    let sheet = Sheet::on(&page, "/settings/email", "email")
        .with(&[("email", "carla@work.example"), ("password", PASSWORD)]);
    let (status, page) = instance.send(from_here(sheet.request(&now))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(field(&page, "email"), "carla@work.example");
    assert!(!page.contains(PASSWORD), "{page}");
    let again = Sheet::on(&page, "/settings/email", "email");
    let (status, page) = instance.send(again.request(&now)).await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the password is missing"
    );
    assert_eq!(field(&page, "email"), "carla@work.example");
}

#[tokio::test]
async fn what_another_site_sends_is_not_offered_to_be_sent() {
    let instance = Instance::found().await;
    instance.member("carla").await;
    let cookie = instance.sign_in("carla").await;
    for origin in ["cross-site", "same-site", "none"] {
        let mut request = Request::post("/home")
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("text=Buy%20it&visibility=public"))
            .unwrap();
        let origin = HeaderValue::from_static(origin);
        request.headers_mut().insert("sec-fetch-site", origin);
        let (status, page) = instance.send(request).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(!page.contains("Buy it"), "{page}");
    }
}

#[tokio::test]
async fn a_profile_goes_on_without_its_picture_and_says_so() {
    let instance = Instance::found().await;
    let carla = instance.member("carla").await;
    let (before, now) = (instance.sign_in("carla").await, instance.sign_in("carla").await);
    let page = instance.read_as("/settings/profile", &before).await;
    let stamp = field(&page, "stamp");
    let part = |head: &str, content: &str| {
        format!("--edge\r\ncontent-disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let body = [
        part("name=\"stamp\"", &stamp),
        part("name=\"name\"", "Carla J."),
        part("name=\"avatar\"; filename=\"me.png\"", &"a".repeat(2_000_000)),
        "--edge--\r\n".to_owned(),
    ]
    .concat();
    let send = |cookie: &str| {
        let request = Request::post("/settings/profile")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        instance.send(from_here(request.body(Body::from(body.clone())).unwrap()))
    };
    let (status, page) = send(&now).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(field(&page, "name"), "Carla J.");
    assert!(
        page.contains("Pictures that you had chosen cannot be kept"),
        "{page}"
    );
    let again = Sheet::on(&page, "/settings/profile", "name");
    let (status, _) = instance.send(again.request(&now)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    for begun in session::list(&instance.context, &carla).await.unwrap() {
        session::end(&instance.context, &carla, &begun.digest)
            .await
            .unwrap();
    }
    let (status, page) = send(&before).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "{page}");
    let carried = field(&page, "carried");
    assert!(
        carried.contains("name=Carla+J.") && carried.contains("pictures_left_out=1"),
        "{carried}"
    );
}

#[tokio::test]
async fn signing_in_twice_leaves_one_session() {
    for engine in [Engine::Sqlite, Engine::Postgresql] {
        let instance = Instance::found_as(engine, Registration::Invite, false).await;
        instance.member("carla").await;
        let (page, visitor) = instance.visit("/login").await;
        let another_page = instance.read_as("/login", &visitor).await;
        let [sheet, of_another_page] = [&page, &another_page].map(|page| {
            Sheet::on(page, "/login", "login").with(&[("login", "carla"), ("password", PASSWORD)])
        });
        let (one, other) = tokio::join!(
            instance.answer(sheet.request(&visitor)),
            instance.answer(sheet.request(&visitor))
        );
        let begun = [one, other].map(|answer| {
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
            cookie.split(';').next().unwrap().to_owned()
        });
        assert_eq!(begun[0], begun[1]);
        assert_eq!(instance.count(SESSIONS).await, 1, "a double click");
        let both = format!("{visitor}; {}", begun[0]);
        let answer = instance.answer(of_another_page.request(&both)).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(instance.count(SESSIONS).await, 1, "in another tab");
    }
}

#[tokio::test]
async fn a_page_to_sign_in_that_is_too_old_keeps_the_name() {
    let instance = Instance::found().await;
    let (page, _) = instance.visit("/login").await;
    let (_, visitor) = instance.visit("/login").await;
    let sheet = Sheet::on(&page, "/login", "login").with(&[("login", "carla"), ("password", PASSWORD)]);
    let (status, page) = instance.send(from_here(sheet.request(&visitor))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(field(&page, "login"), "carla");
    assert!(!page.contains(PASSWORD));
}
