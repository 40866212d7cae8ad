//! The keys that requests of others are verified with.

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use ed25519_dalek::pkcs8::DecodePublicKey;
use ed25519_dalek::{Signature, VerifyingKey};
use thiserror::Error;

use super::{Algorithm, SignatureError};

/// A public key, parsed once and fit for many verifications.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// RSA of 2,048 to 8,192 bits.
    Rsa(ParsedPublicKey),
    /// Ed25519.
    Ed25519(VerifyingKey),
}

/// Why a published key is of no use.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the public key is neither RSA nor Ed25519 in PEM")]
pub struct PublicKeyError;

impl PublicKey {
    /// Reads `publicKeyPem` of an actor: SPKI as everybody writes it, or PKCS#1 as few do.
    ///
    /// # Errors
    /// [`PublicKeyError`] for anything else.
    pub fn from_pem(text: &str) -> Result<Self, PublicKeyError> {
        let block = pem::parse(text).map_err(|_| PublicKeyError)?;
        if !matches!(block.tag(), "PUBLIC KEY" | "RSA PUBLIC KEY") {
            return Err(PublicKeyError);
        }
        if let Ok(key) = VerifyingKey::from_public_key_der(block.contents()) {
            return Self::from_verifying_key(key);
        }
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, block.contents())
            .map(Self::Rsa)
            .map_err(|_| PublicKeyError)
    }

    /// Takes the 32 bytes of a Multikey.
    ///
    /// # Errors
    /// [`PublicKeyError`] if they are no key, or a small-order one that anybody can sign for.
    pub fn from_ed25519(bytes: &[u8; 32]) -> Result<Self, PublicKeyError> {
        VerifyingKey::from_bytes(bytes)
            .map_err(|_| PublicKeyError)
            .and_then(Self::from_verifying_key)
    }

    fn from_verifying_key(key: VerifyingKey) -> Result<Self, PublicKeyError> {
        if key.is_weak() {
            Err(PublicKeyError)
        } else {
            Ok(Self::Ed25519(key))
        }
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa(_) => Algorithm::RsaSha256,
            Self::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        match self {
            Self::Rsa(key) => key
                .verify_sig(message, signature)
                .map_err(|_| SignatureError::Invalid),
            Self::Ed25519(key) => {
                let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Invalid)?;
                key.verify_strict(message, &signature)
                    .map_err(|_| SignatureError::Invalid)
            }
        }
    }
}
