//! Forms of signed-in members.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use vouchwell_domain::session::Session;

use super::browser::Browser;
use super::failure::{self, Failure};
use super::reader::Reader;
use super::response;
use super::router::Records;

/// A form that carries the stamp of the browser that it was given to.
pub(super) trait Stamped {
    /// The stamp.
    fn stamp(&self) -> &str;
}

/// The member who sent a form that was given to her, and what she typed.
///
/// # Errors
/// Nobody is signed in, or it was not given to her; with the answer that says so.
pub(super) fn given<'a, T: Stamped>(
    records: &Records,
    reader: &Reader,
    browser: &'a Browser,
    page: &str,
    typed: Result<Form<T>, FormRejection>,
) -> Result<(&'a Session, T), Box<Response>> {
    let Some(session) = &browser.session else {
        return Err(Box::new(sign_in_first(reader, page)));
    };
    match typed {
        Ok(Form(typed)) if browser.gave(records, typed.stamp()) => Ok((session, typed)),
        _ => Err(Box::new(failure::answer(
            Failure::FormExpired,
            &records.pages,
            reader,
        ))),
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
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// To the sign-in and from there to the page.
pub(super) fn sign_in_first(reader: &Reader, page: &str) -> Response {
    let to: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    response::see_other(&reader.locale.path(&format!("/login?to={to}")))
}
