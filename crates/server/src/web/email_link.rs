//! The page behind a link that was sent to an e-mail address: a member shows that it is hers. Opening it does nothing,
//! because programs open what is in e-mails as well.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_service::{Error, email};

use super::area::Area;
use super::failure::{self, Failure};
use super::form::{self, Given, Pressed};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::settings;
use super::signed_in::SignedIn;
use super::site::Site;

/// What the addresses of the pages begin with.
pub(crate) const PATH: &str = "/email";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct EmailLinkView {
    /// The address that the link was sent to.
    pub email: String,
    /// Where the form goes.
    pub action: String,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "email_link.html")]
struct EmailLinkPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a EmailLinkView,
}

/// The page.
pub fn render(view: &EmailLinkView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("email-link-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("overview-email"));
    page(&EmailLinkPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /email/{secret}`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(secret): Path<String>,
) -> Response {
    let action = format!("{PATH}/{secret}");
    match email::sent_to(&records.context, &session.member, &secret).await {
        Ok(email) => {
            let view = EmailLinkView {
                email: email.to_string(),
                action,
                stamp: browser.stamp(&records),
            };
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, &reader)
        }
        Err(error) => fail(error, &records, &reader),
    }
}

/// The name of the member whose link a page of this site is.
pub(super) fn addressee<'a>(records: &Records, page: &'a str) -> Option<&'a str> {
    let secret = page.strip_prefix(PATH)?.strip_prefix('/')?;
    email::addressee(&records.context, secret)
}

/// Answers `POST /email/{secret}`.
pub(super) async fn confirm(
    State(records): State<Records>,
    Path(secret): Path<String>,
    given: Given<Pressed>,
) -> Response {
    match email::confirm(&records.context, given.member(), &secret).await {
        Err(Error::NotFound) => fail(Error::NotFound, &records, &given.reader),
        confirmed => form::done(confirmed, settings::email::PATH, &records, &given.reader),
    }
}

/// Nobody is told why a link is not good.
fn fail(error: Error, records: &Records, reader: &Reader) -> Response {
    let failure = match error {
        Error::NotFound => Failure::EmailLinkOver,
        error => error.into(),
    };
    failure::answer(failure, &records.pages, reader)
}
