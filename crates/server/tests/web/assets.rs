//! Files of the program and the headers around every answer.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use tower::ServiceExt;
use vouchwell_server::web::reader::Reader;
use vouchwell_server::web::{asset, security};

async fn ask(path: &str, wishes: &str) -> Response {
    let router = Router::new()
        .route("/assets/{name}", get(asset::show))
        .route(
            "/",
            get(|reader: Reader| async move { reader.locale.language().tag() }),
        )
        .layer(from_fn(security::headers));
    let request = Request::get(path)
        .header(header::ACCEPT_LANGUAGE, wishes)
        .body(Body::empty())
        .unwrap();
    router.oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1_000_000).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_a_year_and_names_only_files_that_exist() {
    let response = ask(asset::path("style.css"), "").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/css; charset=utf-8"
    );
    assert_eq!(
        response.headers()[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    let style = text(response).await;
    let mut named = 0;
    for address in style
        .split("url(\"")
        .skip(1)
        .map(|after| after.split('"').next().unwrap())
    {
        assert_eq!(ask(address, "").await.status(), StatusCode::OK, "{address}");
        named += 1;
    }
    assert_eq!(named, 4);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_found() {
    for path in [
        "/assets/style.css",
        "/assets/style-0000000000000000.css",
        "/assets/..%2fCargo.toml",
    ] {
        assert_eq!(ask(path, "").await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_browser_runs_our_scripts_alone_and_asks_nobody_else() {
    for path in ["/", "/assets/nothing"] {
        let response = ask(path, "").await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
            "{policy}"
        );
        assert!(policy.contains("script-src 'self';"), "{policy}");
        for word in ["unsafe", "http", "*", "data:"] {
            assert!(!policy.contains(word), "{word} in {policy}");
        }
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.headers()[header::REFERRER_POLICY], "no-referrer");
        let permissions = response.headers()["permissions-policy"].to_str().unwrap();
        assert!(permissions.contains("camera=()"), "{permissions}");
    }
}

#[tokio::test]
async fn a_chosen_language_counts_before_that_of_the_browser() {
    assert_eq!(text(ask("/", "de,en;q=0.5").await).await, "de");
    assert_eq!(text(ask("/?lang=en", "de").await).await, "en");
    assert_eq!(text(ask("/?a=b&lang=de", "en").await).await, "de");
    assert_eq!(text(ask("/?lang=klingon", "de").await).await, "de");
}
