//! Pages for what could not be shown, each with a sentence that says what to do.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use vouchwell_service::error::Refusal;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::reader::Reader;
use super::refused::Refused;
use super::response;
use super::router::Pages;
use super::site::Site;

/// Seconds after which a page that found the database away may be tried again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// There is nothing at this address, or nothing that this reader may see.
    NotFound,
    /// The account was deleted.
    Gone,
    /// The link of an invitation is not good.
    InvitationOver,
    /// Not everybody may join.
    ByInvitation,
    /// The link for a new password is not good.
    PasswordLinkOver,
    /// The link that was sent to an address is not good, or not this member's.
    EmailLinkOver,
    /// The request cannot be understood.
    NotUnderstood,
    /// The application is not registered here.
    UnknownApplication,
    /// The application wants the member back where it did not register.
    WrongRedirect,
    /// A form was not given to this browser, or is over.
    FormExpired,
    /// What was sent is larger than what is read.
    TooLarge,
    /// Too many requests in a short time.
    TooMany,
    /// The database or another part is away for a while.
    Unavailable,
    /// A fault of this server.
    Internal,
}

impl Failure {
    /// All of them.
    pub const ALL: [Failure; 14] = [
        Failure::NotFound,
        Failure::Gone,
        Failure::InvitationOver,
        Failure::ByInvitation,
        Failure::PasswordLinkOver,
        Failure::EmailLinkOver,
        Failure::NotUnderstood,
        Failure::UnknownApplication,
        Failure::WrongRedirect,
        Failure::FormExpired,
        Failure::TooLarge,
        Failure::TooMany,
        Failure::Unavailable,
        Failure::Internal,
    ];

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Failure::NotFound
            | Failure::InvitationOver
            | Failure::ByInvitation
            | Failure::PasswordLinkOver
            | Failure::EmailLinkOver => StatusCode::NOT_FOUND,
            Failure::Gone => StatusCode::GONE,
            Failure::NotUnderstood | Failure::UnknownApplication | Failure::WrongRedirect => {
                StatusCode::BAD_REQUEST
            }
            Failure::FormExpired => StatusCode::FORBIDDEN,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Failure::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the names of its sentences begin with.
    fn sentences(self) -> &'static str {
        match self {
            Failure::NotFound => "failure-not-found",
            Failure::Gone => "failure-gone",
            Failure::InvitationOver => "failure-invitation-over",
            Failure::ByInvitation => "failure-by-invitation",
            Failure::PasswordLinkOver => "failure-password-link-over",
            Failure::EmailLinkOver => "failure-email-link-over",
            Failure::NotUnderstood => "failure-not-understood",
            Failure::UnknownApplication => "failure-unknown-application",
            Failure::WrongRedirect => "failure-wrong-redirect",
            Failure::FormExpired => "failure-form-expired",
            Failure::TooLarge => "failure-too-large",
            Failure::TooMany => "failure-too-many",
            Failure::Unavailable => "failure-unavailable",
            Failure::Internal => "failure-internal",
        }
    }
}

/// A use case did not answer; what the cause was is for the log alone.
impl From<vouchwell_service::Error> for Failure {
    fn from(error: vouchwell_service::Error) -> Failure {
        match error {
            vouchwell_service::Error::NotFound | vouchwell_service::Error::Forbidden => Failure::NotFound,
            vouchwell_service::Error::Storage(cause) => {
                tracing::error!(%cause, "a page could not read the database");
                Failure::Unavailable
            }
            error => {
                tracing::error!(%error, "a page could not be loaded");
                Failure::Internal
            }
        }
    }
}

/// Why a use case did not do what a member asked, in her words; the failure where she can mend nothing.
pub(super) fn sentence(
    error: vouchwell_service::Error,
    locale: &Locale,
) -> Result<super::phrase::Phrase, Failure> {
    match error {
        vouchwell_service::Error::Refused(refusal) => Ok(locale.refusal(&refusal)),
        vouchwell_service::Error::ServerCannotAnswer => Ok(locale.say("refusal-server-cannot-answer")),
        error => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    title: super::phrase::Phrase,
    advice: super::phrase::Phrase,
    status: StatusCode,
    back: String,
    back_label: super::phrase::Phrase,
}

/// The page that explains a failure.
pub fn render(failure: Failure, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say(failure.sentences());
    let advice = locale.say(&format!("{}-advice", failure.sentences()));
    let head = Head::unlisted(&title, &advice);
    page(&FailurePage {
        site,
        locale,
        head,
        title,
        advice,
        status: failure.status(),
        back: locale.path("/"),
        back_label: locale.say("failure-home"),
    })
}

/// The page that says why something was not done, with the way back to where it was tried.
pub fn render_refusal(refusal: &Refusal, back: &str, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("failure-refused");
    let advice = locale.refusal(refusal);
    page(&FailurePage {
        site,
        locale,
        head: Head::unlisted(&title, &advice),
        title,
        advice,
        status: StatusCode::UNPROCESSABLE_ENTITY,
        back: locale.path(back),
        back_label: locale.say("failure-back"),
    })
}

/// The answer that says why something was not done, on the page to which it would lead back.
pub(super) fn refused(refusal: &Refusal, back: &str, pages: &Pages, reader: &Reader) -> Response {
    let rendered = render_refusal(refusal, back, &pages.site, &reader.locale);
    let mut answer = response::private(StatusCode::UNPROCESSABLE_ENTITY, rendered, reader);
    answer.extensions_mut().insert(Refused {
        page: reader.locale.path(back),
        title: reader.locale.say("failure-refused"),
        why: reader.locale.refusal(refusal),
    });
    answer
}

/// The answer that explains a failure.
pub fn answer(failure: Failure, pages: &Pages, reader: &Reader) -> Response {
    let mut answer = response::with_status(
        failure.status(),
        render(failure, &pages.site, &reader.locale),
        reader,
    );
    if failure == Failure::Unavailable {
        answer.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    answer
}

/// Answers what no other page answers.
pub async fn not_found(State(pages): State<Pages>, reader: Reader) -> Response {
    answer(Failure::NotFound, &pages, &reader)
}
