use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::{DidKey, Document, Prepared, Signed};

/// The private half of a person's key. It is wiped from memory when dropped.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key that grows from 32 random bytes (RFC 8032, §5.1.5).
    pub fn from_seed(seed: [u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(&seed))
    }

    /// The seed, to be stored encrypted.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    pub fn did_key(&self) -> DidKey {
        DidKey::from_public_key_bytes(self.0.verifying_key().to_bytes())
    }

    /// Signs a prepared document. The caller sees to it that this is the key the document names; a proof by
    /// another one is refused by every reader. [`Prepared::attach`] takes signatures made elsewhere and
    /// checks them.
    pub fn sign<T: Document>(&self, prepared: Prepared<T>) -> Signed<T> {
        let signature = self.sign_bytes(&prepared.bytes_to_sign());
        prepared.complete(&signature)
    }

    /// The bare Ed25519 signature of a message.
    pub fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// Names the public key only.
impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("SecretKey")
            .field(&self.did_key().as_str())
            .finish()
    }
}
