//! The request keys of this instance's accounts, opened once and kept ready to sign.

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use thiserror::Error;
use url::Url;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
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
    account: AccountId,
    /// The name of its key, which is that of earlier ones as well.
    key_id: Url,
    current: RsaKey,
    earlier: Vec<RsaKey>,
    told_by: Option<ObjectUri>,
}

/// One way to sign a request.
#[derive(Clone, Copy, Debug)]
pub struct Knock<'a> {
    key_id: &'a Url,
    key: &'a RsaKey,
    /// The scheme.
    pub scheme: SignatureScheme,
    /// Whether it is with a key that was replaced.
    pub is_earlier: bool,
}

impl RequestSigner {
    /// Who signs.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The ways to sign, in the order in which a host is tried that refuses signatures: in each scheme with the key that
    /// the actor document shows, and with those before it while the host may know no other.
    pub fn knocks(&self, first: SignatureScheme) -> impl Iterator<Item = Knock<'_>> {
        [first, first.other()].into_iter().flat_map(move |scheme| {
            let current = iter::once(self.knock(scheme, &self.current, false));
            current.chain(self.earlier_knocks(scheme))
        })
    }

    /// The same for an activity. Those who are told of the present key cannot know it yet, and some of them say neither
    /// that they refuse what they cannot check nor look for another key (GoToSocial, snac).
    pub fn knocks_with<'a>(
        &'a self,
        activity: &ObjectUri,
        first: SignatureScheme,
    ) -> impl Iterator<Item = Knock<'a>> {
        let tells = self.told_by.as_ref() == Some(activity);
        // The oldest first: whoever knows it may not have heard of the one after it either.
        let before = self.earlier_knocks(first).rev().filter(move |_| tells);
        let tried = move |knock: &Knock<'_>| tells && knock.is_earlier && knock.scheme == first;
        before.chain(self.knocks(first).filter(move |knock| !tried(knock)))
    }

    fn earlier_knocks(&self, scheme: SignatureScheme) -> impl DoubleEndedIterator<Item = Knock<'_>> {
        self.earlier.iter().map(move |key| self.knock(scheme, key, true))
    }

    fn knock<'a>(&'a self, scheme: SignatureScheme, key: &'a RsaKey, is_earlier: bool) -> Knock<'a> {
        Knock {
            key_id: &self.key_id,
            key,
            scheme,
            is_earlier,
        }
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
            earlier: keys
                .earlier
                .iter()
                .map(|key| usable(key))
                .collect::<Result<_, _>>()?,
            told_by: keys.told_by,
            account: id,
        });
        self.opened.insert(id, Arc::clone(&signer));
        Ok(signer)
    }

    /// Forgets the keys of an account that is gone or may have others: they are read anew if they are needed.
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
