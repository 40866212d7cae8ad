//! Cookies: what a browser keeps for this server alone.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;

use super::language::Language;
use super::site::Site;

const LANGUAGE: &str = "vouchwell_language";
const SESSION: &str = "vouchwell_session";
const SECURE_SESSION: &str = "__Host-vouchwell_session";

/// What a browser keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// The secret of a session.
    Session,
    /// A number that forms are stamped for before anybody is signed in.
    Visitor,
    /// The language in which pages are read. Everybody may know it, and set it.
    Language,
}

impl Cookie {
    /// With the prefix `__Host-` browsers take it from nobody but this host, over TLS.
    fn name(self, site: &Site) -> &'static str {
        match (self, site.is_secure()) {
            (Cookie::Session, true) => SECURE_SESSION,
            (Cookie::Session, false) => SESSION,
            (Cookie::Visitor, true) => "__Host-vouchwell_visitor",
            (Cookie::Visitor, false) => "vouchwell_visitor",
            (Cookie::Language, _) => LANGUAGE,
        }
    }

    /// What the browser sent.
    pub(super) fn read<'a>(self, headers: &'a HeaderMap, site: &Site) -> Option<&'a str> {
        value(headers, self.name(site))
    }

    /// Whether somebody is signed in with this browser, as far as it says: the session may be over.
    pub(super) fn says_signed_in(headers: &HeaderMap) -> bool {
        [SECURE_SESSION, SESSION]
            .into_iter()
            .any(|name| value(headers, name).is_some())
    }

    /// The language that this browser keeps.
    pub(super) fn chosen_language(headers: &HeaderMap) -> Option<Language> {
        Language::from_tag(value(headers, LANGUAGE)?)
    }

    /// The header that makes the browser keep a language for a year.
    pub(super) fn language(site: &Site, language: Language) -> Option<HeaderValue> {
        Cookie::Language.set(site, language.tag(), Some(TimeDelta::days(365)))
    }

    /// The header that makes the browser keep it: for a time, or until it is closed.
    pub(super) fn set(self, site: &Site, value: &str, lifetime: Option<TimeDelta>) -> Option<HeaderValue> {
        let mut cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(site));
        if site.is_secure() {
            cookie.push_str("; Secure");
        }
        if let Some(lifetime) = lifetime {
            cookie.push_str(&format!("; Max-Age={}", lifetime.num_seconds()));
        }
        HeaderValue::from_str(&cookie).ok()
    }

    /// The header that makes the browser forget it.
    pub(super) fn clear(self, site: &Site) -> Option<HeaderValue> {
        self.set(site, "", Some(TimeDelta::zero()))
    }
}

fn value<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|pairs| pairs.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == wanted && !value.is_empty())
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};
    use chrono::TimeDelta;

    use super::Cookie;
    use crate::web::site::Site;

    #[test]
    fn over_tls_a_cookie_is_bound_to_the_host() {
        let set = |url: &str| {
            Cookie::Session
                .set(&Site::at(url), "s", Some(TimeDelta::days(1)))
                .unwrap()
        };
        assert_eq!(
            set("https://vouch.example"),
            "__Host-vouchwell_session=s; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=86400"
        );
        assert_eq!(
            set("http://localhost:8080"),
            "vouchwell_session=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400"
        );
    }

    #[test]
    fn a_cookie_is_read_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            "a=b; vouchwell_session=wrong; x__Host-vouchwell_session=wrong"
                .parse()
                .unwrap(),
        );
        headers.append(
            header::COOKIE,
            "__Host-vouchwell_session=right;c".parse().unwrap(),
        );
        let site = Site::at("https://vouch.example");
        assert_eq!(Cookie::Session.read(&headers, &site), Some("right"));
        assert_eq!(Cookie::Visitor.read(&headers, &site), None);
    }
}
