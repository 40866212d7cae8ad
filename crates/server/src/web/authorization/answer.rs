//! Asks the member, and carries her answer to the application.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_domain::application::RedirectUri;
use vouchwell_domain::session::Session;
use vouchwell_service::authorization;

use super::asked::{Asked, Parameters, Unsound};
use super::{ConsentView, Destination, OutcomeView, render, render_outcome, website};
use crate::api::body::truth;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::person::Person;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::security;
use crate::web::session::{self, SignInView};

const PATH: &str = "/oauth/authorize";
const FORCE_LOGIN: (&str, &str) = ("force_login", "true");

/// Answers `GET /oauth/authorize`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::of_query(query.as_deref());
    let asked = match Asked::read(&records.context, &parameters).await {
        Ok(asked) => asked,
        Err(unsound) => return refuse(unsound, &records, &reader),
    };
    let response = match &browser.session {
        Some(session) if force_login(&parameters).is_none() => {
            consent(&asked, &parameters, session, &records, &reader, &browser)
        }
        _ => {
            let view = SignInView {
                to: path(&parameters, None),
                query: query_of(&parameters, force_login(&parameters)),
                application: Some(asked.application.name.as_str().to_owned()),
                ..SignInView::default()
            };
            session::form(StatusCode::OK, view, &records, &reader, &browser)
        }
    };
    security::in_popup(response, Some(&asked.wish.redirect_uri))
}

/// Answers `POST /oauth/authorize`.
pub async fn answer(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    typed: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Ok(Form(pairs)) = typed else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let parameters = Parameters::new(pairs);
    let stamp = parameters.get("stamp").unwrap_or_default();
    let Some(session) = browser.session.as_ref().filter(|_| browser.gave(&records, stamp)) else {
        return failure::answer(Failure::FormExpired, &records.pages, &reader);
    };
    let asked = match Asked::read(&records.context, &parameters).await {
        Ok(asked) => asked,
        Err(unsound) => return refuse(unsound, &records, &reader),
    };
    let uri = asked.wish.redirect_uri.clone();
    let outcome = OutcomeView {
        application: asked.application.name.as_str().to_owned(),
        code: None,
        asked: parameters.asked(),
    };
    let response = if parameters.get("decision") == Some("allow") {
        allow(asked, outcome, session, &records, &reader).await
    } else {
        let refused = [
            ("error", "access_denied"),
            ("error_description", "the member refused"),
        ];
        finish(asked.back(&refused), &outcome, &records, &reader)
    };
    security::in_popup(response, Some(&uri))
}

async fn allow(
    asked: Asked,
    outcome: OutcomeView,
    session: &Session,
    records: &Records,
    reader: &Reader,
) -> Response {
    let wish = asked.wish.clone();
    let given = authorization::allow(&records.context, &session.member, &asked.application, wish).await;
    match given {
        Ok(code) => {
            let to = asked.back(&[("code", &code)]);
            let outcome = OutcomeView {
                code: Some(code),
                ..outcome
            };
            finish(to, &outcome, records, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

fn finish(to: Option<String>, outcome: &OutcomeView, records: &Records, reader: &Reader) -> Response {
    match to {
        Some(to) => response::see_other(&to),
        None => {
            let rendered = render_outcome(outcome, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, reader)
        }
    }
}

fn consent(
    asked: &Asked,
    parameters: &Parameters,
    session: &Session,
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    let site = &records.pages.site;
    let view = ConsentView {
        application: asked.application.name.as_str().to_owned(),
        website: website(&asked.application),
        scopes: asked.wish.scopes.clone(),
        destination: Destination::of(&asked.wish.redirect_uri),
        person: Person::of(&session.member.account, site),
        asked: parameters.asked(),
        other_account: reader.locale.path(&path(parameters, Some(FORCE_LOGIN))),
        stamp: browser.stamp(records),
    };
    response::private(StatusCode::OK, render(&view, site, &reader.locale), reader)
}

fn refuse(unsound: Unsound, records: &Records, reader: &Reader) -> Response {
    let response = match unsound {
        Unsound::Page(failure) => failure::answer(failure, &records.pages, reader),
        Unsound::Back(to) => response::see_other(&to),
    };
    security::in_popup(response, None::<&RedirectUri>)
}

/// The same question, with another parameter or without.
fn path(parameters: &Parameters, other: Option<(&str, &str)>) -> String {
    format!("{PATH}?{}", query_of(parameters, other))
}

fn query_of(parameters: &Parameters, other: Option<(&str, &str)>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.asked()).extend_pairs(other);
    query.finish()
}

/// Whether somebody has to sign in though somebody is.
fn force_login(parameters: &Parameters) -> Option<(&'static str, &'static str)> {
    let is_set = parameters.get(FORCE_LOGIN.0).and_then(truth).unwrap_or(false);
    is_set.then_some(FORCE_LOGIN)
}
