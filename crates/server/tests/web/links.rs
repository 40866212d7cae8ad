//! What pages lead to is there, for members and for visitors.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_tests::Engine;

use crate::busy::{Busy, Manner};
use crate::markup::{Tag, tags};
use crate::sheet::unescaped;

/// What was signed is answered by the router of activities.
const BUNDLE: &str = "/bundle";

/// Where a tag leads, or what it loads, on this server.
fn target(tag: &Tag) -> Option<String> {
    let is_read = tag.name == "form" && tag.attribute("method") == Some("get");
    let target = match tag.name.as_str() {
        "form" if is_read => tag.attribute("action"),
        "form" => None,
        _ => tag.attribute("href").or_else(|| tag.attribute("src")),
    };
    let target = unescaped(target?);
    let path = target.split('#').next().unwrap();
    let is_page = path.starts_with('/') && !path.starts_with("//") && !path.ends_with(BUNDLE);
    is_page.then(|| path.to_owned())
}

/// The parts of the page itself to which it leads and which it does not have.
fn missing_parts(tags: &[Tag]) -> Vec<String> {
    let ids: BTreeSet<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
    let parts = tags
        .iter()
        .filter_map(|tag| tag.attribute("href")?.strip_prefix('#'));
    parts
        .filter(|part| !ids.contains(part))
        .map(|part| format!("#{part}"))
        .collect()
}

impl Busy {
    /// Where pages lead that answer with a failure, each with the page that leads there.
    async fn dead_links(&self, pages: &[(&'static str, String)], cookie: &str) -> Vec<String> {
        let get = async |path: &str| {
            let request = Request::get(path).header(header::COOKIE, cookie);
            let request = request.header(header::ACCEPT_LANGUAGE, "en").body(Body::empty());
            let response = self.instance.answer(request.unwrap()).await;
            let status = response.status();
            let body = axum::body::to_bytes(response.into_body(), 2_000_000)
                .await
                .unwrap();
            (status, String::from_utf8_lossy(&body).into_owned())
        };
        let mut dead = Vec::new();
        let mut links = BTreeMap::new();
        for (name, path) in pages {
            let (status, page) = get(path).await;
            if status == StatusCode::OK && !path.ends_with(".atom") {
                let tags = tags(&page);
                dead.extend(missing_parts(&tags).iter().map(|part| format!("{name}: {part}")));
                links.extend(tags.iter().filter_map(target).map(|link| (link, *name)));
            }
        }
        assert!(links.len() > 20, "only {links:?}");
        for (link, name) in links {
            let (status, _) = get(&link).await;
            if status.is_client_error() || status.is_server_error() {
                dead.push(format!("{name}: {link} is answered with {status}"));
            }
        }
        dead
    }
}

#[tokio::test]
async fn every_link_leads_to_something() {
    let mut busy = Busy::begin(Engine::Sqlite, Manner::default()).await;
    let first = busy.enliven(0).await;
    let mut pages = busy.pages(&first, &first);
    pages.extend(busy.steady_pages(&first));
    pages.extend(busy.pages_of_acquaintance(&first).await);
    for path in ["/", "/about", "/verify", "/login", "/password", "/nothing"] {
        pages.push(("what needs no account", path.to_owned()));
    }
    let mut dead = busy.dead_links(&pages, &busy.cookie).await;
    dead.extend(busy.dead_links(&pages, "").await);
    assert!(dead.is_empty(), "{dead:#?}");
}
