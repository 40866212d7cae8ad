//! Signing in, and letting programs in: as browsers and clients do it, and as attackers try.

mod access;
mod anothers;
mod attacks;
mod documented;
mod flows;
mod joining;
mod mail;
mod second_factor;

use vouchwell_tests::{Answer, Browser, ClientApplication, Instance, PASSWORD};

const BACK: &str = "https://app.test/done";

/// A browser in which somebody is signed in.
async fn signed_in(instance: &Instance, name: &str) -> Browser {
    let mut browser = Browser::new(instance);
    let page = browser.open("/settings/applications").await;
    let page = browser.sign_in(&page, name, PASSWORD).await;
    assert!(page.body.contains("Apps and browsers"), "{page}");
    browser
}

/// The answer that carries a member back to the program that she let in.
async fn allowed(browser: &mut Browser, program: &ClientApplication, others: &[(&str, &str)]) -> Answer {
    let page = browser.open(&program.question(others)).await;
    browser.submit(&page, "Allow", &[("decision", "allow")]).await
}
