//! Who calls: the member behind the bearer token, what her token allows, and how often she calls.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use vouchwell_domain::member::Member;
use vouchwell_service::member;

use super::ApiError;
use super::access::{self, Access};
use crate::application::Application;
use crate::client_address;
use crate::rate_limit::Caller;

/// The member who calls, where the call needs one.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Member>);

/// The member who calls, if it is one.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Arc<Member>>);

/// Finds out who calls, counts the call, and lets it through if the table of access says so.
pub(super) async fn guard(
    State(application): State<Application>,
    mut request: Request,
    next: Next,
) -> Response {
    let token = bearer(&request);
    let found = match token {
        Some(token) => member::by_token(&application.context, token).await,
        None => Ok(None),
    };
    let has_token = token.is_some();
    let found = match found {
        Ok(found) => found,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let limits = &application.rate_limits;
    let caller = match &found {
        Some((member, _)) => Some(Caller::Member(member.id)),
        None => client_address::of(&request, &limits.trusted_proxies).map(Caller::Address),
    };
    let allowance = caller.and_then(|caller| limits.count(caller, application.context.now()));
    let mut response = if allowance.is_some_and(|allowance| allowance.remaining.is_none()) {
        ApiError::TooMany.into_response()
    } else {
        match allowed(&request, has_token, found.as_ref().map(|(_, scopes)| scopes)) {
            Ok(()) => {
                request
                    .extensions_mut()
                    .insert(Visitor(found.map(|(member, _)| Arc::new(member))));
                next.run(request).await
            }
            Err(error) => error.into_response(),
        }
    };
    if let Some(allowance) = allowance {
        allowance.write(response.headers_mut());
    }
    response
}

fn allowed(
    request: &Request,
    has_token: bool,
    scopes: Option<&vouchwell_domain::token::Scopes>,
) -> Result<(), ApiError> {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .ok_or(ApiError::NotFound)?;
    let access = access::of(request.method(), path.as_str()).ok_or(ApiError::Method)?;
    match (access, scopes) {
        (_, None) if has_token => Err(ApiError::Unauthorized),
        (Access::Everybody, _) => Ok(()),
        (Access::Scope(_), None) => Err(ApiError::Unauthorized),
        (Access::Scope(scope), Some(scopes)) if scopes.allow(scope) => Ok(()),
        (Access::Scope(scope), Some(_)) => Err(ApiError::Scope(scope)),
    }
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
