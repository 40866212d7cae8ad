//! The OpenAPI document, besides the calls themselves.

mod beside;
mod headers;

use axum::body::Bytes;
use axum::http::Method;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    AuthorizationCode, ClientCredentials, Flow, OAuth2, Scopes, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Components, Content, Info, OpenApi, Ref, RefOr, Response};
use vouchwell_domain::token;

use super::ApiError;
use super::access::{self, Access};

/// Where evidence is checked, which is JSON and nothing else.
const EVIDENCE: &str = "/api/v1/vouchwell/verify";
/// The name of the token that a member allowed.
const MEMBER: &str = "member";
/// The name of the token with which an application speaks for itself.
const APPLICATION: &str = "application";

/// What the document says besides the calls.
pub(super) fn empty() -> OpenApi {
    let info = Info::builder()
        .title("Vouchwell")
        .description(Some(
            "Calls of Mastodon's API that are kept here, and ours beside them. Send a bearer token.",
        ))
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    let scopes = || Scopes::from_iter(token::Scopes::KNOWN.map(|scope| (scope, "")));
    let member = Flow::AuthorizationCode(AuthorizationCode::new(
        "/oauth/authorize",
        "/oauth/token",
        scopes(),
    ));
    let application = Flow::ClientCredentials(ClientCredentials::new("/oauth/token", scopes()));
    OpenApi::builder()
        .info(info)
        .components(Some(
            Components::builder()
                .security_scheme(MEMBER, SecurityScheme::OAuth2(OAuth2::new([member])))
                .security_scheme(APPLICATION, SecurityScheme::OAuth2(OAuth2::new([application])))
                .build(),
        ))
        .build()
}

/// The document as it is sent, with who may make which call.
pub(super) fn text(mut document: OpenApi) -> Result<Bytes, ApiError> {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            say_access(operation, access::of(&method, path));
            if path != EVIDENCE {
                say_kinds(operation);
            }
        }
    }
    let mut document = serde_json::to_value(document).map_err(|error| {
        tracing::error!(%error, "the document that describes the calls cannot be written");
        ApiError::Internal
    })?;
    headers::say(&mut document);
    beside::say(&mut document);
    Ok(document.to_string().into())
}

/// Says who may make a call, as the table of access has it.
fn say_access(operation: &mut Operation, access: Option<Access>) {
    operation.security = access.map(requirements);
    say_refusals(operation, access.unwrap_or(Access::Open));
}

/// Says in which ways a body may be written: what is read as JSON is read as a form as well.
fn say_kinds(operation: &mut Operation) {
    let Some(RefOr::T(body)) = operation.request_body.as_mut() else {
        return;
    };
    let Some(json) = body.content.get("application/json").cloned() else {
        return;
    };
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data"] {
        body.content.insert(kind.to_owned(), json.clone());
    }
}

/// Says how a call is refused where the call itself says nothing else about it.
fn say_refusals(operation: &mut Operation, access: Access) {
    let has_body = operation.request_body.is_some();
    let has_input = has_body || operation.parameters.is_some();
    let takes_token = access != Access::Open;
    let refusals = [
        ("400", has_body, "The body cannot be read."),
        ("401", takes_token, "The token is missing, unknown or ended."),
        ("403", takes_token, "The token does not allow this."),
        ("413", has_body, "The body is larger than what is read."),
        ("422", has_input || takes_token, "Something does not fit."),
        ("429", true, "Too many calls."),
        ("503", true, "The server cannot do this just now."),
    ];
    for (status, _, description) in refusals.into_iter().filter(|(_, applies, _)| *applies) {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        let refusal = Response::builder()
            .description(description)
            .content("application/json", problem)
            .build();
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_owned()).or_insert(refusal.into());
    }
}

/// The calls at one path.
pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::POST, &mut item.post),
        (Method::PUT, &mut item.put),
        (Method::PATCH, &mut item.patch),
        (Method::DELETE, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn requirements(access: Access) -> Vec<SecurityRequirement> {
    let of = |name: &str, scope: Option<&str>| SecurityRequirement::new(name, scope);
    match access {
        Access::Open => Vec::new(),
        Access::Public(scope) => vec![
            SecurityRequirement::default(),
            of(MEMBER, Some(scope)),
            of(APPLICATION, Some(scope)),
        ],
        Access::Token => vec![of(MEMBER, None), of(APPLICATION, None)],
        Access::Application(scope) => vec![of(APPLICATION, Some(scope))],
        Access::Member(scopes) => scopes.iter().map(|scope| of(MEMBER, Some(scope))).collect(),
    }
}
