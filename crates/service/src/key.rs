//! The private keys of an account.

mod pool;
mod request;

use std::sync::Arc;

use vouchwell_domain::Entropy;
use vouchwell_domain::evidence::{DidKey, SecretKey};
use vouchwell_domain::identifier::AccountId;
use vouchwell_storage::Transaction;
use vouchwell_storage::private_key::{self, SealedKeys};

pub use self::pool::KeyPool;
pub(crate) use self::request::rotate;
pub use self::request::{RequestKeyPairs, ask_to_rotate, ask_to_rotate_all, request_keys};
use crate::vault::{Purpose, Vault, VaultError};
use crate::{Context, Error, Result};

/// Both private keys of an account that is about to be made.
#[derive(Clone)]
pub struct MemberKeys {
    /// Signs evidence.
    pub evidence: SecretKey,
    /// Signs HTTP requests: RSA, PKCS#8 in DER.
    pub request_key_pkcs8: Vec<u8>,
}

/// What the world sees of a new account's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// The key that checks evidence.
    pub evidence: DidKey,
    /// The key that checks HTTP requests: RSA, SPKI in PEM.
    pub request_key_pem: String,
}

impl MemberKeys {
    /// Makes new keys, away from the threads that serve requests: an RSA key takes a while.
    ///
    /// # Errors
    /// No thread could be had, or no key be found.
    pub async fn generate(entropy: Arc<dyn Entropy>) -> Result<Self> {
        tokio::task::spawn_blocking(move || Ok(Self::with_request_key(request::generate()?, &*entropy)))
            .await
            .map_err(|_| Error::Internal("the thread that makes keys stopped"))?
    }

    /// A new key for evidence beside one for requests, RSA as PKCS#8 in DER, which takes long to make.
    pub fn with_request_key(request_key_pkcs8: Vec<u8>, entropy: &dyn Entropy) -> Self {
        let mut seed = [0_u8; 32];
        entropy.fill(&mut seed);
        Self {
            evidence: SecretKey::from_seed(seed),
            request_key_pkcs8,
        }
    }

    /// What the world sees of them.
    ///
    /// # Errors
    /// The RSA key is damaged.
    pub fn public(&self) -> Result<PublicKeys> {
        Ok(PublicKeys {
            evidence: self.evidence.did_key(),
            request_key_pem: request::public_pem(&self.request_key_pkcs8)?,
        })
    }

    pub(crate) fn seal(&self, context: &Context, account: AccountId) -> Result<SealedKeys> {
        let seal = |purpose, secret: &[u8]| seal(context, account, purpose, secret);
        Ok(SealedKeys {
            request_key: seal(Purpose::Request, &self.request_key_pkcs8)?,
            evidence_key: seal(Purpose::Evidence, &self.evidence.seed())?,
        })
    }
}

/// The key with which an account of this instance signs evidence. Those that were opened lately are in memory.
///
/// # Errors
/// The account has none, or the vault cannot open it.
pub async fn evidence_key(
    context: &Context,
    transaction: &mut Transaction,
    account: AccountId,
) -> Result<Arc<SecretKey>> {
    if let Some(key) = context.vault.opened(account) {
        return Ok(key);
    }
    let sealed = private_key::of(transaction, account)
        .await?
        .ok_or(Error::NotFound)?;
    let seed = open(&context.vault, account, Purpose::Evidence, &sealed.evidence_key)?;
    let seed = seed
        .try_into()
        .map_err(|_| Error::Internal("a sealed key has the wrong length"))?;
    let key = Arc::new(SecretKey::from_seed(seed));
    context.vault.keep_opened(account, Arc::clone(&key));
    Ok(key)
}

fn seal(context: &Context, account: AccountId, purpose: Purpose, secret: &[u8]) -> Result<Vec<u8>> {
    context
        .vault
        .seal(account, purpose, secret, &*context.entropy)
        .map_err(internal)
}

fn open(vault: &Vault, account: AccountId, purpose: Purpose, sealed: &[u8]) -> Result<Vec<u8>> {
    vault.open_sealed(account, purpose, sealed).map_err(internal)
}

fn internal(error: VaultError) -> Error {
    tracing::error!(%error, "a private key cannot be used");
    Error::Internal("a private key cannot be used")
}

impl std::fmt::Debug for MemberKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("MemberKeys")
            .field("evidence", &self.evidence)
            .finish_non_exhaustive()
    }
}
