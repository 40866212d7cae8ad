//! Who sends: a token signed by the instance's key for push messages (VAPID, RFC 8292), and how the message is written.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::json;
use url::Url;

use super::encryption::{Encoding, Encrypted, EncryptionError};

/// How long a token is good; RFC 8292 allows a day.
const GOOD: TimeDelta = TimeDelta::hours(12);

/// The public key that belongs to a private one, as clients are told it.
///
/// # Errors
/// The number is no private key of the curve.
pub fn public_key(own: &[u8; 32]) -> Result<String, EncryptionError> {
    Ok(URL_SAFE_NO_PAD.encode(public(own)?))
}

fn public(own: &[u8; 32]) -> Result<Vec<u8>, EncryptionError> {
    let key = PrivateKey::from_private_key(&ECDH_P256, own).map_err(|_| EncryptionError)?;
    Ok(key.compute_public_key()?.as_ref().to_vec())
}

pub(super) fn headers(
    own: &[u8; 32],
    endpoint: &Url,
    subject: &Url,
    now: DateTime<Utc>,
    message: &Encrypted,
) -> Result<HeaderMap, EncryptionError> {
    let public = public(own)?;
    let token = token(own, &public, endpoint, subject, now)?;
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let key = encoded(&public);
    let said = match message.encoding {
        Encoding::Standard => vec![
            (header::AUTHORIZATION, format!("vapid t={token}, k={key}")),
            (header::CONTENT_ENCODING, "aes128gcm".to_owned()),
        ],
        Encoding::Draft => vec![
            (header::AUTHORIZATION, format!("WebPush {token}")),
            (header::CONTENT_ENCODING, "aesgcm".to_owned()),
            (
                HeaderName::from_static("encryption"),
                format!("salt={}", encoded(&message.salt)),
            ),
            (
                HeaderName::from_static("crypto-key"),
                format!("dh={};p256ecdsa={key}", encoded(&message.sender)),
            ),
        ],
    };
    let value = |text: String| HeaderValue::try_from(text).map_err(|_| EncryptionError);
    said.into_iter()
        .map(|(name, text)| Ok((name, value(text)?)))
        .collect()
}

/// A JSON Web Token by ES256.
fn token(
    own: &[u8; 32],
    public: &[u8],
    endpoint: &Url,
    subject: &Url,
    now: DateTime<Utc>,
) -> Result<String, EncryptionError> {
    let head = json!({"typ": "JWT", "alg": "ES256"});
    let claims = json!({
        "aud": endpoint.origin().ascii_serialization(),
        "exp": (now + GOOD).timestamp(),
        "sub": subject,
    });
    let [head, claims] = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = format!("{head}.{claims}");
    let key = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, own, public)
        .map_err(|_| EncryptionError)?;
    let signature = key.sign(&SystemRandom::new(), signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
