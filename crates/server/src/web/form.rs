//! Forms, of signed-in members and of visitors.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use vouchwell_domain::member::Member;
use vouchwell_domain::session::Session;
use vouchwell_service::Error;

use super::browser::{Browser, comes_from_here};
use super::failure::{self, Failure};
use super::phrase::Phrase;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::session::go_on;
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
        let sent = Sent::read(request, records).await?;
        let Some(session) = sent.browser.session.clone() else {
            return Err(go_on::sign_in_first_and_go_on(
                &sent.path,
                &sent.bytes,
                records,
                &sent.reader,
                &sent.browser,
            ));
        };
        if !sent.is_stamped {
            return Err(sent.older_page(records));
        }
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
        if !sent.is_stamped && !sent.is_of_visitor {
            return Err(sent.older_page(records));
        }
        let typed = body::from_form(&sent.bytes).map_err(|error| unread(&error, records, &sent.reader))?;
        Ok(Self {
            reader: sent.reader,
            browser: sent.browser,
            typed,
        })
    }
}

/// A form that was sent by the browser to which it was given, or by a page of this site that is older than the session
/// of the browser; not read yet.
struct Sent {
    path: String,
    reader: Reader,
    browser: Browser,
    bytes: Vec<u8>,
    /// Whether it was given to the browser as it is.
    is_stamped: bool,
    /// Whether it was given to the browser before somebody signed in with it.
    is_of_visitor: bool,
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
        let is_stamped = browser.gave(records, &stamp.stamp);
        let is_of_visitor = browser.gave_as_visitor(records, &stamp.stamp);
        if !is_stamped && !is_of_visitor && !comes_from_here(&head.headers) {
            return Err(failure::answer(Failure::FormExpired, &records.pages, &reader));
        }
        Ok(Self {
            path: head.uri.path().to_owned(),
            reader,
            browser,
            bytes,
            is_stamped,
            is_of_visitor,
        })
    }

    fn older_page(&self, records: &Records) -> Response {
        go_on::older_page(&self.path, &self.bytes, records, &self.reader, &self.browser)
    }
}

fn unread(error: &ApiError, records: &Records, reader: &Reader) -> Response {
    let failure = match error {
        ApiError::TooLarge => Failure::TooLarge,
        _ => Failure::NotUnderstood,
    };
    failure::answer(failure, &records.pages, reader)
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
