use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::text::written_as_text;
use crate::{Invalid, multibase};

const PREFIX: &str = "did:key:";

/// Multicodec `ed25519-pub`.
const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];

/// A person in evidence: an Ed25519 key written `did:key:z6Mk…` (protocol §2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DidKey {
    text: String,
    bytes: [u8; 32],
}

impl DidKey {
    /// The key whose public half is these 32 bytes.
    pub fn from_public_key_bytes(bytes: [u8; 32]) -> DidKey {
        let multibase = multibase::encode(&[ED25519_PUBLIC.as_slice(), &bytes].concat());
        DidKey {
            text: format!("{PREFIX}{multibase}"),
            bytes,
        }
    }

    /// Reads the multibase form, `z6Mk…`, as it stands in `publicKeyMultibase`.
    pub fn from_multibase(multibase: &str) -> Result<DidKey, Invalid> {
        let coded: [u8; 34] = multibase::decode(multibase).ok_or(Invalid::DidKey)?;
        let bytes = coded.strip_prefix(&ED25519_PUBLIC).ok_or(Invalid::DidKey)?;
        let bytes = bytes.try_into().map_err(|_| Invalid::DidKey)?;
        Ok(DidKey {
            text: format!("{PREFIX}{multibase}"),
            bytes,
        })
    }

    fn parse(text: &str) -> Result<DidKey, Invalid> {
        DidKey::from_multibase(text.strip_prefix(PREFIX).ok_or(Invalid::DidKey)?)
    }

    /// The whole key, `did:key:z6Mk…`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part after `did:key:`.
    pub fn multibase(&self) -> &str {
        self.text.strip_prefix(PREFIX).unwrap_or_default()
    }

    /// How the proof of an evidence document names this key: `did:key:z6Mk…#z6Mk…` (protocol §2).
    pub fn verification_method(&self) -> String {
        format!("{}#{}", self.text, self.multibase())
    }

    /// The public key itself.
    pub fn public_key_bytes(&self) -> [u8; 32] {
        self.bytes
    }

    /// Whether this key signed the message. Small-order keys and non-canonical values never did (protocol
    /// §3).
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.decode()
            .is_some_and(|key| verifies(&key, message, signature))
    }

    /// The point on the curve, unless there is none or it is not written in its canonical form.
    pub(crate) fn decode(&self) -> Option<VerifyingKey> {
        VerifyingKey::from_bytes(&self.bytes)
            .ok()
            .filter(|_| is_canonical(&self.bytes))
    }
}

pub(crate) fn verifies(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
    key.verify_strict(message, &Signature::from_bytes(signature))
        .is_ok()
}

/// Whether the coordinate is below the field's prime 2^255 - 19, which the decoder of the curve does not ask.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = bytes;
    *lowest < 0xed || highest & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff)
}

written_as_text!(DidKey);
