//! Style sheet, fonts and images: part of the program, kept by browsers for a year.
//!
//! The digest of the content is part of each address, so a new version has a new address.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// Everything under `assets`.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// The parts of the style sheet, in the order in which they apply.
const STYLE: [&str; 13] = [
    "style/fonts.css",
    "style/tokens.css",
    "style/base.css",
    "style/frame.css",
    "style/parts.css",
    "style/recommendation.css",
    "style/pages.css",
    "style/verification.css",
    "style/account.css",
    "style/waiting.css",
    "style/composing.css",
    "style/people.css",
    "style/print.css",
];

/// A file as it is served.
struct Asset {
    path: String,
    content: Bytes,
    /// The same for browsers that unpack it, which all do; `None` where it would not be shorter.
    packed: Option<Bytes>,
    content_type: &'static str,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(collect);

/// The path under which a file is served, `/assets/` and digest included; the bare folder if there is none.
pub fn path(name: &str) -> &'static str {
    ASSETS.get(name).map_or("/assets/", |asset| &asset.path)
}

/// How many bytes of a file are sent to a browser; `None` if there is none.
pub fn size(name: &str) -> Option<usize> {
    let asset = ASSETS.get(name)?;
    Some(asset.packed.as_ref().unwrap_or(&asset.content).len())
}

/// Answers `GET /assets/{name}`.
pub async fn show(Path(name): Path<String>, wishes: HeaderMap) -> Response {
    let Some(asset) = ASSETS
        .values()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(&name))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    match asset.packed.clone().filter(|_| unpacks(&wishes)) {
        Some(packed) => {
            let encoding = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (headers, encoding, packed).into_response()
        }
        None => (headers, asset.content.clone()).into_response(),
    }
}

fn unpacks(wishes: &HeaderMap) -> bool {
    let encodings = wishes.get_all(header::ACCEPT_ENCODING).iter();
    let mut encodings = encodings
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    encodings.any(|encoding| encoding.trim() == "gzip")
}

/// Answers `GET /favicon.ico`, for those who do not read which icon a page names.
pub async fn favicon() -> Response {
    let Some(asset) = ASSETS.get("images/favicon.ico") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        ),
    ];
    (headers, asset.content.clone()).into_response()
}

/// The style sheet comes last, because it names the other files.
fn collect() -> HashMap<String, Asset> {
    let mut assets = HashMap::new();
    for name in Files::iter().filter(|name| !name.ends_with(".css")) {
        if let Some(file) = Files::get(&name) {
            add(&mut assets, &name, file.data.into_owned());
        }
    }
    let mut style = String::new();
    for file in STYLE.iter().filter_map(|name| Files::get(name)) {
        for line in without_comments(&String::from_utf8_lossy(&file.data)).lines() {
            style.push_str(&line.trim().replace(" {", "{").replace("; }", "}"));
            style.push('\n');
        }
    }
    for asset in assets
        .iter()
        .map(|(name, asset)| (format!("\"{name}\""), format!("\"{}\"", asset.path)))
    {
        style = style.replace(&asset.0, &asset.1);
    }
    add(&mut assets, "style.css", style.into_bytes());
    assets
}

/// Comments are for those who read the source.
fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("*/").map_or("", |(_, after)| after));
    }
    kept
}

fn add(assets: &mut HashMap<String, Asset>, name: &str, content: Vec<u8>) {
    let digest = hex::encode(&Sha256::digest(&content)[..8]);
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let asset = Asset {
        path: format!("/assets/{stem}-{digest}.{extension}"),
        packed: pack(&content)
            .filter(|packed| packed.len() < content.len())
            .map(Bytes::from),
        content: Bytes::from(content),
        content_type: content_type(extension),
    };
    assets.insert(name.to_owned(), asset);
}

/// Nothing secret is in files, so that their length may depend on their content.
fn pack(content: &[u8]) -> Option<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content).ok()?;
    packed.finish().ok()
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
