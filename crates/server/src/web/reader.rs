//! Who is reading: the language of a request.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::language::Language;
use super::locale::Locale;

/// The reader of a page. `?lang=` in the address counts before what the browser asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// The language she reads.
    pub locale: Locale,
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Reader, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let chosen = url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == "lang")
            .and_then(|(_, tag)| Language::from_tag(&tag));
        let locale = match chosen {
            Some(language) => Locale::chosen(language),
            None => {
                let wishes = parts
                    .headers
                    .get(header::ACCEPT_LANGUAGE)
                    .and_then(|value| value.to_str().ok());
                Locale::accepted(Language::accepted(wishes.unwrap_or_default()))
            }
        };
        Ok(Reader { locale })
    }
}
