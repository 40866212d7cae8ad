//! The page behind the first-run link: it makes the first account.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_service::{Error, setup};

use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::Stamped;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::new_account::{self, NewAccountView};
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::site::Site;
use super::welcome;

/// What was typed into the form.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(flatten)]
    account: new_account::Typed,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct SetupView {
    /// The fields.
    pub account: NewAccountView,
    /// Where the form goes.
    pub action: String,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a SetupView,
}

/// The page.
pub fn render(view: &SetupView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(&locale.say("setup-title"), &locale.say("setup-lead")).at_entrance();
    page(&SetupPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /setup/{secret}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path(secret): Path<String>,
) -> Response {
    match setup::is_link_good(&records.context, &secret).await {
        Ok(true) => form(&records, &reader, &browser, &secret, NewAccountView::default()),
        Ok(false) => failure::answer(Failure::NotFound, &records.pages, &reader),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Answers `POST /setup/{secret}`.
pub async fn create(
    State(records): State<Records>,
    Path(secret): Path<String>,
    Stamped {
        reader,
        browser,
        typed,
    }: Stamped<Typed>,
) -> Response {
    let new = match typed.account.read(&reader.locale) {
        Ok(new) => new,
        Err(account) => return form(&records, &reader, &browser, &secret, *account),
    };
    let once = browser.joining_form();
    match setup::create_first_member(&records.context, &secret, new, &browser.description, &once).await {
        Ok(joined) => welcome::begin(&joined.session, &records, &reader),
        Err(Error::NotFound) => match came_before(&records, &browser, &secret, &typed.account).await {
            Some(session) => welcome::begin(&session, &records, &reader),
            None => failure::answer(Failure::NotFound, &records.pages, &reader),
        },
        Err(error) => match typed.account.refused(error, &reader.locale) {
            Ok(account) => form(&records, &reader, &browser, &secret, account),
            Err(failure) => failure::answer(failure, &records.pages, &reader),
        },
    }
}

/// Only by the link that made the first member.
async fn came_before(
    records: &Records,
    browser: &Browser,
    secret: &str,
    account: &new_account::Typed,
) -> Option<String> {
    match setup::is_last_link(&records.context, secret).await {
        Ok(true) => account.came_before(records, browser).await,
        _ => None,
    }
}

fn form(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    secret: &str,
    account: NewAccountView,
) -> Response {
    let status = account.status();
    let view = SetupView {
        account,
        action: format!("/setup/{secret}"),
        stamp: browser.stamp(records),
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    browser.remember(records, response::private(status, rendered, reader))
}
