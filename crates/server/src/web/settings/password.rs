//! A member changes her password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::session::Session;
use vouchwell_service::Error;
use vouchwell_service::error::Refusal;
use vouchwell_service::member::PASSWORD_LENGTH;
use vouchwell_service::passkey::list as kept_passkeys;
use vouchwell_service::session;

use super::overview;
use crate::rate_limit::Attempt;
use crate::web::area::Area;
use crate::web::cookie::Cookie;
use crate::web::failure;
use crate::web::form::{Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::passkey;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings/password";

/// What the page has to say. What was typed is never shown again.
#[derive(Debug, Clone)]
pub struct PasswordView {
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// Whether it has been changed.
    pub is_changed: bool,
    /// The names of the passkeys by which she can still sign in.
    pub passkeys: Vec<String>,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_password.html")]
struct PasswordPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a PasswordView,
}

/// The page.
pub fn render(view: &PasswordView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("password-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("overview-password"));
    page(&PasswordPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /settings/password`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn { reader, browser, .. }: SignedIn,
) -> Response {
    let view = PasswordView {
        complaints: Complaints::default(),
        is_changed: false,
        passkeys: Vec::new(),
        stamp: browser.stamp(&records),
    };
    answer(StatusCode::OK, &view, &records, &reader)
}

/// What she has typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// What is wrong with the password by which a member says that it is she, if anything is. Every try counts.
///
/// # Errors
/// The database is away.
pub(in crate::web) async fn complaint<T>(
    records: &Records,
    given: &Given<T>,
    password: &str,
) -> Result<Option<Phrase>, Error> {
    let (member, locale) = (given.member(), &given.reader.locale);
    let attempt = Attempt::SignInAs(member.account.name.clone());
    if !records.rate_limits.allow(attempt) {
        return Ok(Some(locale.say("session-too-many-advice")));
    }
    let is_right = session::is_password(&records.context, member, password.to_owned()).await?;
    Ok((!is_right).then(|| locale.refusal(&Refusal::WrongPassword)))
}

/// Answers `POST /settings/password`.
pub(in crate::web) async fn change(State(records): State<Records>, given: Given<Typed>) -> Response {
    let (typed, reader) = (&given.typed, &given.reader);
    let locale = &reader.locale;
    let mut complaints = Complaints::default();
    if !PASSWORD_LENGTH.contains(&typed.new.chars().count()) {
        let sentence = locale.say("password-length");
        let sentence = sentence.text("least", locale.number(PASSWORD_LENGTH.start()));
        complaints.add("new", sentence.text("most", locale.number(PASSWORD_LENGTH.end())));
    }
    if typed.new != typed.again {
        complaints.add("again", locale.say("password-differs"));
    }
    let attempt = Attempt::SignInAs(given.member().account.name.clone());
    if complaints.is_empty() && !records.rate_limits.allow(attempt) {
        complaints.add("old", locale.say("session-too-many-advice"));
    }
    if complaints.is_empty() {
        let passwords = (typed.old.clone(), typed.new.clone());
        let browser = &given.browser;
        match session::change_password(&records.context, given.member(), passwords, &browser.description)
            .await
        {
            Ok(Some(secret)) => return changed(&secret, &records, &given).await,
            Ok(None) => complaints.add("old", locale.refusal(&Refusal::WrongPassword)),
            Err(Error::Refused(refusal)) => complaints.add("new", locale.refusal(&refusal)),
            Err(error) => return failure::answer(error.into(), &records.pages, reader),
        }
    }
    let view = PasswordView {
        complaints,
        is_changed: false,
        passkeys: Vec::new(),
        stamp: given.browser.stamp(&records),
    };
    answer(StatusCode::UNPROCESSABLE_ENTITY, &view, &records, reader)
}

async fn changed(secret: &str, records: &Records, given: &Given<Typed>) -> Response {
    let response = match kept_passkeys(&records.context, given.member()).await {
        Ok(kept) => {
            let view = PasswordView {
                complaints: Complaints::default(),
                is_changed: true,
                passkeys: kept
                    .into_iter()
                    .map(|kept| kept.name.as_str().to_owned())
                    .collect(),
                stamp: given.browser.signed_in(secret).stamp(records),
            };
            answer(StatusCode::OK, &view, records, &given.reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &given.reader),
    };
    let cookie = Cookie::Session.set(&records.pages.site, secret, Some(Session::LONGEST));
    response::with_cookie(response, cookie)
}

fn answer(status: StatusCode, view: &PasswordView, records: &Records, reader: &Reader) -> Response {
    let rendered = render(view, &records.pages.site, &reader.locale);
    response::private(status, rendered, reader)
}
