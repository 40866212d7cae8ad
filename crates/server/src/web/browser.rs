//! The browser that asks: who is signed in with it, and whether a form that it sends was given to it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;
use vouchwell_domain::session::Session;
use vouchwell_service::session;

use super::cookie::Cookie;
use super::failure;
use super::reader::Reader;
use super::router::Records;

/// The browser that asks.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Who is signed in with it.
    pub session: Option<Session>,
    /// What the browser says it is.
    pub description: String,
    /// What its forms are stamped for: a secret that only this browser has.
    secret: String,
    /// The secret that it had before anybody was signed in.
    visitor: Option<String>,
    is_new: bool,
}

impl Browser {
    /// The stamp for the forms of a page. Without it nobody can send them: another site cannot read it, and one
    /// that was given to another browser does not fit.
    pub(super) fn stamp(&self, records: &Records) -> String {
        records.context.vault.stamp(&stamped(&self.secret))
    }

    /// The browser once somebody has signed in with it.
    pub(super) fn signed_in(&self, secret: &str) -> Self {
        Self {
            secret: secret.to_owned(),
            ..self.clone()
        }
    }

    /// Whether a form was given to this browser.
    pub(super) fn gave(&self, records: &Records, stamp: &str) -> bool {
        records.context.vault.is_stamp(&stamped(&self.secret), stamp)
    }

    /// Whether a form was given to this browser before somebody signed in with it.
    pub(super) fn gave_as_visitor(&self, records: &Records, stamp: &str) -> bool {
        let visitor = self.visitor.as_deref();
        visitor.is_some_and(|secret| records.context.vault.is_stamp(&stamped(secret), stamp))
    }

    /// What names a form of this browser that is good for one time, by its own number.
    pub(super) fn form(&self, number: &str) -> String {
        format!("{} {number}", self.secret)
    }

    /// What names the form by which somebody joins in this browser, also once she is signed in by it.
    pub(super) fn joining_form(&self) -> String {
        format!("{} joining", self.visitor.as_deref().unwrap_or(&self.secret))
    }

    /// Makes the browser keep what its forms are stamped for.
    pub(super) fn remember(&self, records: &Records, mut response: Response) -> Response {
        if self.is_new
            && let Some(cookie) = Cookie::Visitor.set(&records.pages.site, &self.secret, None)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

fn stamped(secret: &str) -> String {
    format!("form {secret}")
}

impl FromRequestParts<Records> for Browser {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, records: &Records) -> Result<Self, Response> {
        let site = &records.pages.site;
        let description = parts.headers.get(header::USER_AGENT);
        let description = description
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let visitor = Cookie::Visitor.read(&parts.headers, site).map(str::to_owned);
        let browser = |session, secret: &str, is_new| Self {
            session,
            description: description.to_owned(),
            secret: secret.to_owned(),
            visitor: visitor.clone(),
            is_new,
        };
        if let Some(secret) = Cookie::Session.read(&parts.headers, site) {
            match session::by_secret(&records.context, secret).await {
                Ok(Some(session)) => {
                    note_use(records, &session);
                    return Ok(browser(Some(session), secret, false));
                }
                // What she had typed there is not lost: its form still fits once she has signed in again.
                Ok(None) => return Ok(browser(None, secret, false)),
                Err(error) => {
                    let Ok(reader) = Reader::from_request_parts(parts, records).await;
                    return Err(failure::answer(error.into(), &records.pages, &reader));
                }
            }
        }
        Ok(match visitor.as_deref() {
            Some(secret) => browser(None, secret, false),
            None => browser(None, &session::visitor(&records.context), true),
        })
    }
}

/// Whether somebody came by a page of this site: a link from elsewhere decides nothing for her.
pub(super) fn comes_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get(HeaderName::from_static("sec-fetch-site"));
    site.is_some_and(|site| site == "same-origin")
}

/// The page does not wait for it, and is shown where nothing can be written.
fn note_use(records: &Records, used: &Session) {
    if used.last_used_on < records.context.now().date_naive() {
        let (context, used) = (records.context.clone(), used.clone());
        tokio::spawn(async move {
            if let Err(error) = session::note_use(&context, &used).await {
                tracing::warn!(?error, "the day on which a session was used is not noted");
            }
        });
    }
}
