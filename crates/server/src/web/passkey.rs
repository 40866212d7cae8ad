//! The passkeys of a member: what there is, a new one, and one less.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use vouchwell_domain::member::Member;
use vouchwell_domain::passkey::{Passkey, PasskeyName};
use vouchwell_evidence::Timestamp;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, passkey, second_factor};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Complaints, Given};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::phrase::Phrase;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::settings::{self, midnight, overview};
use super::signed_in::SignedIn;
use super::site::Site;
use crate::rate_limit::Attempt;

/// Where the page is.
pub(super) const PATH: &str = "/settings/passkeys";
/// Where a script asks what a device is to be asked.
pub(super) const CHALLENGE: &str = "/settings/passkeys/challenge";
/// Where one is removed.
pub(super) const REMOVED: &str = "/settings/passkeys/removed";

/// A passkey.
#[derive(Debug, Clone)]
pub struct OnePasskey {
    /// By which it is removed.
    pub id: String,
    /// What she calls it.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// The last day on which she signed in by it.
    pub last_used: Option<Timestamp>,
}

/// What the page has to say.
#[derive(Debug, Clone, Default)]
pub struct PasskeysView {
    /// Those she has.
    pub passkeys: Vec<OnePasskey>,
    /// Whether browsers know passkeys for the address of this site.
    pub are_here: bool,
    /// Whether a code is asked for beside the password.
    pub has_second_factor: bool,
    /// The name that she has typed for a new one.
    pub name: String,
    /// What is wrong with what was typed.
    pub complaints: Complaints,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "passkeys.html")]
struct PasskeysPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a PasskeysView,
}

/// The page.
pub fn render(view: &PasskeysView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("passkeys-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("passkeys-lead"));
    page(&PasskeysPage {
        site,
        locale,
        head,
        view,
    })
}

impl OnePasskey {
    fn of(kept: Passkey) -> Self {
        Self {
            id: hex::encode(&kept.credential_id),
            name: kept.name.as_str().to_owned(),
            since: Timestamp::from_datetime(kept.created_at),
            last_used: kept.last_used_on.map(midnight),
        }
    }
}

/// Answers `GET /settings/passkeys`.
pub(super) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let view = PasskeysView::default();
    answer(view, &session.member, &records, &reader, &browser).await
}

/// What she has typed before her device is asked.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

/// Answers `POST /settings/passkeys/challenge`: what a script is to ask a device, or what is wrong with which field.
pub(super) async fn ask(State(records): State<Records>, given: Given<Typed>) -> Response {
    let complaint = match challenge(&records, &given).await {
        Ok(options) => return for_script(options),
        Err(complaint) => complaint,
    };
    let is_limit = matches!(complaint, Complaint::TooMany);
    match complaint.said(&given.reader.locale) {
        Ok((field, sentence)) => {
            let said = json!({"field": field, "complaint": sentence.plain()}).to_string();
            let mut answer = for_script(said);
            if is_limit {
                *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
                answer
                    .headers_mut()
                    .insert(header::RETRY_AFTER, super::session::RETRY_AFTER);
            }
            answer
        }
        Err(failure) => failure::answer(failure, &records.pages, &given.reader),
    }
}

/// What she calls a new one, and what her device made.
#[derive(Deserialize)]
pub(super) struct Made {
    #[serde(default)]
    name: String,
    #[serde(default)]
    credential: String,
}

/// Answers `POST /settings/passkeys`: keeps a new one.
pub(super) async fn add(State(records): State<Records>, given: Given<Made>) -> Response {
    let Ok(name) = given.typed.name.parse::<PasskeyName>() else {
        return complain(Complaint::Name, &records, &given).await;
    };
    let added = passkey::add(&records.context, given.member(), name, &given.typed.credential).await;
    match added {
        Ok(()) => form::done(Ok(()), PATH, &records, &given.reader),
        Err(error) => complain(Complaint::Refused(error), &records, &given).await,
    }
}

/// Which one is to be removed.
#[derive(Deserialize)]
pub(super) struct Removed {
    passkey: String,
}

/// Answers `POST /settings/passkeys/removed`.
pub(super) async fn remove(State(records): State<Records>, given: Given<Removed>) -> Response {
    let Ok(credential_id) = hex::decode(&given.typed.passkey) else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let removed = passkey::remove(&records.context, given.member(), &credential_id).await;
    form::done(removed, PATH, &records, &given.reader)
}

/// Why there is no new passkey.
enum Complaint {
    /// The name tells nothing, or too much.
    Name,
    /// Passwords or codes were tried too often.
    TooMany,
    /// It was refused, or something failed.
    Refused(Error),
}

impl Complaint {
    /// The field that is wrong, and how; the failure where she can mend nothing.
    fn said(self, locale: &Locale) -> Result<(&'static str, Phrase), Failure> {
        Ok(match self {
            Complaint::Name => {
                let sentence = locale.say("passkeys-name-wrong");
                ("name", sentence.text("most", locale.number(PasskeyName::LONGEST)))
            }
            Complaint::TooMany => ("password", locale.say("session-too-many-advice")),
            Complaint::Refused(Error::Refused(refusal)) => {
                let field = match refusal {
                    Refusal::WrongPassword => "password",
                    Refusal::WrongCode => "code",
                    _ => "credential",
                };
                (field, locale.refusal(&refusal))
            }
            Complaint::Refused(error) => return Err(error.into()),
        })
    }
}

/// What a device is to be asked, for somebody who has shown her password, and a code if she has a second factor.
async fn challenge(records: &Records, given: &Given<Typed>) -> Result<String, Complaint> {
    if given.typed.name.parse::<PasskeyName>().is_err() {
        return Err(Complaint::Name);
    }
    let name = &given.member().account.name;
    let attempts = [Attempt::SignInAs(name.clone()), Attempt::CodeOf(name.clone())];
    if !records.rate_limits.allow_all(attempts) {
        return Err(Complaint::TooMany);
    }
    let Typed { password, code, .. } = &given.typed;
    let asked = passkey::ask_to_add(&records.context, given.member(), password.clone(), code).await;
    asked.map_err(Complaint::Refused)
}

/// The page again, with what was wrong beside the field.
async fn complain(complaint: Complaint, records: &Records, given: &Given<Made>) -> Response {
    let (field, sentence) = match complaint.said(&given.reader.locale) {
        Ok(said) => said,
        Err(failure) => return failure::answer(failure, &records.pages, &given.reader),
    };
    let mut view = PasskeysView {
        name: given.typed.name.clone(),
        ..PasskeysView::default()
    };
    view.complaints.add(field, sentence);
    answer(view, given.member(), records, &given.reader, &given.browser).await
}

async fn answer(
    view: PasskeysView,
    member: &Member,
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    let view = match load(view, member, records).await {
        Ok(view) => PasskeysView {
            stamp: browser.stamp(records),
            ..view
        },
        Err(error) => return failure::answer(error.into(), &records.pages, reader),
    };
    let status = form::status(&view.complaints);
    response::private(status, render(&view, &records.pages.site, &reader.locale), reader)
}

async fn load(
    view: PasskeysView,
    member: &Member,
    records: &Records,
) -> vouchwell_service::Result<PasskeysView> {
    let kept = passkey::list(&records.context, member).await?;
    Ok(PasskeysView {
        passkeys: kept.into_iter().map(OnePasskey::of).collect(),
        are_here: passkey::are_here(&records.context),
        has_second_factor: second_factor::is_asked_for(&records.context, member).await?,
        ..view
    })
}

/// An answer in JSON for the script that asks devices.
pub(super) fn for_script(answer: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::OK, headers, answer).into_response()
}
