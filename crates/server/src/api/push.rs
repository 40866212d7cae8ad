//! Push subscriptions: Mastodon's calls. Each token has one at the most.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::push::{Alerts, InvalidKeys, NewPushSubscription, PushPolicy, ReceiverKeys};
use vouchwell_service::push;

use super::authentication::{Bearer, SignedIn};
use super::body::{Body, or_default};
use super::entity::{Nothing, PushSubscription as Entity};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What apps are asked to send keys in; some send the other alphabet, or no padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where messages are taken, and of what they are sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSubscription {
    subscription: Receiver,
    #[serde(default, deserialize_with = "or_default")]
    data: Wishes,
}

/// Where messages are taken.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Receiver {
    /// An https address.
    endpoint: String,
    keys: Keys,
    /// Whether they are written by RFC 8291, or as in the drafts before it.
    standard: Option<bool>,
}

/// How messages are written, in base64.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Keys {
    /// A point of P-256, not compressed.
    p256dh: String,
    /// 16 bytes that receiver and sender share.
    auth: String,
}

/// What a subscription is changed to.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangedSubscription {
    #[serde(default, deserialize_with = "or_default")]
    data: Wishes,
}

/// Of what messages are sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Wishes {
    /// Each kind of notification, and whether messages are sent of it.
    alerts: Option<BTreeMap<String, Option<bool>>>,
    /// `all`, `followed`, `follower` or `none`.
    #[schema(value_type = Option<String>)]
    policy: Option<PushPolicy>,
}

impl Wishes {
    /// The kinds that are wished for, if it is said which.
    fn alerts(&self) -> Option<Alerts> {
        let alerts = self.alerts.as_ref()?.iter();
        let wished = alerts.filter(|(_, wish)| **wish == Some(true));
        Some(wished.map(|(kind, _)| kind.as_str()).collect())
    }
}

impl NewSubscription {
    fn read(self, application: &Application) -> Result<NewPushSubscription, ApiError> {
        let Receiver {
            endpoint,
            keys,
            standard,
        } = self.subscription;
        let unfit = |why: &str| ApiError::Invalid(format!("`subscription[endpoint]` does not fit: {why}"));
        let url = Url::parse(&endpoint).map_err(|_| unfit("write an https address"))?;
        let federation = &application.federation;
        federation
            .check_endpoint(&url)
            .map_err(|refusal| unfit(&refusal.to_string()))?;
        let endpoint: ObjectUri = url
            .as_str()
            .parse()
            .map_err(|_| unfit("write an https address"))?;
        let [public, secret] = [keys.p256dh, keys.auth].map(|key| bytes(&key));
        let keys = ReceiverKeys::new(&public?, &secret?).map_err(ApiError::invalid)?;
        Ok(NewPushSubscription {
            endpoint,
            keys,
            standard: standard.unwrap_or_default(),
            alerts: self.data.alerts().unwrap_or_default(),
            policy: self.data.policy.unwrap_or_default(),
        })
    }
}

fn bytes(key: &str) -> Result<Vec<u8>, ApiError> {
    let key = key.trim().replace('+', "-").replace('/', "_");
    BASE64.decode(key).map_err(|_| ApiError::invalid(InvalidKeys))
}

/// Sends messages to where the caller says, in place of where she said before with this token.
#[utoipa::path(post, path = "/api/v1/push/subscription", request_body = NewSubscription,
    responses((status = 200, body = Entity), (status = 422, body = Problem)))]
pub(super) async fn subscribe(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Bearer(token): Bearer,
    Body(new): Body<NewSubscription>,
) -> Result<Json<Entity>, ApiError> {
    let wanted = new.read(&application)?;
    let made = push::subscribe(&application.context, &member, &token.digest, wanted).await?;
    Ok(Json(Entity::new(&made, &application.site)))
}

/// The subscription of this token.
#[utoipa::path(get, path = "/api/v1/push/subscription",
    responses((status = 200, body = Entity), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    Bearer(token): Bearer,
) -> Result<Json<Entity>, ApiError> {
    let found = push::show(&application.context, &token.digest).await?;
    Ok(Json(Entity::new(&found, &application.site)))
}

/// Changes of what messages are sent.
#[utoipa::path(put, path = "/api/v1/push/subscription", request_body = ChangedSubscription,
    responses((status = 200, body = Entity), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    Bearer(token): Bearer,
    Body(ChangedSubscription { data }): Body<ChangedSubscription>,
) -> Result<Json<Entity>, ApiError> {
    let changed = push::change(&application.context, &token.digest, data.alerts(), data.policy).await?;
    Ok(Json(Entity::new(&changed, &application.site)))
}

/// Sends no messages any more.
#[utoipa::path(delete, path = "/api/v1/push/subscription", responses((status = 200, body = Nothing)))]
pub(super) async fn unsubscribe(
    State(application): State<Application>,
    Bearer(token): Bearer,
) -> Result<Json<Nothing>, ApiError> {
    push::unsubscribe(&application.context, &token.digest).await?;
    Ok(Json(Nothing {}))
}
