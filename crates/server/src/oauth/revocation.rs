//! The revocation endpoint (RFC 7009): a program gives a token back.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use vouchwell_service::token;

use super::client::{Basic, Credentials};
use super::error::OauthError;
use crate::api::ApiError;
use crate::api::body::Body;
use crate::api::error::Problem;
use crate::application::Application;

/// A token that is not needed any more.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Revocation {
    client_id: Option<String>,
    client_secret: Option<String>,
    token: Option<String>,
}

/// Ends a token. One that is unknown is over already.
#[utoipa::path(post, path = "/oauth/revoke", request_body = Revocation,
    responses((status = 200, body = Object), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn revoke(
    State(application): State<Application>,
    Basic(basic): Basic,
    body: Result<Body<Revocation>, ApiError>,
) -> Result<Json<Value>, OauthError> {
    let Body(asked) = body?;
    let credentials = basic.or_else(|| Credentials::new(asked.client_id, asked.client_secret));
    let client = Credentials::check(credentials, &application.context).await?;
    let secret = asked
        .token
        .ok_or_else(|| OauthError::InvalidRequest("`token` is missing".to_owned()))?;
    token::revoke(&application.context, &client, &secret).await?;
    Ok(Json(json!({})))
}
