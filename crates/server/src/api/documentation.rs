//! The OpenAPI document for people: shown by Scalar, which is part of the program.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

/// Where the page is.
pub(super) const PAGE: &str = "/api/docs";
/// Where its script is: browsers keep it for a year, so that another version has another address.
pub(super) const SCRIPT: &str = "/api/docs/scalar-1.46.4.js";

const SCALAR: &[u8] = include_bytes!("../../scalar/standalone.js.gz");

/// It asks this instance alone; whatever the script would like to have from elsewhere, it does not get.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'none'";

const DOCUMENT: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Vouchwell API</title>
</head>
<body>
<noscript>This page needs JavaScript. The same as JSON: <a href="/api/openapi.json">/api/openapi.json</a></noscript>
<script id="api-reference" data-url="/api/openapi.json"
 data-configuration='{"withDefaultFonts":false,"hideClientButton":true,"telemetry":false,"agent":{"disabled":true}}'></script>
<script src="SCRIPT"></script>
</body>
</html>
"#;

/// Answers `GET /api/docs`.
pub(super) async fn show() -> Response {
    let policy = (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    );
    let headers = [
        policy,
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, Html(DOCUMENT.replace("SCRIPT", SCRIPT))).into_response()
}

/// Answers with the script. Every browser that can run it reads gzip.
pub(super) async fn script() -> Response {
    let headers: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CONTENT_ENCODING, "gzip"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, SCALAR).into_response()
}
