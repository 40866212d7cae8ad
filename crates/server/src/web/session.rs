//! Signing in and out.

pub mod code;
mod destination;
pub mod go_on;
pub mod passkey;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::session::Session;
use vouchwell_service::session::{self, Credentials, SignIn};

use self::destination::Destination;
use super::browser::Browser;
use super::cookie::Cookie;
use super::email_link;
use super::failure::{self, Failure};
use super::form::{Pressed, Stamped};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::new_password;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::security;
use super::settings::preferences;
use super::site::Site;
use crate::client_address::ClientAddress;
use crate::rate_limit::Attempt;

/// Where members sign in.
pub(super) const PATH: &str = "/login";

/// Seconds after which a password may be tried again.
pub(super) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("60");

/// Why somebody is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The name or the password is wrong; which of the two is not said.
    Wrong,
    /// No passkey of a member was shown.
    Passkey,
    /// Too many have been tried.
    TooMany,
    /// The page was given to another session of the browser.
    OlderPage,
}

/// What the page of signing in has to say.
#[derive(Debug, Clone, Default)]
pub struct SignInView {
    /// The name that was typed, or to whom the link was sent by which she came.
    pub login: String,
    /// The page to go on to.
    pub to: String,
    /// What the address of the page asks, besides the language.
    pub query: String,
    /// The stamp of the form.
    pub stamp: String,
    /// The number of the form, so that it begins one session however often it is sent.
    pub once: String,
    /// Why it was not taken.
    pub refusal: Option<Refusal>,
    /// The application that asks to be let in.
    pub application: Option<String>,
    /// What she had sent when her session was over, as it was encoded.
    pub carried: String,
    /// Whether a link for a new password can be sent to her.
    pub gets_mail: bool,
    /// Whether browsers know passkeys for the address of this site.
    pub knows_passkeys: bool,
}

impl SignInView {
    /// What is shown before somebody goes on to a page.
    fn before(to: &str) -> Self {
        Self {
            query: Destination::query(to),
            to: to.to_owned(),
            ..Self::default()
        }
    }

    /// Whether the name or the password is wrong.
    fn is_wrong(&self) -> bool {
        self.refusal == Some(Refusal::Wrong)
    }
}

#[derive(Template)]
#[template(path = "session.html")]
struct SignInPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a SignInView,
}

/// The page of signing in.
pub fn render(view: &SignInView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("session-title").text("site", site.host());
    let head = Head::unlisted(&title, &locale.say("session-lead"))
        .asked_with(view.query.clone())
        .at_entrance();
    page(&SignInPage {
        site,
        locale,
        head,
        view,
    })
}

/// What was typed into the form.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    carried: String,
    #[serde(default)]
    once: String,
    #[serde(flatten)]
    destination: Destination,
}

/// Answers `GET /login`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    destination: Result<Query<Destination>, QueryRejection>,
) -> Response {
    let Ok(Query(destination)) = destination else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let to = destination.path(&records.pages.site);
    if browser.session.is_some() {
        return security::in_popup(response::see_other(&reader.locale.path(&to)), None);
    }
    let view = SignInView {
        login: email_link::addressee(&records, &to)
            .unwrap_or_default()
            .to_owned(),
        ..SignInView::before(&to)
    };
    form(StatusCode::OK, view, &records, &reader, &browser)
}

/// Answers `POST /login`.
pub async fn sign_in(
    State(records): State<Records>,
    ClientAddress(address): ClientAddress,
    Stamped {
        reader,
        browser,
        typed,
    }: Stamped<Typed>,
) -> Response {
    let to = typed.destination.path(&records.pages.site);
    let view = SignInView {
        login: typed.login.clone(),
        carried: typed.carried.clone(),
        ..SignInView::before(&to)
    };
    let attempts = [
        address.map(Attempt::SignInFrom),
        Some(Attempt::SignInAs(typed.login.clone())),
    ];
    if !records.rate_limits.allow_all(attempts.into_iter().flatten()) {
        return too_many(view, &records, &reader, &browser);
    }
    let credentials = Credentials {
        login: typed.login.clone(),
        password: typed.password.clone(),
    };
    let (before, form_of_hers) = (browser.session.as_ref(), browser.form(&typed.once));
    let signed_in = session::sign_in_once(
        &records.context,
        credentials,
        &browser.description,
        before,
        &form_of_hers,
    );
    match signed_in.await {
        Ok(SignIn::Begun(secret)) => begun(&secret, &to, &typed.carried, &records, &reader, &browser).await,
        Ok(SignIn::CodeWanted(ticket)) => {
            let view = code::CodeView {
                ticket,
                to,
                carried: typed.carried.clone(),
                ..code::CodeView::default()
            };
            code::form_for(view, &records, &reader, &browser)
        }
        Ok(SignIn::Refused) => {
            let view = SignInView {
                refusal: Some(Refusal::Wrong),
                ..view
            };
            form(
                StatusCode::UNPROCESSABLE_ENTITY,
                view,
                &records,
                &reader,
                &browser,
            )
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// The form again for somebody who has to wait for some minutes.
fn too_many(view: SignInView, records: &Records, reader: &Reader, browser: &Browser) -> Response {
    let view = SignInView {
        refusal: Some(Refusal::TooMany),
        ..view
    };
    let mut response = form(StatusCode::TOO_MANY_REQUESTS, view, records, reader, browser);
    response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    response
}

/// Leads somebody on who is signed in now.
async fn begun(
    secret: &str,
    to: &str,
    carried: &str,
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    let cookie = Cookie::Session.set(&records.pages.site, secret, Some(Session::LONGEST));
    let on = if carried.is_empty() {
        response::see_other(&reader.locale.path(to))
    } else {
        go_on::signed_in(to, carried, records, reader, &browser.signed_in(secret))
    };
    match with_language(response::with_cookie(on, cookie), secret, records).await {
        Ok(response) => security::in_popup(response, None),
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// The pages that follow are in the language that she has chosen.
async fn with_language(
    response: Response,
    secret: &str,
    records: &Records,
) -> vouchwell_service::Result<Response> {
    match session::by_secret(&records.context, secret).await? {
        Some(begun) => preferences::remember(records, &begun.member, response).await,
        None => Ok(response),
    }
}

/// Answers `POST /logout`.
pub async fn sign_out(
    State(records): State<Records>,
    Stamped { reader, browser, .. }: Stamped<Pressed>,
) -> Response {
    if let Some(session) = &browser.session
        && let Err(error) = session::end(&records.context, &session.member, &session.digest).await
    {
        return failure::answer(error.into(), &records.pages, &reader);
    }
    let home = response::see_other(&reader.locale.path("/"));
    response::with_cookie(home, Cookie::Session.clear(&records.pages.site))
}

/// The form, stamped for the browser. It may stand in a window that an application opened.
pub(super) fn form(
    status: StatusCode,
    view: SignInView,
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    let view = SignInView {
        stamp: browser.stamp(records),
        once: session::visitor(&records.context),
        gets_mail: records.context.terms.sends_mail,
        knows_passkeys: vouchwell_service::passkey::are_here(&records.context),
        ..view
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    let response = response::private(status, rendered, reader);
    security::in_popup(browser.remember(records, response), None)
}
