//! Members who open pages of theirs.

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::Response;
use vouchwell_domain::session::Session;

use super::browser::Browser;
use super::form;
use super::reader::Reader;
use super::router::Records;

/// A member who opens a page of hers. Whoever is not signed in is led to do so, and from there to the page.
pub struct SignedIn {
    /// The language she reads.
    pub reader: Reader,
    /// The browser that she uses.
    pub browser: Browser,
    /// In which she is signed in.
    pub session: Session,
}

impl FromRequestParts<Records> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, records: &Records) -> Result<Self, Response> {
        let browser = Browser::from_request_parts(parts, records).await?;
        let Ok(reader) = Reader::from_request_parts(parts, records).await;
        match browser.session.clone() {
            Some(session) => Ok(Self {
                reader,
                browser,
                session,
            }),
            None => Err(form::sign_in_first(&reader, &page(&parts.uri))),
        }
    }
}

/// The page that is asked for, in whatever language.
fn page(uri: &Uri) -> String {
    let asked = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let asked = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(asked.filter(|(name, _)| name != "lang"))
        .finish();
    if asked.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{asked}", uri.path())
    }
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_sign_in_leads_back_to_the_same_page_in_whatever_language() {
        for (uri, expected) in [
            ("/settings", "/settings"),
            ("/settings?lang=de", "/settings"),
            ("/meet?code=1%202&lang=en", "/meet?code=1+2"),
            ("/texts/a%2Fb/end", "/texts/a%2Fb/end"),
        ] {
            assert_eq!(page(&uri.parse().unwrap()), expected);
        }
    }
}
