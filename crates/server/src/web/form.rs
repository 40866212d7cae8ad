//! Forms, of signed-in members and of visitors.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use vouchwell_domain::member::Member;
use vouchwell_domain::session::Session;
use vouchwell_service::Error;

use super::browser::Browser;
use super::failure::{self, Failure};
use super::phrase::Phrase;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::session;
use crate::api::ApiError;
use crate::api::body;

/// A form that was sent by the member to whom it was given, and what she typed. Nothing else reaches a handler: the
/// answer to whatever is wrong with it is made here.
pub struct Given<T> {
    /// The language she reads.
    pub reader: Reader,
    /// The browser that sent it.
    pub browser: Browser,
    /// In which she is signed in.
    pub session: Session,
    /// What she typed.
    pub typed: T,
}

impl<T> Given<T> {
    /// Who sent it.
    pub fn member(&self) -> &Member {
        &self.session.member
    }
}

/// What is typed into a form of one button.
#[derive(Debug, Deserialize)]
pub struct Pressed {}

#[derive(Deserialize)]
struct Stamp {
    #[serde(default)]
    stamp: String,
}

impl<T: DeserializeOwned> FromRequest<Records> for Given<T> {
    type Rejection = Response;

    async fn from_request(request: Request, records: &Records) -> Result<Self, Response> {
        let path = request.uri().path().to_owned();
        let sent = Sent::read(request, records).await?;
        let Some(session) = sent.browser.session.clone() else {
            // A password is not written into a page.
            return Err(if holds_secret(&sent.bytes) {
                sign_in_first(&sent.reader, &path)
            } else {
                session::sign_in_and_go_on(&path, &sent.bytes, records, &sent.reader, &sent.browser)
            });
        };
        let typed = body::from_form(&sent.bytes).map_err(|error| unread(&error, records, &sent.reader))?;
        Ok(Self {
            reader: sent.reader,
            browser: sent.browser,
            session,
            typed,
        })
    }
}

/// A form that was sent by the browser to which it was given, whoever sits before it, and what was typed.
pub struct Stamped<T> {
    /// The language that is read.
    pub reader: Reader,
    /// The browser that sent it.
    pub browser: Browser,
    /// What was typed.
    pub typed: T,
}

impl<T: DeserializeOwned> FromRequest<Records> for Stamped<T> {
    type Rejection = Response;

    async fn from_request(request: Request, records: &Records) -> Result<Self, Response> {
        let sent = Sent::read(request, records).await?;
        let typed = body::from_form(&sent.bytes).map_err(|error| unread(&error, records, &sent.reader))?;
        Ok(Self {
            reader: sent.reader,
            browser: sent.browser,
            typed,
        })
    }
}

/// A form that was sent by the browser to which it was given, not read yet.
struct Sent {
    reader: Reader,
    browser: Browser,
    bytes: Vec<u8>,
}

impl Sent {
    async fn read(request: Request, records: &Records) -> Result<Self, Response> {
        let (mut head, body) = request.into_parts();
        let Ok(reader) = Reader::from_request_parts(&mut head, records).await;
        let bytes = body::bytes(Request::from_parts(head.clone(), body)).await;
        let bytes = bytes.map_err(|error| unread(&error, records, &reader))?;
        // After the body, which may come slowly: a session that has ended meanwhile gives nothing.
        let browser = Browser::from_request_parts(&mut head, records).await?;
        let stamp: Stamp = body::from_form(&bytes).map_err(|error| unread(&error, records, &reader))?;
        if !browser.gave(records, &stamp.stamp) {
            return Err(failure::answer(Failure::FormExpired, &records.pages, &reader));
        }
        Ok(Self {
            reader,
            browser,
            bytes,
        })
    }
}

fn unread(error: &ApiError, records: &Records, reader: &Reader) -> Response {
    let failure = match error {
        ApiError::TooLarge => Failure::TooLarge,
        _ => Failure::NotUnderstood,
    };
    failure::answer(failure, &records.pages, reader)
}

/// The fields in which members type what they alone know.
const SECRETS: [&str; 4] = ["password", "old", "new", "again"];

fn holds_secret(bytes: &[u8]) -> bool {
    url::form_urlencoded::parse(bytes).any(|(name, _)| SECRETS.contains(&name.as_ref()))
}

/// What is wrong with the fields of a form, to be said beside each.
#[derive(Debug, Clone, Default)]
pub struct Complaints(Vec<(&'static str, Phrase)>);

impl Complaints {
    /// Adds what is wrong with a field.
    pub fn add(&mut self, field: &'static str, sentence: Phrase) {
        self.0.push((field, sentence));
    }

    /// What is wrong with a field.
    pub fn about(&self, field: &str) -> Option<&Phrase> {
        self.0
            .iter()
            .find(|(named, _)| *named == field)
            .map(|(_, sentence)| sentence)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What was typed into a field of several lines, as it is kept: browsers end lines in their own way.
pub(super) fn lines(typed: &str) -> String {
    typed.replace("\r\n", "\n").replace('\0', "").trim().to_owned()
}

/// The status of a page with these complaints.
pub(super) fn status(complaints: &Complaints) -> StatusCode {
    if complaints.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

/// Back to the page of the form once it is done.
pub(super) fn done(
    outcome: vouchwell_service::Result<()>,
    page: &str,
    records: &Records,
    reader: &Reader,
) -> Response {
    match outcome {
        Ok(()) => response::see_other(&reader.locale.path(page)),
        Err(Error::Refused(refusal)) => failure::refused(&refusal, page, &records.pages, reader),
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// To the sign-in and from there to the page.
pub(super) fn sign_in_first(reader: &Reader, page: &str) -> Response {
    let to: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    response::see_other(&reader.locale.path(&format!("/login?to={to}")))
}
