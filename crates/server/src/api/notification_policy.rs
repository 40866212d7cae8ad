//! Of whom the caller wants to be told: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::notification::{self as domain, Treatment};
use vouchwell_service::notification;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{NotificationPolicy, NotificationPolicyV1};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the caller changes of her policy: `accept`, `filter` or `drop`. What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyForm {
    for_not_following: Option<String>,
    for_not_followers: Option<String>,
    for_new_accounts: Option<String>,
    for_private_mentions: Option<String>,
    for_limited_accounts: Option<String>,
}

/// The same in the older shape.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyFormV1 {
    filter_not_following: Option<bool>,
    filter_not_followers: Option<bool>,
    filter_new_accounts: Option<bool>,
    filter_private_mentions: Option<bool>,
}

/// What becomes of notifications of some people.
#[utoipa::path(get, path = "/api/v2/notifications/policy", responses((status = 200, body = NotificationPolicy)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<NotificationPolicy>, ApiError> {
    let view = notification::policy(&application.context, &member).await?;
    Ok(Json(view.into()))
}

/// Changes what becomes of notifications of some people.
#[utoipa::path(method(patch, put), path = "/api/v2/notifications/policy", request_body = PolicyForm,
    responses((status = 200, body = NotificationPolicy), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<PolicyForm>,
) -> Result<Json<NotificationPolicy>, ApiError> {
    let not_following = treatment("for_not_following", form.for_not_following)?;
    let not_followers = treatment("for_not_followers", form.for_not_followers)?;
    let new_accounts = treatment("for_new_accounts", form.for_new_accounts)?;
    let private_mentions = treatment("for_private_mentions", form.for_private_mentions)?;
    let limited_accounts = treatment("for_limited_accounts", form.for_limited_accounts)?;
    let view = notification::set_policy(&application.context, &member, |policy| {
        domain::NotificationPolicy {
            not_following: not_following.unwrap_or(policy.not_following),
            not_followers: not_followers.unwrap_or(policy.not_followers),
            new_accounts: new_accounts.unwrap_or(policy.new_accounts),
            private_mentions: private_mentions.unwrap_or(policy.private_mentions),
            limited_accounts: limited_accounts.unwrap_or(policy.limited_accounts),
        }
    });
    Ok(Json(view.await?.into()))
}

fn treatment(name: &str, typed: Option<String>) -> Result<Option<Treatment>, ApiError> {
    let parse = |text: String| {
        text.parse()
            .map_err(|_| ApiError::Invalid(format!("`{name}` does not fit: write accept, filter or drop")))
    };
    typed.map(parse).transpose()
}

/// Whether notifications of some people are held back.
#[utoipa::path(get, path = "/api/v1/notifications/policy", responses((status = 200, body = NotificationPolicyV1)))]
pub(super) async fn show_v1(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<NotificationPolicyV1>, ApiError> {
    let view = notification::policy(&application.context, &member).await?;
    Ok(Json(view.into()))
}

/// Changes whether notifications of some people are held back.
#[utoipa::path(method(patch, put), path = "/api/v1/notifications/policy", request_body = PolicyFormV1,
    responses((status = 200, body = NotificationPolicyV1), (status = 422, body = Problem)))]
pub(super) async fn change_v1(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<PolicyFormV1>,
) -> Result<Json<NotificationPolicyV1>, ApiError> {
    let said = |filtered: Option<bool>, before: Treatment| match filtered {
        Some(true) => before.max(Treatment::Filter),
        Some(false) => Treatment::Accept,
        None => before,
    };
    let view = notification::set_policy(&application.context, &member, |policy| {
        domain::NotificationPolicy {
            not_following: said(form.filter_not_following, policy.not_following),
            not_followers: said(form.filter_not_followers, policy.not_followers),
            new_accounts: said(form.filter_new_accounts, policy.new_accounts),
            private_mentions: said(form.filter_private_mentions, policy.private_mentions),
            ..policy
        }
    });
    Ok(Json(view.await?.into()))
}
