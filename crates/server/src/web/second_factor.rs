//! The second factor of a member: how she turns it on, and how she ends it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::member::Member;
use vouchwell_domain::passkey::Passkey;
use vouchwell_service::Error;
use vouchwell_service::error::Refusal;
use vouchwell_service::passkey::list as kept_passkeys;
use vouchwell_service::second_factor::{self, State as Kept};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Complaints, Given, Pressed};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::passkey;
use super::qr_code::Drawing;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::settings::{self, password};
use super::signed_in::SignedIn;
use super::site::Site;
use crate::rate_limit::Attempt;

/// Where the page is.
pub(super) const PATH: &str = "/settings/second-factor";
/// Where the first code is shown.
pub(super) const CONFIRMED: &str = "/settings/second-factor/confirmed";
/// Where it is ended.
pub(super) const ENDED: &str = "/settings/second-factor/ended";

/// How it stands.
#[derive(Debug, Clone)]
pub enum Step {
    /// There is none.
    Off,
    /// The secret is to be put into an app.
    Begun {
        /// For those who type it.
        secret: String,
        /// For those who open it on the same device.
        address: String,
        /// For those who scan it.
        drawing: Option<Drawing>,
    },
    /// It is on, and these are told this once.
    Codes(Vec<String>),
    /// It is on.
    On {
        /// Recovery codes that are left.
        left: i64,
        /// What she calls the passkeys by which she signs in without a code.
        passkeys: Vec<String>,
    },
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct SecondFactorView {
    /// How it stands.
    pub step: Step,
    /// What is wrong with what was typed.
    pub complaints: Complaints,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a SecondFactorView,
}

/// The page.
pub fn render(view: &SecondFactorView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("second-factor-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("second-factor-lead"));
    page(&SecondFactorPage {
        site,
        locale,
        head,
        view,
    })
}

impl Step {
    fn of(kept: Kept, passkeys: Vec<Passkey>) -> Self {
        match kept {
            Kept::Off => Step::Off,
            Kept::Begun { secret, address } => Step::Begun {
                drawing: Drawing::of(&address),
                secret,
                address,
            },
            Kept::On { recovery_codes } => Step::On {
                left: recovery_codes,
                passkeys: passkeys
                    .into_iter()
                    .map(|kept| kept.name.as_str().to_owned())
                    .collect(),
            },
        }
    }
}

/// Answers `GET /settings/second-factor`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let member = &session.member;
    again(&records, &reader, &browser, member, Complaints::default()).await
}

/// Answers `POST /settings/second-factor`: makes a secret.
pub(super) async fn begin(State(records): State<Records>, given: Given<Pressed>) -> Response {
    let begun = second_factor::begin(&records.context, given.member()).await;
    form::done(begun, PATH, &records, &given.reader)
}

/// The password of the member, and the first code.
#[derive(Deserialize)]
pub(super) struct Code {
    #[serde(default)]
    password: String,
    code: String,
}

/// Answers `POST /settings/second-factor/confirmed`: turns it on. A browser that was left open is not enough: whoever has
/// the second factor keeps others out.
pub(super) async fn confirm(State(records): State<Records>, given: Given<Code>) -> Response {
    match password::complaint(&records, &given, &given.typed.password).await {
        Ok(None) => {}
        Ok(Some(sentence)) => {
            let mut complaints = Complaints::default();
            complaints.add("password", sentence);
            return again(
                &records,
                &given.reader,
                &given.browser,
                given.member(),
                complaints,
            )
            .await;
        }
        Err(error) => return failure::answer(error.into(), &records.pages, &given.reader),
    }
    match second_factor::confirm(&records.context, given.member(), &given.typed.code).await {
        Ok(codes) => {
            let step = Step::Codes(codes);
            answer(
                &records,
                &given.reader,
                &given.browser,
                step,
                Complaints::default(),
            )
        }
        Err(Error::NotFound) => form::done(Ok(()), PATH, &records, &given.reader),
        Err(error) => complain(&records, &given.reader, &given.browser, error, "code").await,
    }
}

/// The password of the member, and a code.
#[derive(Deserialize)]
pub(super) struct Proof {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

/// Answers `POST /settings/second-factor/ended`: ends it.
pub(super) async fn end(State(records): State<Records>, given: Given<Proof>) -> Response {
    let name = &given.member().account.name;
    let attempts = [Attempt::SignInAs(name.clone()), Attempt::CodeOf(name.clone())];
    if !records.rate_limits.allow_all(attempts) {
        return failure::answer(Failure::TooMany, &records.pages, &given.reader);
    }
    let Proof { password, code } = &given.typed;
    match second_factor::end(&records.context, given.member(), password.clone(), code).await {
        Ok(()) => form::done(Ok(()), PATH, &records, &given.reader),
        Err(error) => {
            let field = match &error {
                Error::Refused(Refusal::WrongCode) => "code",
                _ => "password",
            };
            complain(&records, &given.reader, &given.browser, error, field).await
        }
    }
}

/// The page again, with what was wrong beside the field.
async fn complain(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    error: Error,
    field: &'static str,
) -> Response {
    let (Error::Refused(refusal), Some(session)) = (&error, &browser.session) else {
        return failure::answer(error.into(), &records.pages, reader);
    };
    let mut complaints = Complaints::default();
    complaints.add(field, reader.locale.refusal(refusal));
    again(records, reader, browser, &session.member, complaints).await
}

async fn again(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    member: &Member,
    complaints: Complaints,
) -> Response {
    match step(records, member).await {
        Ok(step) => answer(records, reader, browser, step, complaints),
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

async fn step(records: &Records, member: &Member) -> vouchwell_service::Result<Step> {
    let kept = second_factor::state(&records.context, member).await?;
    let passkeys = match kept {
        Kept::On { .. } => kept_passkeys(&records.context, member).await?,
        Kept::Off | Kept::Begun { .. } => Vec::new(),
    };
    Ok(Step::of(kept, passkeys))
}

fn answer(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    step: Step,
    complaints: Complaints,
) -> Response {
    let status = form::status(&complaints);
    let view = SecondFactorView {
        step,
        complaints,
        stamp: browser.stamp(records),
    };
    response::private(status, render(&view, &records.pages.site, &reader.locale), reader)
}
