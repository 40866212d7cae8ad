//! The part of a form by which somebody gets an account: a name, an address and a password.

use axum::http::StatusCode;
use serde::Deserialize;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::member::Role;
use vouchwell_service::Error;
use vouchwell_service::error::Refusal;
use vouchwell_service::member::{NewMember, PASSWORD_LENGTH};
use vouchwell_service::session::{self, Credentials, SignIn};

use super::browser::Browser;
use super::failure::Failure;
use super::form::Complaints;
use super::locale::Locale;
use super::phrase::Phrase;
use super::router::Records;
use crate::rate_limit::Attempt;

/// What was typed into it.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub password: String,
}

/// It as it is shown, with what was typed and what is wrong with that. A password is never shown again.
#[derive(Debug, Clone, Default)]
pub struct NewAccountView {
    /// The name that was typed.
    pub name: String,
    /// The address that was typed.
    pub email: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// Why it was not taken, if that is no matter of a single field.
    pub refusal: Option<Phrase>,
}

impl NewAccountView {
    /// Whether nothing is wrong, so that it is shown for the first time.
    pub(super) fn status(&self) -> StatusCode {
        if self.complaints.is_empty() && self.refusal.is_none() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

impl Typed {
    /// Somebody who is to become a member, or what is wrong with the fields.
    pub(super) fn read(&self, locale: &Locale) -> Result<NewMember, Box<NewAccountView>> {
        let mut complaints = Complaints::default();
        let name = self.name.trim().parse::<MemberName>();
        if name.is_err() {
            complaints.add("name", locale.say("new-account-name-wrong"));
        }
        let email = self.email.parse::<EmailAddress>();
        if email.is_err() {
            complaints.add("email", locale.say("new-account-email-wrong"));
        }
        if !PASSWORD_LENGTH.contains(&self.password.chars().count()) {
            complaints.add("password", locale.say("new-account-password-wrong"));
        }
        match (name, email) {
            (Ok(name), Ok(email)) if complaints.is_empty() => Ok(NewMember {
                name,
                email,
                password: self.password.clone(),
                role: Role::User,
                language: locale.language().tag().parse().ok(),
                quarantine_exempt: false,
            }),
            _ => Err(Box::new(self.shown(complaints))),
        }
    }

    /// Whoever clicks twice has come in by the first click, and is led to the same place by the second: the secret of
    /// the same session.
    pub(super) async fn came_before(&self, records: &Records, browser: &Browser) -> Option<String> {
        let name = self.name.clone();
        if !records.rate_limits.allow(Attempt::SignInAs(name.clone())) {
            return None;
        }
        let credentials = Credentials {
            login: name,
            password: self.password.clone(),
        };
        let signed_in = session::sign_in_once(
            &records.context,
            credentials,
            &browser.description,
            browser.session.as_ref(),
            &browser.joining_form(),
        )
        .await;
        signed_in.ok().and_then(SignIn::begun)
    }

    /// What is shown when no account was made of it; or the failure that is no matter of what was typed.
    pub(super) fn refused(&self, error: Error, locale: &Locale) -> Result<NewAccountView, Failure> {
        let refusal = match error {
            Error::Refused(refusal) => refusal,
            error => return Err(error.into()),
        };
        let sentence = locale.refusal(&refusal);
        if refusal == Refusal::NameKept {
            let mut complaints = Complaints::default();
            complaints.add("name", sentence);
            return Ok(self.shown(complaints));
        }
        Ok(NewAccountView {
            refusal: Some(sentence),
            ..self.shown(Complaints::default())
        })
    }

    /// What is shown when too many e-mails were sent to the address.
    pub(super) fn unsent(&self, locale: &Locale) -> NewAccountView {
        let mut complaints = Complaints::default();
        complaints.add("email", locale.say("email-too-many"));
        self.shown(complaints)
    }

    fn shown(&self, complaints: Complaints) -> NewAccountView {
        NewAccountView {
            name: self.name.clone(),
            email: self.email.clone(),
            complaints,
            refusal: None,
        }
    }
}
