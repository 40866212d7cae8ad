//! The audit log.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_domain::audit::{Act, AuditEntry, Doer};
use vouchwell_evidence::Timestamp;
use vouchwell_service::administration::audit;

use super::{LISTED, Older, Place, Places, administrator, nothing, part};
use crate::web::browser::Browser;
use crate::web::failure;
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/admin/log";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct AuditView {
    /// What was done, newest first.
    pub entries: Vec<AuditEntry>,
    /// Where the rest is.
    pub older: Option<String>,
}

#[derive(Template)]
#[template(path = "administration/audit.html")]
struct AuditPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a AuditView,
}

/// The page.
pub fn render(view: &AuditView, site: &Site, locale: &Locale) -> Rendered {
    let places = Places {
        here: Place::Audit,
        administers: true,
    };
    page(&AuditPage {
        site,
        locale,
        head: places.head(locale),
        places,
        view,
    })
}

impl AuditView {
    fn sentence(locale: &Locale, entry: &AuditEntry) -> Phrase {
        let id = match entry.act {
            Act::Suspend => "administration-did-suspend",
            Act::Unsuspend => "administration-did-unsuspend",
            Act::ResolveReport => "administration-did-resolve-report",
            Act::OfferPassword => "administration-did-offer-password",
            Act::RetryJob => "administration-did-retry-job",
            Act::LimitDomain => "administration-did-limit-domain",
            Act::BlockDomain => "administration-did-block-domain",
            Act::FreeDomain => "administration-did-free-domain",
            Act::LeaveOutMedia => "administration-did-leave-out-media",
            Act::ShowMedia => "administration-did-show-media",
            Act::Invite => "administration-did-invite",
            Act::TakeBackInvitation => "administration-did-take-back-invitation",
            Act::CreateAccount => "administration-did-create-account",
            Act::SetPlace => "administration-did-set-place",
            Act::IssueToken => "administration-did-issue-token",
            Act::SignOut => "administration-did-sign-out",
            Act::EndSecondFactor => "administration-did-end-second-factor",
            Act::DeleteAccount => "administration-did-delete-account",
            Act::ChangeRequestKey => "administration-did-change-request-key",
        };
        let sentence = locale.say(id).name("subject", &entry.subject);
        match &entry.done_by {
            Doer::Member(name) => sentence.name("who", name),
            Doer::CommandLine => sentence.phrase("who", locale.say("administration-command-line")),
        }
    }

    fn moment(locale: &Locale, entry: &AuditEntry) -> Phrase {
        locale.moment(&Timestamp::from_datetime(entry.created_at))
    }
}

/// Answers `GET /admin/log`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    older: Result<Query<Older>, QueryRejection>,
) -> Response {
    let Some(administrator) = administrator(&browser) else {
        return nothing(&records, &reader);
    };
    let page = part(&older.map(|Query(older)| older.before).unwrap_or_default());
    match audit::list(&records.context, administrator, page).await {
        Ok(entries) => {
            let last = entries.last().filter(|_| entries.len() >= LISTED as usize);
            let older = last.map(|entry| format!("{PATH}?before={}", entry.id));
            let view = AuditView { entries, older };
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}
