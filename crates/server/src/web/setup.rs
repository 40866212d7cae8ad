//! The page behind the first-run link: it makes the first account.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::member::Role;
use vouchwell_service::Error;
use vouchwell_service::member::NewMember;
use vouchwell_service::setup;

use super::failure::{self, Failure};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::site::Site;

/// What was typed into the form.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    /// The name in the address of the account.
    pub name: String,
    /// Where mail reaches the person.
    pub email: String,
    /// The password.
    pub password: String,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub enum SetupView {
    /// The form, with what was typed and why it was not taken.
    Form {
        /// The name that was typed.
        name: String,
        /// The address that was typed.
        email: String,
        /// What to mend.
        refusal: Option<String>,
    },
    /// The account is there.
    Done {
        /// Its handle.
        handle: String,
    },
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a SetupView,
}

/// The page.
pub fn render(view: &SetupView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(&locale.say("setup-title"), &locale.say("setup-lead"));
    page(&SetupPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /setup/{secret}`.
pub async fn show(State(records): State<Records>, reader: Reader, Path(secret): Path<String>) -> Response {
    match setup::is_link_good(&records.context, &secret).await {
        Ok(true) => form(&records, &reader, StatusCode::OK, Typed::default(), None),
        Ok(false) => failure::answer(Failure::NotFound, &records.pages, &reader),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Answers `POST /setup/{secret}`.
pub async fn create(
    State(records): State<Records>,
    reader: Reader,
    Path(secret): Path<String>,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let Ok(Form(typed)) = typed else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let new = match new_member(&typed) {
        Ok(new) => new,
        Err(sentence) => {
            return form(
                &records,
                &reader,
                StatusCode::UNPROCESSABLE_ENTITY,
                typed,
                Some(sentence),
            );
        }
    };
    match setup::create_first_member(&records.context, &secret, new).await {
        Ok(member) => {
            let handle = format!("@{}@{}", member.account.name, records.context.address.host());
            let view = SetupView::Done { handle };
            response::found(render(&view, &records.pages.site, &reader.locale), &reader)
        }
        Err(Error::Refused(refusal)) => form(
            &records,
            &reader,
            StatusCode::UNPROCESSABLE_ENTITY,
            typed,
            Some(refusal.to_string()),
        ),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

fn new_member(typed: &Typed) -> Result<NewMember, String> {
    Ok(NewMember {
        name: typed
            .name
            .trim()
            .parse::<MemberName>()
            .map_err(|error| error.to_string())?,
        email: typed
            .email
            .parse::<EmailAddress>()
            .map_err(|error| error.to_string())?,
        password: typed.password.clone(),
        role: Role::Admin,
        quarantine_exempt: true,
    })
}

fn form(
    records: &Records,
    reader: &Reader,
    status: StatusCode,
    typed: Typed,
    refusal: Option<String>,
) -> Response {
    let Typed { name, email, .. } = typed;
    let view = SetupView::Form { name, email, refusal };
    response::with_status(status, render(&view, &records.pages.site, &reader.locale), reader)
}
