//! What can be tried only so often.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use vouchwell_server::rate_limit::RateLimits;
use vouchwell_service::context::Registration;
use vouchwell_tests::Engine;

use crate::instance::Instance;
use crate::sheet::Sheet;

#[tokio::test]
async fn who_asks_twice_for_a_new_password_gets_one_letter() {
    let mut instance = Instance::found_as(Engine::Sqlite, Registration::Invite, true).await;
    instance.limits = Some(Arc::new(RateLimits::new(true, Vec::new())));
    let (page, cookie) = instance.visit("/password").await;
    let sheet = Sheet::on(&page, "/password", "email").with(&[("email", "carla@mail.example")]);
    for _ in 0..2 {
        let (status, page) = instance.send(sheet.request(&cookie)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
    }
    let letters = "SELECT count(*) FROM job WHERE payload LIKE '%carla@mail.example%'";
    assert_eq!(instance.count(letters).await, 1);
}

#[tokio::test]
async fn a_script_that_asks_for_passkeys_too_often_is_told_so_beside_the_password() {
    let mut instance = Instance::found().await;
    instance.member("carla").await;
    let cookie = instance.sign_in("carla").await;
    instance.limits = Some(Arc::new(RateLimits::new(true, Vec::new())));
    let page = instance.read_as("/settings/passkeys", &cookie).await;
    let sheet = Sheet::on(&page, "/settings/passkeys", "name")
        .with(&[("name", "my phone"), ("password", "another")])
        .to("/settings/passkeys/challenge");
    for _ in 0..50 {
        let response = instance.answer(sheet.request(&cookie)).await;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(response.headers().contains_key(header::RETRY_AFTER));
            let (_, said) = instance.send(sheet.request(&cookie)).await;
            assert!(said.contains("\"field\":\"password\""), "{said}");
            return;
        }
        assert_eq!(response.status(), StatusCode::OK);
    }
    panic!("it can be tried for ever");
}
