//! Who signed in, for programs that want to know nothing else.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::account;

use crate::api::ApiError;
use crate::api::authentication::SignedIn;
use crate::api::error::Problem;
use crate::application::Application;
use crate::web::asset;

/// A member, as OpenID Connect names it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UserInfo {
    /// This server.
    iss: String,
    /// The actor of the member.
    sub: String,
    name: String,
    preferred_username: String,
    profile: String,
    picture: String,
}

/// Who signed in.
#[utoipa::path(get, path = "/oauth/userinfo",
    responses((status = 200, body = UserInfo), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<UserInfo>, ApiError> {
    let account = account::by_id(&application.context, member.account.id)
        .await?
        .account;
    let usual = || application.site.absolute(asset::path("images/touch-icon.png"));
    Ok(Json(UserInfo {
        iss: application.context.address.origin().to_owned(),
        sub: account.uri.to_string(),
        name: account.shown_name().to_owned(),
        profile: account.profile.url.to_string(),
        picture: account
            .profile
            .avatar
            .as_ref()
            .map_or_else(usual, ToString::to_string),
        preferred_username: account.name,
    }))
}

/// Who signed in.
#[utoipa::path(post, path = "/oauth/userinfo",
    responses((status = 200, body = UserInfo), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn show_to_post(
    state: State<Application>,
    member: SignedIn,
) -> Result<Json<UserInfo>, ApiError> {
    show(state, member).await
}
