//! The page behind a link by which a member chooses a new password.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_service::member::PASSWORD_LENGTH;
use vouchwell_service::{Error, new_password};

use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self as forms, Complaints, Stamped};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::site::Site;
use crate::rate_limit::Attempt;

/// Where the pages are.
pub(crate) const PATH: &str = "/password";

/// What was typed into the form.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    password: String,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct NewPasswordView {
    /// Whose password it is.
    pub person: Person,
    /// Where the form goes.
    pub action: String,
    /// What is wrong with the password.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "new_password.html")]
struct NewPasswordPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a NewPasswordView,
}

/// The page.
pub fn render(view: &NewPasswordView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(
        &locale.say("new-password-title"),
        &locale.say("new-password-lead"),
    )
    .at_entrance();
    page(&NewPasswordPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /password/{secret}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path(secret): Path<String>,
) -> Response {
    form(&records, &reader, &browser, &secret, Complaints::default()).await
}

/// Answers `POST /password/{secret}`.
pub async fn choose(
    State(records): State<Records>,
    Path(secret): Path<String>,
    Stamped {
        reader,
        browser,
        typed,
    }: Stamped<Typed>,
) -> Response {
    if !PASSWORD_LENGTH.contains(&typed.password.chars().count()) {
        let mut complaints = Complaints::default();
        complaints.add("password", reader.locale.say("new-account-password-wrong"));
        return form(&records, &reader, &browser, &secret, complaints).await;
    }
    let in_place = response::see_other(&reader.locale.path("/login"));
    match new_password::choose(&records.context, &secret, typed.password.clone()).await {
        Ok(()) => in_place,
        Err(Error::NotFound) if chose_before(&records, &secret, typed.password).await => in_place,
        Err(error) => fail(error, &records, &reader),
    }
}

/// Whoever clicks twice has chosen it by the first click, and is led to the same place by the second.
async fn chose_before(records: &Records, secret: &str, password: String) -> bool {
    let Some(name) = new_password::made_for(&records.context, secret) else {
        return false;
    };
    if !records.rate_limits.allow(Attempt::SignInAs(name.clone())) {
        return false;
    }
    let chosen = new_password::is_chosen(&records.context, &name, password).await;
    chosen.unwrap_or_default()
}

/// Nobody is told why a link is not good.
fn fail(error: Error, records: &Records, reader: &Reader) -> Response {
    let failure = match error {
        Error::NotFound => Failure::PasswordLinkOver,
        error => error.into(),
    };
    failure::answer(failure, &records.pages, reader)
}

async fn form(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    secret: &str,
    complaints: Complaints,
) -> Response {
    let member = match new_password::whose(&records.context, secret).await {
        Ok(member) => member,
        Err(error) => return fail(error, records, reader),
    };
    let status = forms::status(&complaints);
    let site = &records.pages.site;
    let view = NewPasswordView {
        person: Person::of(&member.account, site),
        action: format!("{PATH}/{secret}"),
        complaints,
        stamp: browser.stamp(records),
    };
    let rendered = render(&view, site, &reader.locale);
    browser.remember(records, response::private(status, rendered, reader))
}
