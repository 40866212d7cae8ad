//! Sending push messages: written so that the receiver alone can read them, and signed so that the service between
//! knows who sends.

mod encryption;
mod identification;
mod payload;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use url::Url;
use vouchwell_domain::identifier::NotificationId;
use vouchwell_domain::push::PushSubscriptionId;
use vouchwell_service::push;

pub use self::encryption::{Encoding, Encrypted, EncryptionError, Sender};
pub use self::identification::public_key;
use crate::Federation;
use crate::client::{FetchError, Refusal};
use crate::deliver::Outcome;

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
enum PushError {
    /// The receiver did not take it.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It cannot be written for this receiver.
    #[error(transparent)]
    Encryption(#[from] EncryptionError),
    /// It could not be read.
    #[error(transparent)]
    Service(#[from] vouchwell_service::Error),
}

impl Federation {
    /// Whether push messages may be sent to an address, as far as it tells.
    ///
    /// # Errors
    /// Our own rules forbid it.
    pub fn check_endpoint(&self, endpoint: &Url) -> Result<(), Refusal> {
        self.client.check(endpoint)
    }

    /// Sends a member a message about something that she was told. A receiver that is gone is forgotten.
    pub(crate) async fn push(&self, id: PushSubscriptionId, about: NotificationId) -> Outcome {
        let outcome = match self.try_push(id, about).await {
            Ok(outcome) => outcome,
            Err(PushError::Fetch(error)) => Outcome::of(&error),
            Err(PushError::Encryption(error)) => {
                tracing::warn!(%error, "a push subscription is of no use");
                Outcome::Gone
            }
            Err(PushError::Service(error)) => return Outcome::NotNow(error.to_string()),
        };
        if !matches!(outcome, Outcome::Missing | Outcome::Gone) {
            return outcome;
        }
        match push::end(&self.context, id).await {
            Ok(()) => Outcome::Nothing,
            Err(error) => Outcome::NotNow(error.to_string()),
        }
    }

    async fn try_push(&self, id: PushSubscriptionId, about: NotificationId) -> Result<Outcome, PushError> {
        let message = push::message(&self.context, id, about).await?;
        let Some(message) = message else {
            return Ok(Outcome::Nothing);
        };
        let wanted = &message.subscription.wanted;
        let Ok(url) = Url::parse(wanted.endpoint.as_str()) else {
            return Ok(Outcome::Gone);
        };
        let encoding = if wanted.standard {
            Encoding::Standard
        } else {
            Encoding::Draft
        };
        let text = payload::of(&message, &self.icon).to_string();
        let sender = Sender::new(&*self.context.entropy)?;
        let encrypted = encoding.encrypt(&sender, &wanted.keys, text.as_bytes())?;
        let own = self.context.vault.push_key();
        let mut headers =
            identification::headers(own, &url, &self.public_url, self.context.now(), &encrypted)?;
        let usual = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/octet-stream"),
            ),
            (
                HeaderName::from_static("ttl"),
                HeaderValue::from(push::KEPT.num_seconds()),
            ),
            (
                HeaderName::from_static("urgency"),
                HeaderValue::from_static("normal"),
            ),
        ];
        headers.extend(usual.map(|(name, value)| (Some(name), value)));
        self.client
            .post(&url, Bytes::from(encrypted.body), headers)
            .await?;
        Ok(Outcome::Arrived { learnt: None })
    }
}
