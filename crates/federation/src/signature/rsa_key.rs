//! The RSA key that signs our own requests.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};

use super::SigningError;

/// An RSA private key of 2,048 bits or more.
#[derive(Debug)]
pub struct RsaKey(KeyPair);

impl RsaKey {
    /// Reads an unencrypted PKCS#8 key in DER.
    ///
    /// # Errors
    /// [`SigningError::Key`] if it is not one.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, SigningError> {
        KeyPair::from_pkcs8(der).map(Self).map_err(|_| SigningError::Key)
    }

    /// The public half as SPKI in PEM, as actors publish it.
    ///
    /// # Errors
    /// [`SigningError::Key`] if the key is damaged.
    pub fn public_key_pem(&self) -> Result<String, SigningError> {
        let der = self.0.public_key().as_der().map_err(|_| SigningError::Key)?;
        let block = pem::Pem::new("PUBLIC KEY", der.as_ref());
        Ok(pem::encode_config(
            &block,
            pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF),
        ))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        // PKCS#1 v1.5 uses no randomness; the interface asks for a source all the same.
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SigningError::Signing)?;
        Ok(signature)
    }
}
