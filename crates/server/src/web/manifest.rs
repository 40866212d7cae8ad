//! What phones need to put the site among their apps.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::reader::Reader;
use super::router::Pages;
use super::{asset, home};

/// Where it is.
pub(super) const PATH: &str = "/manifest.webmanifest";
/// The ground of pages by day.
const GROUND: &str = "#f3f4f9";

/// Answers `GET /manifest.webmanifest`.
pub async fn show(State(pages): State<Pages>, reader: Reader) -> Response {
    let icon = |name: &str, sizes: &str, purpose: &str| json!({"src": asset::path(name), "sizes": sizes, "type": "image/png", "purpose": purpose});
    let manifest = json!({
        "name": pages.site.host(),
        "short_name": "Vouchwell",
        "description": reader.locale.say("landing-lead").plain(),
        "lang": reader.locale.language().tag(),
        "id": home::PATH,
        "start_url": home::PATH,
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            icon("images/icon-192.png", "192x192", "any"),
            icon("images/icon-512.png", "512x512", "any"),
            icon("images/icon-maskable.png", "512x512", "maskable"),
        ],
    });
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/manifest+json"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-language, cookie")),
    ];
    (headers, manifest.to_string()).into_response()
}
