//! The request keys of this instance's accounts, opened once and kept ready to sign.

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use thiserror::Error;
use url::Url;
use vouchwell_domain::account::Host;
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

/// Accounts and hosts of which it is remembered that these refuse every key of those.
const REFUSALS: u64 = 16_384;

/// For how long earlier keys are not tried there again.
const REFUSED: TimeDelta = TimeDelta::days(1);

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

/// What is known of a host to which a request goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnownOfHost {
    /// The scheme that it takes, if it was learnt.
    pub scheme: Option<SignatureScheme>,
    /// Whether it has refused every key of the signer lately.
    pub refuses_every_key: bool,
}

impl KnownOfHost {
    /// The scheme that is tried first.
    pub fn first(self) -> SignatureScheme {
        self.scheme.unwrap_or(SignatureScheme::Cavage)
    }
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
    /// The ways to sign, in the order in which a host is tried that refuses signatures: with the key that the actor
    /// document shows in each scheme, and with those before it, while the host may know no other, in the one that it
    /// takes, or in each while that is not known.
    pub fn knocks(&self, at: KnownOfHost) -> impl Iterator<Item = Knock<'_>> {
        let first = at.first();
        let shown = [first, first.other()].map(|scheme| self.knock(scheme, &self.current, false));
        let other = at.scheme.is_none().then(|| first.other());
        let schemes = iter::once(first)
            .chain(other)
            .filter(move |_| !at.refuses_every_key);
        shown
            .into_iter()
            .chain(schemes.flat_map(|scheme| self.earlier_knocks(scheme)))
    }

    /// The same for an activity. Those who are told of the present key cannot know it yet, and some of them say neither
    /// that they refuse what they cannot check nor look for another key (GoToSocial, snac).
    pub fn knocks_with<'a>(
        &'a self,
        activity: &ObjectUri,
        at: KnownOfHost,
    ) -> impl Iterator<Item = Knock<'a>> {
        let tells = self.told_by.as_ref() == Some(activity) && !at.refuses_every_key;
        // The oldest first: whoever knows it may not have heard of the one after it either.
        let before = self.earlier_knocks(at.first()).rev().filter(move |_| tells);
        let tried = move |knock: &Knock<'_>| tells && knock.is_earlier && knock.scheme == at.first();
        before.chain(self.knocks(at).filter(move |knock| !tried(knock)))
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
    refusals: Cache<(AccountId, Host), Refusal>,
}

/// A host has refused every key of an account.
#[derive(Debug, Clone)]
struct Refusal {
    at: DateTime<Utc>,
    /// What told of the newest of them: one that came later has not been tried.
    told_by: Option<ObjectUri>,
}

impl Default for RequestKeys {
    fn default() -> Self {
        Self {
            opened: Cache::builder().max_capacity(KEYS).time_to_live(KEPT).build(),
            instance: Cache::new(1),
            refusals: Cache::new(REFUSALS),
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

    /// Whether a host has refused every key of an account within a day.
    pub fn are_refused(&self, signer: &RequestSigner, host: &Host, now: DateTime<Utc>) -> bool {
        let refusal = self.refusals.get(&(signer.account, host.clone()));
        refusal.is_some_and(|refusal| now - refusal.at < REFUSED && refusal.told_by == signer.told_by)
    }

    /// A host has refused every key that was tried. Only where earlier ones were among them, and it said that it does not
    /// believe them, is it because of the keys: a peer that takes no such activity says 400 as well (Fedify).
    pub fn note_refusal(&self, signer: &RequestSigner, host: &Host, of_earlier: bool, now: DateTime<Utc>) {
        // Another node may have changed the key a moment ago.
        self.forget(signer.account);
        if of_earlier {
            let refusal = Refusal {
                at: now,
                told_by: signer.told_by.clone(),
            };
            self.refusals.insert((signer.account, host.clone()), refusal);
        }
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
