//! Signing in by a passkey, without name and password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_service::{Error, passkey};

use super::destination::Destination;
use super::{Refusal, SignInView, begun, form, too_many};
use crate::client_address::ClientAddress;
use crate::rate_limit::Attempt;
use crate::web::failure::{self, Failure};
use crate::web::form::{Pressed, Stamped};
use crate::web::passkey::for_script;
use crate::web::router::Records;

/// Where a passkey is shown.
pub(in crate::web) const PATH: &str = "/login/passkey";
/// Where a script asks what a device is to be asked.
pub(in crate::web) const CHALLENGE: &str = "/login/passkey/challenge";

/// Answers `POST /login/passkey/challenge`: what a script is to ask a device.
pub async fn ask(
    State(records): State<Records>,
    ClientAddress(address): ClientAddress,
    Stamped { reader, .. }: Stamped<Pressed>,
) -> Response {
    let attempt = address.map(Attempt::PasskeyFrom);
    if !records.rate_limits.allow_all(attempt) {
        return failure::answer(Failure::TooMany, &records.pages, &reader);
    }
    match passkey::ask_to_sign_in(&records.context).await {
        Ok(options) => for_script(options),
        Err(Error::Refused(refusal)) => failure::refused(&refusal, "/login", &records.pages, &reader),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// What the script sends.
#[derive(Debug, Default, Deserialize)]
pub struct Answer {
    /// What a device made of the challenge.
    #[serde(default)]
    credential: String,
    #[serde(default)]
    carried: String,
    #[serde(flatten)]
    destination: Destination,
}

/// Answers `POST /login/passkey`.
pub async fn sign_in(
    State(records): State<Records>,
    ClientAddress(address): ClientAddress,
    Stamped {
        reader,
        browser,
        typed,
    }: Stamped<Answer>,
) -> Response {
    let to = typed.destination.path(&records.pages.site);
    let view = SignInView {
        carried: typed.carried.clone(),
        ..SignInView::before(&to)
    };
    let attempt = address.map(Attempt::SignInFrom);
    if !records.rate_limits.allow_all(attempt) {
        return too_many(view, &records, &reader, &browser);
    }
    let (context, before) = (&records.context, browser.session.as_ref());
    match passkey::sign_in(context, &typed.credential, &browser.description, before).await {
        Ok(Some(secret)) => begun(&secret, &to, &typed.carried, &records, &reader, &browser).await,
        Ok(None) => {
            let view = SignInView {
                refusal: Some(Refusal::Passkey),
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
