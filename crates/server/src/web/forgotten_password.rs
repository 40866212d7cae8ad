//! Where somebody who has lost her password asks for a link to choose another one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::email::EmailAddress;
use vouchwell_service::new_password as use_case;

use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Complaints, Stamped};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::new_password;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::site::Site;
use crate::client_address::ClientAddress;
use crate::rate_limit::{Attempt, MailKind};

/// What was typed into the form.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
}

/// What the page has to say.
#[derive(Debug, Clone, Default)]
pub struct ForgottenPasswordView {
    /// The address that was typed.
    pub email: String,
    /// Whether a link was asked for.
    pub is_asked: bool,
    /// What is wrong with the address.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "forgotten_password.html")]
struct ForgottenPasswordPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ForgottenPasswordView,
}

/// The page.
pub fn render(view: &ForgottenPasswordView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("forgotten-title");
    let head = Head::unlisted(&title, &locale.say("forgotten-lead")).at_entrance();
    page(&ForgottenPasswordPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /password`.
pub async fn show(State(records): State<Records>, reader: Reader, browser: Browser) -> Response {
    if !records.context.terms.sends_mail {
        return failure::answer(Failure::NotFound, &records.pages, &reader);
    }
    answer(ForgottenPasswordView::default(), &records, &reader, &browser)
}

/// Answers `POST /password`, the same whether there is such a member or not.
pub async fn ask(
    State(records): State<Records>,
    ClientAddress(address): ClientAddress,
    Stamped {
        reader,
        browser,
        typed,
    }: Stamped<Typed>,
) -> Response {
    let fail = |failure| failure::answer(failure, &records.pages, &reader);
    if !records.context.terms.sends_mail {
        return fail(Failure::NotFound);
    }
    let mut view = ForgottenPasswordView {
        email: typed.email.clone(),
        ..ForgottenPasswordView::default()
    };
    let Ok(to) = typed.email.parse::<EmailAddress>() else {
        let wrong = reader.locale.say("new-account-email-wrong");
        view.complaints.add("email", wrong);
        return answer(view, &records, &reader, &browser);
    };
    let attempts = [
        address.map(Attempt::MailFrom),
        Some(Attempt::MailTo(MailKind::NewPassword, to.to_string())),
    ];
    if !records.rate_limits.allow_all(attempts.into_iter().flatten()) {
        return fail(Failure::TooMany);
    }
    let language = reader.locale.language().tag().parse().ok();
    let again = Attempt::SameMailTo(MailKind::NewPassword, to.to_string());
    if records.rate_limits.allow(again)
        && let Err(error) = use_case::ask(&records.context, to, language).await
    {
        return fail(error.into());
    }
    view.is_asked = true;
    answer(view, &records, &reader, &browser)
}

fn answer(view: ForgottenPasswordView, records: &Records, reader: &Reader, browser: &Browser) -> Response {
    let view = ForgottenPasswordView {
        stamp: browser.stamp(records),
        ..view
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    let response = response::private(form::status(&view.complaints), rendered, reader);
    browser.remember(records, response)
}
