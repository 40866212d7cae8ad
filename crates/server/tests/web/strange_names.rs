//! People with names of markup, of overrides and of emoji, who write as much as they can: every page shows them safely.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_tests::Engine;

use crate::busy::{Busy, Manner, Round};
use crate::markup::tags;

/// Turns around what follows, to the end of the line.
const OVERRIDE: char = '\u{202E}';
/// No page is longer, in bytes.
const LONGEST: usize = 200_000;
/// They have no content and no end.
const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];

fn manner() -> Manner {
    let name = "\u{202E}\"'></b><script>alert(1)</script>👩‍👩‍👧 ";
    Manner {
        name: name.to_owned(),
        words: format!("{name}</textarea></title><img src=x onerror=alert(1)>\u{202E}<!-- {{{{7*7}}}} & "),
    }
}

/// What is wrong with how a page shows strangers' words, if anything is.
fn fault(page: &str) -> Option<String> {
    if page.len() >= LONGEST {
        return Some(format!("it is {} bytes long", page.len()));
    }
    for tag in tags(page) {
        let is_own_script = tag
            .attribute("src")
            .is_some_and(|src| src.starts_with("/assets/"))
            || tag.attribute("type") == Some("application/ld+json");
        if tag.name == "script" && !is_own_script {
            return Some("a script of somebody else".to_owned());
        }
        for (name, value) in &tag.attributes {
            let is_own_text = tag.name == "input" && name == "value";
            if name.starts_with("on") || (name == "src" && value == "x") {
                return Some(format!("{name} on <{}>", tag.name));
            }
            if value.contains(OVERRIDE) && !is_own_text {
                return Some(format!("an override in {name} of <{}>: {value}", tag.name));
            }
        }
    }
    unisolated(page)
}

/// The first override that turns around more than the name or the text in which it stands.
fn unisolated(page: &str) -> Option<String> {
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        if text.contains(OVERRIDE) && !open.iter().any(|(_, isolates)| *isolates) {
            let around: Vec<&str> = open.iter().map(|(name, _)| name.as_str()).collect();
            return Some(format!("an override in {around:?}: {text:.80}"));
        }
        let end = tag.find('>').unwrap();
        let (inside, after) = (&tag[1..end], &tag[end + 1..]);
        rest = after;
        let name: String = inside
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if let Some(closed) = inside.strip_prefix('/') {
            while let Some((last, _)) = open.pop() {
                if closed.starts_with(&last) {
                    break;
                }
            }
        } else if !name.is_empty() && !VOID.contains(&name.as_str()) && !inside.ends_with('/') {
            let isolates = matches!(name.as_str(), "bdi" | "textarea") || inside.contains("dir=\"auto\"");
            // What machines read is shown to nobody.
            open.push((name.clone(), isolates || name == "script"));
        }
    }
    None
}

impl Busy {
    async fn faults(&self, pages: &[(&'static str, String)], cookie: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, path) in pages {
            for language in ["en", "de"] {
                let request = Request::get(path)
                    .header(header::COOKIE, cookie)
                    .header(header::ACCEPT_LANGUAGE, language)
                    .body(Body::empty())
                    .unwrap();
                let (status, page) = self.instance.send(request).await;
                // A visitor is led to sign in where a page is a member's alone.
                let is_shown = status == StatusCode::OK;
                assert!(is_shown || cookie.is_empty(), "{path}: {status} {page}");
                if path.ends_with(".atom") {
                    let is_text = !page.contains("<script") && page.len() < LONGEST;
                    if !is_text {
                        faults.push(format!("{name}: {} bytes", page.len()));
                    }
                } else if let Some(fault) = fault(&page).filter(|_| is_shown) {
                    faults.push(format!("{name} ({path}): {fault}"));
                }
            }
        }
        faults
    }
}

#[tokio::test]
async fn every_page_shows_them_safely() {
    let mut busy = Busy::begin(Engine::Sqlite, manner()).await;
    let first = busy.enliven(0).await;
    busy.revise(&first, "Carla finds most errors.").await;
    let newest = busy.enliven(1).await;
    let mut pages = busy.pages(&first, &newest);
    pages.extend(busy.steady_pages(&first));
    pages.extend(busy.pages_of_acquaintance(&first).await);
    let mut faults = busy.faults(&pages, &busy.cookie).await;
    faults.extend(busy.faults(&pages, "").await);
    busy.instance.wait_until("2027-06-01T12:00:00Z");
    busy.cookie = busy.instance.sign_in("reader").await;
    let old = [("still so", "/still-so".to_owned())];
    faults.extend(busy.faults(&old, &busy.cookie).await);
    assert!(faults.is_empty(), "{faults:#?}");
}

impl Busy {
    /// How many versions of a recommendation its page shows, and how many each page to which it leads on. The links tell
    /// nothing but how many versions are left.
    async fn versions(&self, first: &Round, all: usize) -> Vec<usize> {
        let older = Locale::accepted(Language::English)
            .say("versions-older")
            .to_string();
        let mut shown = Vec::new();
        let permalink = format!("/recommendations/{}", first.received());
        let mut next = Some(permalink.clone());
        while let Some(path) = next {
            let (status, page) = self.instance.read(&path, "en").await;
            assert_eq!((status, fault(&page)), (StatusCode::OK, None), "{path}");
            shown.push(page.matches("class=\"version\"").count());
            let before = page
                .split(&format!("\">{older}"))
                .next()
                .filter(|before| before.len() < page.len());
            let link = before.and_then(|before| before.rsplit("href=\"").next());
            next = link.map(|link| link.split('#').next().unwrap().to_owned());
            let oldest = all + 1 - shown.iter().sum::<usize>();
            let expected = (oldest > 1).then(|| format!("{permalink}?versions={oldest}"));
            assert_eq!(next, expected, "after {path}");
        }
        shown
    }
}

#[tokio::test]
async fn the_older_of_many_long_versions_are_pages_of_their_own() {
    let mut busy = Busy::begin(Engine::Sqlite, manner()).await;
    let first = busy.enliven(0).await;
    for number in 1..20 {
        busy.revise(&first, &format!("Carla finds {number} errors of twenty."))
            .await;
    }
    let shown = busy.versions(&first, 20).await;
    assert!(shown.len() > 1, "{shown:?}");
}
