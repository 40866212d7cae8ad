//! What there is and where (RFC 8414). It names https alone, so over plain http there is none; clients then take the
//! addresses that Mastodon always had, which are these.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::token::Scopes;

use crate::api::ApiError;
use crate::api::error::Problem;
use crate::application::Application;

/// What this server offers to programs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Metadata {
    issuer: String,
    service_documentation: String,
    authorization_endpoint: String,
    token_endpoint: String,
    app_registration_endpoint: String,
    revocation_endpoint: String,
    userinfo_endpoint: String,
    scopes_supported: [&'static str; Scopes::KNOWN.len()],
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 2],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
}

/// What this server offers to programs.
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server",
    responses((status = 200, body = Metadata), (status = 404, body = Problem)))]
pub(crate) async fn show(State(application): State<Application>) -> Result<Json<Metadata>, ApiError> {
    if !application.site.is_secure() {
        return Err(ApiError::NotFound);
    }
    let at = |path| application.site.absolute(path);
    Ok(Json(Metadata {
        issuer: application.context.address.origin().to_owned(),
        service_documentation: at("/api/openapi.json"),
        authorization_endpoint: at("/oauth/authorize"),
        token_endpoint: at("/oauth/token"),
        app_registration_endpoint: at("/api/v1/apps"),
        revocation_endpoint: at("/oauth/revoke"),
        userinfo_endpoint: at("/oauth/userinfo"),
        scopes_supported: Scopes::KNOWN,
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: ["authorization_code", "client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported: ["S256"],
    }))
}
