//! Signing in, continued: a code after the password.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_service::second_factor;

use super::begun;
use super::destination::Destination;
use crate::client_address::ClientAddress;
use crate::rate_limit::Attempt;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Stamped};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::security;
use crate::web::site::Site;

/// Where a code is shown after the password.
pub(in crate::web) const PATH: &str = "/login/code";

/// What the page has to say that asks for a code after the password.
#[derive(Debug, Clone, Default)]
pub struct CodeView {
    /// What says that the password was right.
    pub ticket: String,
    /// The page to go on to.
    pub to: String,
    /// What she had sent when her session was over, as it was encoded.
    pub carried: String,
    /// What is wrong with the code.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "session_code.html")]
struct CodePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a CodeView,
}

/// The page that asks for a code after the password.
pub fn render(view: &CodeView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(
        &locale.say("session-code-title"),
        &locale.say("session-code-lead"),
    )
    .at_entrance();
    page(&CodePage {
        site,
        locale,
        head,
        view,
    })
}

/// What was typed into the form that asks for a code.
#[derive(Debug, Default, Deserialize)]
pub struct TypedCode {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    carried: String,
    #[serde(flatten)]
    destination: Destination,
}

/// Answers `POST /login/code`: what comes after the password.
pub async fn show(
    State(records): State<Records>,
    ClientAddress(address): ClientAddress,
    Stamped {
        reader,
        browser,
        typed,
    }: Stamped<TypedCode>,
) -> Response {
    let to = typed.destination.path(&records.pages.site);
    let Some(name) = second_factor::named_by(&records.context, &typed.ticket) else {
        return failure::answer(Failure::FormExpired, &records.pages, &reader);
    };
    let attempts = [address.map(Attempt::SignInFrom), Some(Attempt::CodeOf(name))];
    if !records.rate_limits.allow_all(attempts.into_iter().flatten()) {
        return failure::answer(Failure::TooMany, &records.pages, &reader);
    }
    let (context, before) = (&records.context, browser.session.as_ref());
    let signed_in =
        second_factor::sign_in(context, &typed.ticket, &typed.code, &browser.description, before).await;
    match signed_in {
        Ok(Some(secret)) => begun(&secret, &to, &typed.carried, &records, &reader, &browser).await,
        Ok(None) => {
            let mut view = CodeView {
                ticket: typed.ticket,
                to,
                carried: typed.carried,
                ..CodeView::default()
            };
            view.complaints
                .add("code", reader.locale.say("session-code-wrong"));
            form_for(view, &records, &reader, &browser)
        }
        Err(vouchwell_service::Error::NotFound) => {
            failure::answer(Failure::FormExpired, &records.pages, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

pub(super) fn form_for(view: CodeView, records: &Records, reader: &Reader, browser: &Browser) -> Response {
    let status = form::status(&view.complaints);
    let view = CodeView {
        stamp: browser.stamp(records),
        ..view
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    security::in_popup(response::private(status, rendered, reader), None)
}
