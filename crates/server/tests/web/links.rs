//! What pages lead to is there, for members and for visitors.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_tests::Engine;

use crate::busy::{Busy, Manner};
use crate::markup::{Tag, tags};
use crate::sheet::unescaped;

/// Where the routers of activities and of the program itself answer, which have tests of their own.
const OTHER_ROUTERS: [&str; 2] = ["/users/", "/source"];
const BUNDLE: &str = "/bundle";

/// How the server calls itself in links.
const ORIGIN: &str = "https://vouch.example";

/// What is looked at because it is not there.
const NOTHING: &str = "/nothing";

/// How often a page may lead on to another one.
const REDIRECTS: usize = 3;

/// Where a tag leads, or what it loads, on this server.
fn target(tag: &Tag) -> Option<String> {
    let is_read = tag.name == "form" && tag.attribute("method") == Some("get");
    let target = match tag.name.as_str() {
        "form" if is_read => tag.attribute("action"),
        "form" => None,
        _ => tag.attribute("href").or_else(|| tag.attribute("src")),
    };
    on_this_server(&unescaped(target?))
}

/// The path and query of an address on this server.
fn on_this_server(address: &str) -> Option<String> {
    let address = address.strip_prefix(ORIGIN).unwrap_or(address);
    let path = address.split('#').next().unwrap();
    let is_elsewhere = OTHER_ROUTERS.iter().any(|start| path.starts_with(start)) || path.ends_with(BUNDLE);
    let is_page = path.starts_with('/') && !path.starts_with("//") && !is_elsewhere;
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
    /// What is at a path, or where that leads in the end; an error says what is there instead of a page.
    async fn end_of(&self, path: &str, cookie: &str) -> Result<String, String> {
        let mut place = path.to_owned();
        for _ in 0..=REDIRECTS {
            let request = Request::get(&place).header(header::COOKIE, cookie);
            let request = request.header(header::ACCEPT_LANGUAGE, "en").body(Body::empty());
            let response = self.instance.answer(request.unwrap()).await;
            let status = response.status();
            if status.is_redirection() {
                let to = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
                place = on_this_server(&to).ok_or_else(|| format!("{place} leads away to {to}"))?;
                continue;
            }
            let is_expected = status
                == if place == NOTHING {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::OK
                };
            if !is_expected {
                return Err(format!("{place} is answered with {status}"));
            }
            let body = axum::body::to_bytes(response.into_body(), 2_000_000).await;
            return Ok(String::from_utf8_lossy(&body.unwrap()).into_owned());
        }
        Err(format!("{place} leads on and on"))
    }

    /// Where pages lead to no page, each with the page that leads there.
    async fn dead_links(&self, pages: &[(&'static str, String)], cookie: &str) -> Vec<String> {
        let mut dead = Vec::new();
        let mut links = BTreeMap::new();
        for (name, path) in pages {
            match self.end_of(path, cookie).await {
                Ok(page) if !path.ends_with(".atom") => {
                    let tags = tags(&page);
                    dead.extend(missing_parts(&tags).iter().map(|part| format!("{name}: {part}")));
                    links.extend(tags.iter().filter_map(target).map(|link| (link, *name)));
                }
                Ok(_) => {}
                Err(fault) => dead.push(format!("{name} ({path}): {fault}")),
            }
        }
        assert!(links.len() > 20, "only {links:?}");
        for (link, name) in links {
            if let Err(fault) = self.end_of(&link, cookie).await {
                dead.push(format!("{name}: {link}: {fault}"));
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
    for path in ["/", "/about", "/verify", "/login", "/password", NOTHING] {
        pages.push(("what needs no account", path.to_owned()));
    }
    let mut dead = busy.dead_links(&pages, &busy.cookie).await;
    // Nobody else is told that there are pages for those who run the server.
    pages.retain(|(_, path)| !path.starts_with("/admin"));
    dead.extend(busy.dead_links(&pages, "").await);
    assert!(dead.is_empty(), "{dead:#?}");
}
