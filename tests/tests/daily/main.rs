//! A member's daily life in a browser: reading, following, saying who she is, and deciding about her account.

mod account;
mod people;
mod visitor;

use vouchwell_tests::{Answer, Browser, Instance, PASSWORD};

/// A browser in which somebody is signed in, and the page to which that leads.
async fn signed_in(instance: &Instance, name: &str) -> (Browser, Answer) {
    let mut browser = Browser::new(instance);
    let page = browser.open("/login").await;
    let page = browser.sign_in(&page, name, PASSWORD).await;
    assert!(page.body.contains("<h1>Home</h1>"), "{page}");
    (browser, page)
}

/// Whether a page says something.
fn says(page: &Answer, words: &str) {
    assert!(page.body.contains(words), "{words:?} is missing on {page}");
}
