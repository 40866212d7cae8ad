//! The request keys of this instance's accounts, opened once and kept ready to sign.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use thiserror::Error;
use url::Url;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::peer::SignatureScheme;
use vouchwell_service::Context;
use vouchwell_service::key;
use vouchwell_storage::account;

use crate::signature::{RsaKey, Signer};

/// Keys that are kept ready.
const KEYS: u64 = 4_096;

/// How long: another node may have changed a key.
const KEPT: Duration = Duration::from_secs(60);

/// An account that signs its requests.
#[derive(Debug)]
pub struct RequestSigner {
    /// The name of its key, which is that of the previous one as well.
    key_id: Url,
    current: RsaKey,
    previous: Option<RsaKey>,
}

/// One way to sign a request.
#[derive(Clone, Copy, Debug)]
pub struct Knock<'a> {
    key_id: &'a Url,
    key: &'a RsaKey,
    /// The scheme.
    pub scheme: SignatureScheme,
}

impl RequestSigner {
    /// The ways to sign, in the order in which a host is tried that refuses signatures: both schemes with the key that
    /// the actor document shows, and with the one before it while the host may know no other.
    pub fn knocks(&self, first: SignatureScheme) -> impl Iterator<Item = Knock<'_>> {
        let keys = [Some(&self.current), self.previous.as_ref()];
        keys.into_iter().flatten().flat_map(move |key| {
            [first, first.other()].map(|scheme| Knock {
                key_id: &self.key_id,
                key,
                scheme,
            })
        })
    }
}

impl<'a> Knock<'a> {
    /// Signs at one moment.
    pub fn at(&self, now: DateTime<Utc>) -> Signer<'a> {
        Signer {
            key_id: self.key_id,
            key: self.key,
            scheme: self.scheme.into(),
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
            opened: Cache::builder().max_capacity(KEYS).time_to_live(KEPT).build(),
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
        let keys = key::request_keys(context, &mut snapshot, id).await?;
        let usable = |pkcs8: &[u8]| RsaKey::from_pkcs8(pkcs8).map_err(|_| KeyError::Unusable);
        let signer = Arc::new(RequestSigner {
            key_id: key_id.parse().map_err(|_| KeyError::Unusable)?,
            current: usable(&keys.current)?,
            previous: keys.previous.as_deref().map(usable).transpose()?,
        });
        self.opened.insert(id, Arc::clone(&signer));
        Ok(signer)
    }

    /// Forgets the keys of an account that is gone, or has others.
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
