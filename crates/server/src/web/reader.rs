//! Who is reading: the language of a request.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::browser;
use super::cookie::Cookie;
use super::language::Language;
use super::locale::Locale;
use super::response;
use super::router::Pages;

/// The reader of a page. `?lang=` in the address counts before what she has chosen in this browser, and that before
/// what the browser asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// The language she reads.
    pub locale: Locale,
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Reader, Infallible> {
        let locale = match (asked(&parts.uri), Cookie::chosen_language(&parts.headers)) {
            (Some(language), _) => Locale::chosen(language),
            (None, Some(language)) => Locale::accepted(language),
            (None, None) => {
                let wishes = parts
                    .headers
                    .get(header::ACCEPT_LANGUAGE)
                    .and_then(|value| value.to_str().ok());
                Locale::accepted(Language::accepted(wishes.unwrap_or_default()))
            }
        };
        let locale = if Cookie::says_signed_in(&parts.headers) {
            locale.for_member()
        } else {
            locale
        };
        Ok(Reader { locale })
    }
}

/// The language that an address names.
fn asked(uri: &Uri) -> Option<Language> {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(key, _)| key == "lang")
        .and_then(|(_, tag)| Language::from_tag(&tag))
}

/// Keeps the language that a reader chooses on a page of this site for the pages that she opens later. A link from
/// elsewhere chooses for the page alone to which it leads.
pub async fn remember(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let chosen = asked(request.uri())
        .filter(|_| request.method() == Method::GET && browser::comes_from_here(request.headers()));
    let is_new = chosen.filter(|chosen| Cookie::chosen_language(request.headers()) != Some(*chosen));
    let response = next.run(request).await;
    match is_new {
        Some(language) => response::with_cookie(response, Cookie::language(&pages.site, language)),
        None => response,
    }
}
