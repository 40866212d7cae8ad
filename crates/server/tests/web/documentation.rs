//! The page of the API, and the document that it shows.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;

use crate::instance::Instance;

async fn ask(instance: &Instance, path: &str) -> (HeaderMap, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = instance.answer_to_app(request).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    (answer.headers, answer.body)
}

/// The values of an attribute wherever it stands.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let after = page.split(start.as_str()).skip(1);
    after.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn the_page_of_the_api_is_made_of_what_this_server_has_and_can_ask_no_other() {
    let instance = Instance::found().await;
    let (headers, page) = ask(&instance, "/api/docs").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let mut directives = BTreeSet::new();
    for directive in policy.split(';') {
        let mut words = directive.split_whitespace();
        let name = words.next().unwrap();
        directives.insert(name);
        for source in words {
            let is_own = ["'none'", "'self'", "data:"].contains(&source);
            let is_of_style = (name, source) == ("style-src", "'unsafe-inline'");
            assert!(is_own || is_of_style, "{name} {source}");
            assert!(name != "script-src" || source == "'self'", "{source}");
        }
    }
    for needed in [
        "default-src",
        "script-src",
        "connect-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    ] {
        assert!(directives.contains(needed), "{needed} is not in {policy}");
    }

    let sources = values(&page, "src");
    let documents = values(&page, "data-url");
    assert_eq!((sources.len(), documents.len()), (1, 1), "{page}");
    for address in sources
        .iter()
        .chain(&documents)
        .copied()
        .chain(values(&page, "href"))
    {
        assert!(
            address.starts_with('/') && !address.starts_with("//"),
            "{address}"
        );
        let (headers, body) = ask(&instance, address).await;
        if sources.contains(&address) {
            assert_eq!(headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        } else {
            assert_eq!(headers[header::CONTENT_TYPE], "application/json");
            let document: Value = serde_json::from_str(&body).unwrap();
            assert!(
                document["openapi"].as_str().unwrap().starts_with("3."),
                "{}",
                document["openapi"]
            );
            assert!(document["paths"]["/api/v1/timelines/home"]["get"].is_object());
        }
    }
    assert!(!page.contains("//"), "an address of another host: {page}");
}
