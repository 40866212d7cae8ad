//! Who calls: the member behind the bearer token, what her token allows, and how often she calls.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use vouchwell_domain::member::Member;
use vouchwell_domain::token::{AccessToken, Scopes};
use vouchwell_service::{Context, token};

use super::ApiError;
use super::access::{self, Access};
use crate::application::Application;
use crate::client_address;
use crate::rate_limit::Caller;

const STREAMS: &str = "/api/v1/streaming";

/// The member who calls, where the call needs one.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Member>);

/// The member who calls, if it is one.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Arc<Member>>);

/// The token with which the call is made.
#[derive(Debug, Clone)]
pub struct Bearer(pub Arc<AccessToken>);

/// Finds out who calls, counts the call, and lets it through if the table of access says so.
pub(super) async fn guard(
    State(application): State<Application>,
    mut request: Request,
    next: Next,
) -> Response {
    let access = access(&request);
    let secret = secret(&request).filter(|_| access != Ok(Access::Open));
    let found = match &secret {
        Some(secret) => token::by_secret(&application.context, secret).await,
        None => Ok(None),
    };
    let has_token = secret.is_some();
    let found = match found {
        Ok(found) => found.map(Arc::new),
        Err(error) => return ApiError::from(error).into_response(),
    };
    let member = found.as_ref().and_then(|token| token.member.clone());
    let limits = &application.rate_limits;
    let caller = match &member {
        Some(member) => Some(Caller::Member(member.id)),
        None => client_address::of(&request, &limits.trusted_proxies).map(Caller::Address),
    };
    let allowance = caller.and_then(|caller| limits.count(caller, application.context.now()));
    let used_up = allowance.filter(|allowance| allowance.remaining.is_none());
    let mut response = match used_up {
        Some(allowance) => ApiError::TooMany(allowance).into_response(),
        None => match access.and_then(|access| allowed(access, has_token, found.as_deref())) {
            Ok(()) => {
                let extensions = request.extensions_mut();
                extensions.insert(Visitor(member));
                if let Some(token) = found {
                    note_use(&application.context, &token);
                    extensions.insert(Bearer(token));
                }
                next.run(request).await
            }
            Err(error) => error.into_response(),
        },
    };
    if let Some(allowance) = allowance {
        allowance.write(response.headers_mut());
    }
    response
}

fn access(request: &Request) -> Result<Access, ApiError> {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .ok_or(ApiError::NotFound)?;
    access::of(request.method(), path.as_str()).ok_or(ApiError::Method)
}

pub(super) fn allowed(access: Access, has_token: bool, token: Option<&AccessToken>) -> Result<(), ApiError> {
    match (access, token) {
        (_, None) if has_token => Err(ApiError::Unauthorized),
        (Access::Open, _) | (Access::Public(_), None) | (Access::Token, Some(_)) => Ok(()),
        (Access::Token | Access::Application(_) | Access::Member(_), None) => Err(ApiError::Unauthorized),
        (Access::Application(_), Some(token)) if token.member.is_some() => Err(ApiError::Forbidden),
        (Access::Application(scope), Some(token)) => within(&[scope], &token.scopes),
        (Access::Public(scope), Some(token)) => within(&[scope], &token.scopes),
        (Access::Member(needed), Some(token)) => {
            within(needed, &token.scopes)?;
            token.member.as_ref().map(|_| ()).ok_or(ApiError::NoMember)
        }
    }
}

/// The call does not wait for it, and goes on where nothing can be written.
fn note_use(context: &Context, used: &Arc<AccessToken>) {
    let (context, used) = (context.clone(), Arc::clone(used));
    if used.last_used_on < Some(context.now().date_naive()) {
        tokio::spawn(async move {
            if let Err(error) = token::note_use(&context, &used).await {
                tracing::warn!(?error, "the day on which a token was used is not noted");
            }
        });
    }
}

fn within(needed: &[&'static str], scopes: &Scopes) -> Result<(), ApiError> {
    match needed {
        _ if needed.iter().any(|scope| scopes.allow(scope)) => Ok(()),
        [first, ..] => Err(ApiError::Scope(first)),
        [] => Ok(()),
    }
}

fn secret(request: &Request) -> Option<Cow<'_, str>> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    let is_stream = path
        .strip_prefix(STREAMS)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let of_stream = || if is_stream { of_stream(request) } else { None };
    bearer(request).map(Cow::Borrowed).or_else(of_stream)
}

/// Browsers let nobody choose the headers with which a stream is asked for: there the token stands in the query, or
/// in place of the protocol.
fn of_stream(request: &Request) -> Option<Cow<'_, str>> {
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let in_query = pairs
        .find(|(name, _)| name == "access_token")
        .map(|(_, token)| token);
    in_query.or_else(|| {
        let protocol = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL)?;
        Some(Cow::Borrowed(protocol.to_str().ok()?.trim()))
    })
}

fn bearer(request: &Request) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or(ApiError::Internal)
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Visitor(member) = Visitor::from_request_parts(parts, state).await?;
        member.map(Self).ok_or(ApiError::Unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(ApiError::Unauthorized)
    }
}
