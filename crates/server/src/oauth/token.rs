//! The token endpoint (RFC 6749 §3.2).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vouchwell_domain::application::Application as Client;
use vouchwell_domain::token::Scopes;
use vouchwell_service::token::IssuedToken;
use vouchwell_service::{authorization, token};

use super::client::{Basic, Credentials};
use super::error::OauthError;
use crate::api::ApiError;
use crate::api::body::Body;
use crate::api::error::Problem;
use crate::application::Application;

/// What a program asks for. Whatever else it says has no effect.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `authorization_code`, or `client_credentials` for a token that speaks for no member.
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    scope: Option<String>,
}

/// A bearer token.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Token {
    access_token: String,
    token_type: &'static str,
    scope: String,
    created_at: i64,
}

/// Gives a token.
#[utoipa::path(post, path = "/oauth/token", request_body = TokenRequest,
    responses((status = 200, body = Token), (status = 400, body = Problem), (status = 401, body = Problem)))]
pub(crate) async fn give(
    State(application): State<Application>,
    Basic(basic): Basic,
    body: Result<Body<TokenRequest>, ApiError>,
) -> Result<Response, OauthError> {
    let Body(mut asked) = body?;
    let credentials = basic.or_else(|| Credentials::new(asked.client_id.take(), asked.client_secret.take()));
    let context = &application.context;
    let issued = match asked.grant_type.as_deref() {
        Some("authorization_code") => {
            let client = Credentials::check(credentials, context).await?;
            let code = required(asked.code.as_deref(), "code")?;
            let redirect_uri = required(asked.redirect_uri.as_deref(), "redirect_uri")?;
            let verifier = asked.code_verifier.as_deref();
            authorization::exchange(context, &client, code, redirect_uri, verifier)
                .await?
                .ok_or(OauthError::InvalidGrant)?
        }
        Some("client_credentials") => {
            let client = Credentials::check(credentials, context).await?;
            let scopes = within(asked.scope.as_deref(), &client)?;
            token::issue_to(context, &client, scopes).await?
        }
        Some(_) => return Err(OauthError::UnsupportedGrantType),
        None => return Err(OauthError::InvalidRequest("`grant_type` is missing".to_owned())),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Token::new(issued))).into_response())
}

impl Token {
    /// As it is told once.
    pub(crate) fn new(issued: IssuedToken) -> Self {
        Self {
            access_token: issued.secret,
            token_type: "Bearer",
            scope: issued.scopes.to_string(),
            created_at: issued.created_at.timestamp(),
        }
    }
}

/// What was asked for, if the program registered for it; all it registered for if it says nothing.
pub(crate) fn within(asked: Option<&str>, client: &Client) -> Result<Scopes, OauthError> {
    let Some(asked) = asked.filter(|asked| !asked.trim().is_empty()) else {
        return Ok(client.scopes.clone());
    };
    let scopes: Scopes = asked.parse().map_err(|_| OauthError::InvalidScope)?;
    let is_within = client.scopes.allow_all(&scopes);
    is_within.then_some(scopes).ok_or(OauthError::InvalidScope)
}

fn required<'a>(value: Option<&'a str>, name: &str) -> Result<&'a str, OauthError> {
    value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| OauthError::InvalidRequest(format!("`{name}` is missing")))
}
