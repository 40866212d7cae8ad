//! Somebody who was handed a file checks it on the page.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_server::web::verification::LARGEST_FILE;

use crate::instance::Instance;

const VALID: &str = include_str!("../../../evidence/vectors/valid.json");

/// As an instance would answer that has seen none of this.
async fn send(request: Request<Body>) -> (StatusCode, String) {
    let instance = Instance::found().await;
    instance.wait_until("2026-04-30T12:00:00Z");
    instance.send(request).await
}

pub(crate) fn form(fields: &[(&str, &str)]) -> Request<Body> {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.json\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--edge--\r\n");
    Request::post("/verify")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn a_whole_file_proves_what_the_protocol_says_and_no_more() {
    for fields in [[("file", VALID), ("text", "")], [("file", ""), ("text", VALID)]] {
        let (status, page) = send(form(&fields)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<code>valid</code>"), "{page}");
        assert!(page.contains(
            "The holders of these two keys both signed that they know each other, one wrote this text, the other \
             accepted it; nothing seen here withdraws it."
        ));
        assert!(page.contains("What this does not prove"));
        let (disclosed, text) = (page.find("pays or has paid"), page.find("Bob kept our books"));
        assert!(disclosed.unwrap() < text.unwrap());
    }
}

#[tokio::test]
async fn a_changed_file_proves_nothing_and_its_text_is_not_shown() {
    let changed = VALID.replace("Bob kept our books", "Bob burnt our books");
    let (status, page) = send(form(&[("file", &changed)])).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<code>bad_signature</code>"), "{page}");
    assert!(!page.contains("burnt our books"));
}

#[tokio::test]
async fn what_cannot_be_checked_is_answered_with_what_to_do() {
    let (status, page) = send(form(&[("file", ""), ("text", "  \n")])).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(page.contains("Choose a file, or paste its content"), "{page}");

    for size in [LARGEST_FILE + 1, 4 * LARGEST_FILE] {
        let (status, page) = send(form(&[("file", &"x".repeat(size))])).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(page.contains("at most 256 KiB"), "{page}");
    }
    let (status, page) = send(form(&[("file", &"x".repeat(LARGEST_FILE))])).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<code>malformed</code>"), "{page}");

    let request = Request::post("/verify")
        .header(header::CONTENT_TYPE, "text/plain")
        .body(Body::from("x"))
        .unwrap();
    let (status, page) = send(request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(page.contains("Go back, check what you entered"), "{page}");
}

#[tokio::test]
async fn an_address_without_a_page_says_so_in_the_readers_language() {
    let request = Request::get("/nowhere")
        .header(header::ACCEPT_LANGUAGE, "de")
        .body(Body::empty())
        .unwrap();
    let (status, page) = send(request).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(
        page.contains("Hier ist nichts") && page.contains("lang=\"de\""),
        "{page}"
    );
}
