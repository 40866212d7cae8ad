//! The vault: encrypts private keys at rest. Its own key lies beside the database, never in it.

mod key_file;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{agreement, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vouchwell_domain::Entropy;
use vouchwell_domain::evidence::SecretKey;
use vouchwell_domain::identifier::AccountId;
use vouchwell_storage::private_key::SealedKeys;

use crate::key::KeyPool;

/// Accounts whose opened keys for evidence are kept in memory.
const OPENED: usize = 1_024;

/// The key of push messages is made so, too.
const PUSH: &[u8] = b"push";

/// The key of stamps is made from the vault's own key with this word, so that neither tells the other.
const STAMP: &[u8] = b"stamp";

/// The vault cannot be opened, or a key in it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key file is gone.
    #[error(
        "the file {0} is missing. Private keys in the database are encrypted with it: bring it back from \
         the backup"
    )]
    Missing(PathBuf),
    /// Others can read the key file.
    #[error("the file {0} can be read by others: run `chmod 600 {0}`")]
    Exposed(PathBuf),
    /// The key file holds something else.
    #[error("the file {0} is damaged: bring it back from the backup")]
    Damaged(PathBuf),
    /// The key file cannot be read or written.
    #[error("the file {0} cannot be used: {1}")]
    Unusable(PathBuf, #[source] std::io::Error),
    /// The key file is one of another instance.
    #[error(
        "the file {0} is another one: the private keys in the database were not encrypted with it. Bring it back from the \
         backup"
    )]
    Another(PathBuf),
    /// A key was encrypted by another vault, or for another account.
    #[error("a private key in the database was not encrypted with the key file of this data directory")]
    Foreign,
}

/// What a sealed key is for; one sealed for one purpose does not open for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing HTTP requests.
    Request,
    /// Signing evidence.
    Evidence,
    /// Making the codes of a second factor.
    SecondFactor,
}

/// Seals and opens private keys, and keeps those that were opened lately or made ahead. Stamps what is to come back unchanged.
pub struct Vault {
    key: LessSafeKey,
    stamp: hmac::Key,
    push: [u8; 32],
    opened: Mutex<HashMap<AccountId, Arc<SecretKey>>>,
    pool: KeyPool,
}

impl Vault {
    /// The name of the key file in the data directory.
    pub const FILE: &'static str = "vault.key";

    /// Reads the key file of a data directory. It is made if it is missing and no key was ever sealed; one of the keys
    /// that were sealed with it shows that it is the right one.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub fn open(
        directory: &Path,
        sealed: Option<&(AccountId, SealedKeys)>,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        let path = directory.join(Self::FILE);
        let bytes = match key_file::read(&path) {
            Err(VaultError::Missing(_)) if sealed.is_none() => key_file::create(&path, entropy)?,
            read => read?,
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| VaultError::Damaged(path.clone()))?;
        let own = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let stamp = hmac::sign(&own, STAMP);
        let vault = Self {
            key: LessSafeKey::new(key),
            stamp: hmac::Key::new(hmac::HMAC_SHA256, stamp.as_ref()),
            push: push_key(&own),
            opened: Mutex::default(),
            pool: KeyPool::default(),
        };
        if let Some((account, keys)) = sealed {
            vault
                .open_sealed(*account, Purpose::Evidence, &keys.evidence_key)
                .map_err(|_| VaultError::Another(path))?;
        }
        Ok(vault)
    }

    /// Encrypts a key of an account.
    ///
    /// # Errors
    /// The key is too long to be one.
    pub fn seal(
        &self,
        account: AccountId,
        purpose: Purpose,
        secret: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0_u8; NONCE_LEN];
        entropy.fill(&mut nonce);
        let mut sealed = secret.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(associated_data(account, purpose)),
                &mut sealed,
            )
            .map_err(|_| VaultError::Foreign)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts a key of an account.
    ///
    /// # Errors
    /// It was sealed by another vault, for another account or for another purpose.
    pub fn open_sealed(
        &self,
        account: AccountId,
        purpose: Purpose,
        sealed: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(VaultError::Foreign)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Foreign)?;
        let mut buffer = sealed.to_vec();
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(associated_data(account, purpose)), &mut buffer)
            .map_err(|_| VaultError::Foreign)?;
        Ok(opened.to_vec())
    }

    /// A stamp on a text. Only this vault can make it.
    pub fn stamp(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes_of(text))
    }

    /// The bytes of a stamp on a text.
    pub(crate) fn bytes_of(&self, text: &str) -> hmac::Tag {
        hmac::sign(&self.stamp, text.as_bytes())
    }

    /// Whether this is the stamp on a text.
    pub fn is_stamp(&self, text: &str, stamp: &str) -> bool {
        let stamp = URL_SAFE_NO_PAD.decode(stamp).unwrap_or_default();
        hmac::verify(&self.stamp, text.as_bytes(), &stamp).is_ok()
    }

    /// The private key of P-256 by which receivers of push messages know this instance. It is the same for as long
    /// as the key file is, and on every node.
    pub const fn push_key(&self) -> &[u8; 32] {
        &self.push
    }

    /// Keys for those who become members.
    pub const fn pool(&self) -> &KeyPool {
        &self.pool
    }

    pub(crate) fn opened(&self, account: AccountId) -> Option<Arc<SecretKey>> {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&account)
            .cloned()
    }

    pub(crate) fn forget(&self, account: AccountId) {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&account);
    }

    pub(crate) fn keep_opened(&self, account: AccountId, key: Arc<SecretKey>) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= OPENED
            && let Some(any) = opened.keys().next().copied()
        {
            opened.remove(&any);
        }
        opened.insert(account, key);
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Vault").finish_non_exhaustive()
    }
}

/// The first number made from the vault's key that is a private key of P-256, as nearly all are.
fn push_key(own: &hmac::Key) -> [u8; 32] {
    let mut key = [0; 32];
    for count in 0..=u8::MAX {
        key.copy_from_slice(hmac::sign(own, &[PUSH, &[count]].concat()).as_ref());
        if agreement::PrivateKey::from_private_key(&agreement::ECDH_P256, &key).is_ok() {
            break;
        }
    }
    key
}

fn associated_data(account: AccountId, purpose: Purpose) -> [u8; 9] {
    let mut data = [0_u8; 9];
    data[..8].copy_from_slice(&account.number().to_be_bytes());
    data[8] = match purpose {
        Purpose::Request => 1,
        Purpose::Evidence => 2,
        Purpose::SecondFactor => 3,
    };
    data
}
