//! The private keys of an account.

mod pool;

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use vouchwell_domain::Entropy;
use vouchwell_domain::evidence::{DidKey, SecretKey};
use vouchwell_domain::identifier::AccountId;
use vouchwell_storage::Transaction;
use vouchwell_storage::private_key::{self, SealedKeys};

pub use self::pool::KeyPool;
use crate::vault::{Purpose, Vault, VaultError};
use crate::{Context, Error, Result};

/// Both private keys of an account of this instance.
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
        tokio::task::spawn_blocking(move || {
            let mut seed = [0_u8; 32];
            entropy.fill(&mut seed);
            let pair =
                KeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Internal("no RSA key was found"))?;
            let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)
                .map_err(|_| Error::Internal("a new RSA key could not be written"))?;
            Ok(Self {
                evidence: SecretKey::from_seed(seed),
                request_key_pkcs8: der.as_ref().to_vec(),
            })
        })
        .await
        .map_err(|_| Error::Internal("the thread that makes keys stopped"))?
    }

    /// The keys of an account of this instance. Those that were opened lately are in memory.
    ///
    /// # Errors
    /// The account has none, or the vault cannot open them.
    pub async fn of(
        context: &Context,
        transaction: &mut Transaction,
        account: AccountId,
    ) -> Result<Arc<Self>> {
        if let Some(keys) = context.vault.opened(account) {
            return Ok(keys);
        }
        let sealed = private_key::of(transaction, account)
            .await?
            .ok_or(Error::NotFound)?;
        let keys = Arc::new(Self::open(&context.vault, account, &sealed)?);
        context.vault.keep_opened(account, Arc::clone(&keys));
        Ok(keys)
    }

    /// What the world sees of them.
    ///
    /// # Errors
    /// The RSA key is damaged.
    pub fn public(&self) -> Result<PublicKeys> {
        let damaged = Error::Internal("an RSA key is damaged");
        let Ok(pair) = KeyPair::from_pkcs8(&self.request_key_pkcs8) else {
            return Err(damaged);
        };
        let Ok(der) = pair.public_key().as_der() else {
            return Err(damaged);
        };
        let block = pem::Pem::new("PUBLIC KEY", der.as_ref());
        let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        Ok(PublicKeys {
            evidence: self.evidence.did_key(),
            request_key_pem: pem::encode_config(&block, lines),
        })
    }

    pub(crate) fn seal(&self, context: &Context, account: AccountId) -> Result<SealedKeys> {
        let seal = |purpose, secret: &[u8]| {
            context
                .vault
                .seal(account, purpose, secret, &*context.entropy)
                .map_err(internal)
        };
        Ok(SealedKeys {
            request_key: seal(Purpose::Request, &self.request_key_pkcs8)?,
            evidence_key: seal(Purpose::Evidence, &self.evidence.seed())?,
        })
    }

    fn open(vault: &Vault, account: AccountId, sealed: &SealedKeys) -> Result<Self> {
        let seed = vault
            .open_sealed(account, Purpose::Evidence, &sealed.evidence_key)
            .map_err(internal)?;
        let seed = seed
            .try_into()
            .map_err(|_| Error::Internal("a sealed key has the wrong length"))?;
        Ok(Self {
            evidence: SecretKey::from_seed(seed),
            request_key_pkcs8: vault
                .open_sealed(account, Purpose::Request, &sealed.request_key)
                .map_err(internal)?,
        })
    }
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
