//! How somebody joins from an application: Mastodon's call.

use std::fmt::Display;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::member::Role;
use vouchwell_service::Error;
use vouchwell_service::context::Registration;
use vouchwell_service::error::Refusal;
use vouchwell_service::member::{self, NewMember, PASSWORD_LENGTH};

use super::authentication::Bearer;
use super::body::{Body, or_default};
use super::{ApiError, error::Problem};
use crate::application::Application;
use crate::client_address::ClientAddress;
use crate::oauth::token::Token;
use crate::rate_limit::{Attempt, MailKind};

/// Somebody who wants to join.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Joining {
    /// The name in the address of the account.
    username: String,
    email: String,
    password: String,
    /// Whether she has agreed to the rules of the server.
    agreement: bool,
    /// The language in which she is written to, such as `en`.
    #[serde(deserialize_with = "or_default")]
    locale: String,
}

/// Makes an account for somebody, where everybody may join, with a token that the application made for itself. It is
/// answered by a token of the new member.
#[utoipa::path(post, path = "/api/v1/accounts", request_body = Joining,
    responses((status = 200, body = Token), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn join(
    State(application): State<Application>,
    Bearer(token): Bearer,
    ClientAddress(address): ClientAddress,
    Body(joining): Body<Joining>,
) -> Result<Json<Token>, ApiError> {
    let client = token.application.ok_or(ApiError::Forbidden)?;
    if !joining.agreement {
        return Err(ApiError::field(
            "agreement",
            "ERR_ACCEPTED",
            "`agreement` must be true: the rules are read first",
        ));
    }
    if !PASSWORD_LENGTH.contains(&joining.password.chars().count()) {
        let (shortest, longest) = PASSWORD_LENGTH.into_inner();
        let sentence = format!("a password has {shortest} to {longest} characters");
        let is_short = joining.password.chars().count() < shortest;
        let code = if is_short { "ERR_TOO_SHORT" } else { "ERR_TOO_LONG" };
        return Err(ApiError::field("password", code, sentence));
    }
    let new = NewMember {
        name: fitting("username", &joining.username)?,
        email: fitting("email", &joining.email)?,
        password: joining.password,
        role: Role::User,
        language: joining.locale.parse().ok(),
        quarantine_exempt: false,
    };
    let terms = application.context.terms;
    let is_written_to = terms.sends_mail && terms.registration == Registration::Open;
    let attempts = [
        address.map(Attempt::RegistrationFrom),
        is_written_to.then(|| Attempt::MailTo(MailKind::Confirmation, new.email.to_string())),
    ];
    let attempts = attempts.into_iter().flatten();
    let admitted = application.rate_limits.admit(attempts, application.context.now());
    admitted.map_err(ApiError::TooMany)?;
    let issued = member::register(&application.context, new, client, token.scopes.clone()).await;
    Ok(Json(Token::new(issued.map_err(beside_its_field)?)))
}

/// The value of a field, or what is wrong with it.
fn fitting<T: FromStr<Err: Display>>(field: &'static str, typed: &str) -> Result<T, ApiError> {
    let code = if typed.is_empty() {
        "ERR_BLANK"
    } else {
        "ERR_INVALID"
    };
    typed.parse().map_err(|error| ApiError::field(field, code, error))
}

/// Apps show what is wrong beside the field. Whether an address is somebody's is told to nobody, so it stands beside the
/// name as well.
fn beside_its_field(error: Error) -> ApiError {
    let (field, code) = match &error {
        Error::Refused(Refusal::NameKept) => ("username", "ERR_RESERVED"),
        Error::Refused(Refusal::Taken) => ("username", "ERR_TAKEN"),
        _ => return error.into(),
    };
    ApiError::field(field, code, error)
}
