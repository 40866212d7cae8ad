//! The request keys of this instance's accounts, opened once and kept ready to sign.

use std::sync::Arc;

use moka::sync::Cache;
use thiserror::Error;
use url::Url;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::Context;
use vouchwell_service::key::MemberKeys;
use vouchwell_storage::account;

use crate::signature::{RsaKey, Scheme, Signer};

/// Keys that are kept ready.
const KEYS: u64 = 4_096;

/// An account that signs its requests.
#[derive(Debug)]
pub struct RequestSigner {
    /// The name of its key.
    key_id: Url,
    key: RsaKey,
}

impl RequestSigner {
    /// Signs at one moment.
    pub fn at(&self, now: chrono::DateTime<chrono::Utc>, scheme: Scheme) -> Signer<'_> {
        Signer {
            key_id: &self.key_id,
            key: &self.key,
            scheme,
            now,
        }
    }
}

/// Why an account cannot sign.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The account is gone, or its key is damaged.
    #[error("the account has no key that can be used")]
    Unusable,
    /// The key could not be read.
    #[error("the key cannot be read: {0}")]
    Service(#[from] vouchwell_service::Error),
}

/// The request keys of this instance.
#[derive(Debug, Clone)]
pub struct RequestKeys {
    opened: Cache<AccountId, Arc<RequestSigner>>,
    instance: Cache<(), AccountId>,
}

impl Default for RequestKeys {
    fn default() -> Self {
        Self {
            opened: Cache::new(KEYS),
            instance: Cache::new(1),
        }
    }
}

impl RequestKeys {
    /// The key of an account of this instance.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn of(&self, context: &Context, id: AccountId) -> Result<Arc<RequestSigner>, KeyError> {
        if let Some(signer) = self.opened.get(&id) {
            return Ok(signer);
        }
        let mut snapshot = context
            .store
            .snapshot()
            .await
            .map_err(vouchwell_service::Error::from)?;
        let account = account::by_id(&mut snapshot, id)
            .await
            .map_err(vouchwell_service::Error::from)?;
        let key_id = account
            .and_then(|account| account.request_key)
            .ok_or(KeyError::Unusable)?
            .id;
        let keys = MemberKeys::of(context, &mut snapshot, id).await?;
        let signer = Arc::new(RequestSigner {
            key_id: key_id.parse().map_err(|_| KeyError::Unusable)?,
            key: RsaKey::from_pkcs8(&keys.request_key_pkcs8).map_err(|_| KeyError::Unusable)?,
        });
        self.opened.insert(id, Arc::clone(&signer));
        Ok(signer)
    }

    /// Forgets the key of an account that is gone.
    pub fn forget(&self, id: AccountId) {
        self.opened.invalidate(&id);
    }

    /// The key of the instance itself, which signs every GET.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn of_instance(&self, context: &Context) -> Result<Arc<RequestSigner>, KeyError> {
        let id = match self.instance.get(&()) {
            Some(id) => id,
            None => {
                let mut snapshot = context
                    .store
                    .snapshot()
                    .await
                    .map_err(vouchwell_service::Error::from)?;
                let actor = context.address.instance_actor();
                let account = account::by_uri(&mut snapshot, &actor)
                    .await
                    .map_err(vouchwell_service::Error::from)?
                    .ok_or(KeyError::Unusable)?;
                self.instance.insert((), account.id);
                account.id
            }
        };
        self.of(context, id).await
    }
}
