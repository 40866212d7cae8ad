//! A member's e-mail address: she shows that it is hers, or takes another one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::member::Member;
use vouchwell_service::error::Refusal;
use vouchwell_service::member::PASSWORD_LENGTH;
use vouchwell_service::{Error, email, second_factor};

use super::{overview, password};
use crate::rate_limit::{Attempt, MailKind};
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings/email";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct EmailView {
    /// Her address.
    pub current: String,
    /// Whether she has shown that it is hers.
    pub is_confirmed: bool,
    /// Whether she is asked for a code as well.
    pub has_second_factor: bool,
    /// Where a link was sent that she has not followed yet.
    pub wanted: Option<String>,
    /// The address as it stands in the form.
    pub typed: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_email.html")]
struct EmailPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a EmailView,
}

/// The page.
pub fn render(view: &EmailView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("email-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("overview-email"));
    page(&EmailPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /settings/email`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    if !records.context.terms.sends_mail {
        return failure::answer(Failure::NotFound, &records.pages, &reader);
    }
    let loaded = load(&records, &session.member, &browser).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(records: &Records, member: &Member, browser: &Browser) -> vouchwell_service::Result<EmailView> {
    let addresses = email::of(&records.context, member).await?;
    let current = addresses.current.to_string();
    let wanted = addresses.wanted.map(|wanted| wanted.email.to_string());
    Ok(EmailView {
        has_second_factor: second_factor::is_asked_for(&records.context, member).await?,
        is_confirmed: addresses.confirmed.as_ref() == Some(&addresses.current),
        // Whoever asks for the link again wants it there.
        typed: wanted.clone().unwrap_or_else(|| current.clone()),
        wanted,
        current,
        complaints: Complaints::default(),
        stamp: browser.stamp(records),
    })
}

/// What she has typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

/// Answers `POST /settings/email`.
pub(in crate::web) async fn change(State(records): State<Records>, given: Given<Typed>) -> Response {
    let reader = &given.reader;
    if !records.context.terms.sends_mail {
        return failure::answer(Failure::NotFound, &records.pages, reader);
    }
    match take(&records, &given).await {
        Ok(complaints) if complaints.is_empty() => form::done(Ok(()), PATH, &records, reader),
        Ok(complaints) => match load(&records, given.member(), &given.browser).await {
            Ok(view) => {
                let view = EmailView {
                    typed: given.typed.email.clone(),
                    complaints,
                    ..view
                };
                let rendered = render(&view, &records.pages.site, &reader.locale);
                response::private(form::status(&view.complaints), rendered, reader)
            }
            Err(error) => failure::answer(error.into(), &records.pages, reader),
        },
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// Has a link sent to the address, or says what is wrong with the fields. Limits come first, so that no code is used up
/// for nothing.
async fn take(records: &Records, given: &Given<Typed>) -> vouchwell_service::Result<Complaints> {
    let locale = &given.reader.locale;
    let mut complaints = Complaints::default();
    let Ok(to) = given.typed.email.parse::<EmailAddress>() else {
        complaints.add("email", locale.say("new-account-email-wrong"));
        return Ok(complaints);
    };
    let member = given.member();
    if let Some(sentence) = password::complaint(records, given, &given.typed.password).await? {
        complaints.add("password", sentence);
    } else if !records.rate_limits.allow_all([
        Attempt::MailBy(member.id),
        Attempt::MailTo(MailKind::Confirmation, to.to_string()),
    ]) {
        complaints.add("email", locale.say("email-too-many"));
    } else if second_factor::is_asked_for(&records.context, member).await?
        && !records
            .rate_limits
            .allow(Attempt::CodeOf(member.account.name.clone()))
    {
        complaints.add("code", locale.say("session-too-many-advice"));
    } else {
        let language = locale.language().tag().parse().ok();
        match email::want(&records.context, member, to, &given.typed.code, language).await {
            Err(Error::Refused(refusal @ Refusal::WrongCode)) => {
                complaints.add("code", locale.refusal(&refusal));
            }
            wanted => wanted?,
        }
    }
    Ok(complaints)
}
