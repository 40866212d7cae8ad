//! Joining: the page behind an invitation, and the one for everybody where everybody may join.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::email::EmailAddress;
use vouchwell_service::Error;
use vouchwell_service::error::Refusal;
use vouchwell_service::invitation::{self, Invited};
use vouchwell_service::joining::{self, Way};

use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::Stamped;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::new_account::{self, NewAccountView};
use super::person::Person;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::site::Site;
use super::welcome;
use crate::client_address::ClientAddress;
use crate::rate_limit::{Attempt, MailKind};

/// Where everybody joins, if everybody may.
pub(crate) const PATH: &str = "/join";

/// What was typed into the form.
#[derive(Default, Deserialize)]
pub struct Typed {
    /// Empty unless it was ticked.
    #[serde(default)]
    follow: String,
    #[serde(flatten)]
    account: new_account::Typed,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct JoiningView {
    /// Who invites.
    pub inviter: Option<Person>,
    /// Whether the inviter wants that the two follow each other.
    pub inviter_follows: bool,
    /// Whether it was ticked that they do.
    pub wants_follow: bool,
    /// The fields.
    pub account: NewAccountView,
    /// Where the form goes.
    pub action: String,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "joining.html")]
struct JoiningPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a JoiningView,
}

impl JoiningView {
    /// With whom a mutual follow is offered.
    fn offers_follow(&self) -> Option<&Person> {
        self.inviter.as_ref().filter(|_| self.inviter_follows)
    }
}

/// The page.
pub fn render(view: &JoiningView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("joining-title").text("site", site.host());
    let head = Head::unlisted(&title, &locale.say("joining-public")).at_entrance();
    page(&JoiningPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /join`.
pub async fn show(State(records): State<Records>, reader: Reader, browser: Browser) -> Response {
    if !records.pages.site.is_open() {
        return failure::answer(Failure::ByInvitation, &records.pages, &reader);
    }
    form(
        &records,
        &reader,
        &browser,
        None,
        &Typed::default(),
        NewAccountView::default(),
    )
}

/// Answers `GET /join/{secret}`.
pub async fn show_invited(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path(secret): Path<String>,
) -> Response {
    match invitation::by_secret(&records.context, &secret).await {
        Ok(invited) => {
            let invited = Some((secret.as_str(), &invited));
            form(
                &records,
                &reader,
                &browser,
                invited,
                &Typed::default(),
                NewAccountView::default(),
            )
        }
        Err(error) => fail(error, &records, &reader),
    }
}

/// Answers `POST /join`.
pub async fn join(State(records): State<Records>, address: ClientAddress, sent: Stamped<Typed>) -> Response {
    take(&records, address, None, sent).await
}

/// Answers `POST /join/{secret}`.
pub async fn join_invited(
    State(records): State<Records>,
    address: ClientAddress,
    Path(secret): Path<String>,
    sent: Stamped<Typed>,
) -> Response {
    take(&records, address, Some(&secret), sent).await
}

async fn take(
    records: &Records,
    ClientAddress(address): ClientAddress,
    secret: Option<&str>,
    sent: Stamped<Typed>,
) -> Response {
    let (reader, browser, typed) = (&sent.reader, &sent.browser, &sent.typed);
    let attempt = address.map(Attempt::RegistrationFrom);
    if attempt.is_some_and(|attempt| !records.rate_limits.allow(attempt)) {
        return failure::answer(Failure::TooMany, &records.pages, reader);
    }
    let again = async |account: NewAccountView| match secret {
        None => form(records, reader, browser, None, typed, account),
        Some(secret) => match invitation::by_secret(&records.context, secret).await {
            Ok(invited) => form(records, reader, browser, Some((secret, &invited)), typed, account),
            Err(error) => fail(error, records, reader),
        },
    };
    let new = match typed.account.read(&reader.locale) {
        Ok(new) => new,
        Err(account) => return again(*account).await,
    };
    let way = secret.map_or(Way::Unasked, |secret| Way::Invited {
        secret,
        wants_follow: !typed.follow.is_empty(),
    });
    // Only who can come in is counted, so that nobody else keeps what is sent from an address.
    let joined = match joining::check(&records.context, way).await {
        Ok(()) if !may_be_written_to(records, &new.email) => {
            return again(typed.account.unsent(&reader.locale)).await;
        }
        Ok(()) => {
            let once = browser.joining_form();
            joining::join(&records.context, way, new, &browser.description, &once).await
        }
        Err(error) => Err(error),
    };
    let error = match joined {
        Ok(joined) => return welcome::begin(&joined.session, records, reader),
        Err(error) => error,
    };
    if matches!(error, Error::NotFound | Error::Refused(Refusal::Taken))
        && let Some(session) = typed.account.came_before(records, browser).await
    {
        return welcome::begin(&session, records, reader);
    }
    if matches!(error, Error::NotFound) {
        return fail(error, records, reader);
    }
    match typed.account.refused(error, &reader.locale) {
        Ok(account) => again(account).await,
        Err(failure) => failure::answer(failure, &records.pages, reader),
    }
}

/// Whether the letter that a new member is sent is not one of too many to her address.
fn may_be_written_to(records: &Records, to: &EmailAddress) -> bool {
    let letter = Attempt::MailTo(MailKind::Confirmation, to.to_string());
    !records.context.terms.sends_mail || records.rate_limits.allow(letter)
}

/// Nobody is told why an invitation is not good.
fn fail(error: Error, records: &Records, reader: &Reader) -> Response {
    let failure = match error {
        Error::NotFound => Failure::InvitationOver,
        error => error.into(),
    };
    failure::answer(failure, &records.pages, reader)
}

fn form(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    invited: Option<(&str, &Invited)>,
    typed: &Typed,
    account: NewAccountView,
) -> Response {
    let site = &records.pages.site;
    let status: StatusCode = account.status();
    let view = JoiningView {
        inviter: invited.map(|(_, invited)| Person::of(&invited.inviter.account, site)),
        inviter_follows: invited.is_some_and(|(_, invited)| invited.offers_follow),
        wants_follow: !typed.follow.is_empty(),
        account,
        action: invited.map_or_else(|| PATH.to_owned(), |(secret, _)| format!("{PATH}/{secret}")),
        stamp: browser.stamp(records),
    };
    let rendered = render(&view, site, &reader.locale);
    browser.remember(records, response::private(status, rendered, reader))
}
