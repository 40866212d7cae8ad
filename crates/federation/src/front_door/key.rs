//! Whose key signed a request.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use serde_json::Value;
use url::Url;
use vouchwell_domain::account::{Account, Host};
use vouchwell_evidence::{ActorUri, DidKey};

use super::unknown_keys::UnknownKeys;
use super::{Claim, Refusal};
use crate::Federation;
use crate::activity::Fields;
use crate::client::FetchBudget;
use crate::resolve::ResolveError;
use crate::signature::{ParsedSignature, PublicKey};

/// Parsed keys that are kept ready.
const PARSED: u64 = 8_192;
/// Senders that are kept ready.
const SENDERS: u64 = 8_192;
/// How long a sender and his server count as they were when they were looked up. What he sends is judged again, as they
/// are then, before it takes effect.
const FRESH: Duration = Duration::from_secs(10);

/// How long the key of a proof counts as listed.
const LISTED: Duration = Duration::from_secs(600);

/// What is remembered of keys and of those who have them.
#[derive(Debug)]
pub struct KeyLookups {
    parsed: Cache<String, Arc<PublicKey>>,
    senders: Cache<ActorUri, Arc<Account>>,
    /// Servers that are not shut out.
    heard: Cache<Host, ()>,
    /// Keys of proofs, by actor and name.
    listed: Cache<(ActorUri, String), DidKey>,
    pub(super) unknown: UnknownKeys,
}

impl Default for KeyLookups {
    fn default() -> Self {
        Self {
            parsed: Cache::new(PARSED),
            senders: Cache::builder().max_capacity(SENDERS).time_to_live(FRESH).build(),
            heard: Cache::builder().max_capacity(SENDERS).time_to_live(FRESH).build(),
            listed: Cache::builder()
                .max_capacity(SENDERS)
                .time_to_live(LISTED)
                .build(),
            unknown: UnknownKeys::default(),
        }
    }
}

impl KeyLookups {
    fn parse(&self, pem: &str) -> Option<Arc<PublicKey>> {
        if let Some(key) = self.parsed.get(pem) {
            return Some(key);
        }
        let key = Arc::new(PublicKey::from_pem(pem).ok()?);
        self.parsed.insert(pem.to_owned(), Arc::clone(&key));
        Some(key)
    }

    /// The key that an actor listed under a name, or the one that is known where it names its own.
    pub(super) fn assertion_key(&self, actor: &Account, name: &str) -> Option<DidKey> {
        let known = || {
            actor
                .evidence_key
                .clone()
                .filter(|_| is_fragment_of(name, &actor.uri))
        };
        self.listed
            .get(&(actor.uri.clone(), name.to_owned()))
            .or_else(known)
    }

    /// Remembers a key that an actor lists under a name.
    pub(super) fn listed(&self, actor: &ActorUri, name: &str, key: &DidKey) {
        self.listed.insert((actor.clone(), name.to_owned()), key.clone());
    }

    /// Has the account of an actor looked up again.
    pub(crate) fn forget(&self, actor: &ActorUri) {
        self.senders.invalidate(actor);
    }
}

impl Federation {
    /// The account whose key made a signature. The key as it is known comes first; only if that does not
    /// fit is the document at `keyId` fetched, and nothing that the body names.
    pub(super) async fn owner(
        &self,
        signature: &ParsedSignature,
        claim: &Claim,
        budget: &FetchBudget,
    ) -> Result<Arc<Account>, Refusal> {
        let known = self.sender(&claim.actor).await?;
        if let Some(account) = known.filter(|account| self.fits(signature, account)) {
            return Ok(account);
        }
        self.owner_of_key(signature, budget).await.map(Arc::new)
    }

    /// Whether nothing is taken from the server of a sender.
    pub(super) async fn is_sender_shut_out(
        &self,
        actor: &ActorUri,
    ) -> Result<bool, vouchwell_storage::Error> {
        let Some(host) = Host::of(&actor.url()) else {
            return Ok(false);
        };
        if self.lookups.heard.contains_key(&host) {
            return Ok(false);
        }
        let is_shut_out = self.shuts_out(&host).await?;
        if !is_shut_out {
            self.lookups.heard.insert(host, ());
        }
        Ok(is_shut_out)
    }

    async fn sender(&self, actor: &ActorUri) -> Result<Option<Arc<Account>>, vouchwell_storage::Error> {
        if let Some(account) = self.lookups.senders.get(actor) {
            return Ok(Some(account));
        }
        let known = self.known(actor).await?.map(Arc::new);
        if let Some(account) = &known {
            self.lookups.senders.insert(actor.clone(), Arc::clone(account));
        }
        Ok(known)
    }

    /// The account whose key made a signature, by the document at `keyId`.
    pub(super) async fn owner_of_key(
        &self,
        signature: &ParsedSignature,
        budget: &FetchBudget,
    ) -> Result<Account, Refusal> {
        let key_id = signature.key_id().url();
        if let Some(account) = self.fitting_owner(signature).await? {
            return Ok(account);
        }
        let turn = self.lookups.unknown.turn(key_id);
        let _turn = turn.lock().await;
        if let Some(account) = self.fitting_owner(signature).await? {
            return Ok(account);
        }
        let fetching = self.fetch_owner(key_id, budget);
        let fetched = self.lookups.unknown.fetch(key_id, fetching).await?;
        let account = fetched.map_err(|error| {
            tracing::debug!(%key_id, %error, "a key cannot be had");
            if error.is_gone() {
                Refusal::KeyGone
            } else {
                Refusal::Key
            }
        })?;
        if account
            .request_key
            .as_ref()
            .is_none_or(|key| key.id != key_id.as_str())
        {
            return Err(Refusal::Key);
        }
        let key = account
            .request_key
            .as_ref()
            .and_then(|key| self.lookups.parse(&key.pem));
        let key = key.ok_or(Refusal::Key)?;
        signature.verify(&key)?;
        self.lookups.unknown.found(key_id);
        Ok(account)
    }

    /// The account that lives where most servers put its key: at the address without the fragment.
    async fn known_owner(&self, key_id: &Url) -> Result<Option<Account>, vouchwell_storage::Error> {
        match without_fragment(key_id).as_str().parse() {
            Ok(actor) => self.known(&actor).await,
            Err(_) => Ok(None),
        }
    }

    async fn fitting_owner(
        &self,
        signature: &ParsedSignature,
    ) -> Result<Option<Account>, vouchwell_storage::Error> {
        let known = self.known_owner(signature.key_id().url()).await?;
        Ok(known.filter(|account| self.fits(signature, account)))
    }

    fn fits(&self, signature: &ParsedSignature, account: &Account) -> bool {
        let key = account.request_key.as_ref();
        let key = key.filter(|key| key.id == signature.key_id().url().as_str() && account.gone_at.is_none());
        let key = key.and_then(|key| self.lookups.parse(&key.pem));
        key.is_some_and(|key| signature.verify(&key).is_ok())
    }

    /// Reads the document at `keyId`. Where it is not the actor it names its owner, whose own document
    /// is then read, and has to list the key.
    async fn fetch_owner(&self, key_id: &Url, budget: &FetchBudget) -> Result<Account, ResolveError> {
        let address = without_fragment(key_id);
        let asked_at = self.context.now();
        let document = self.fetch(&address, budget).await?;
        let owner = owner_of(&document).ok_or(ResolveError::Unreadable)?;
        if owner.url() == address {
            self.keep(&document, &owner, asked_at).await
        } else if owner.url().origin() == key_id.origin() {
            self.refetch(&owner, budget).await
        } else {
            Err(ResolveError::Unknown)
        }
    }
}

/// The actor that a document at `keyId` is, or names as the owner of the key. GoToSocial serves a part of the actor
/// there, with the key.
fn owner_of(document: &Value) -> Option<ActorUri> {
    let fields = Fields::of(document)?;
    if fields.value("inbox").is_some() {
        return fields.optional("id");
    }
    let key = fields.object("publicKey").unwrap_or(fields);
    key.id_of("owner").or_else(|_| key.id_of("controller")).ok()
}

fn is_fragment_of(name: &str, actor: &ActorUri) -> bool {
    name.strip_prefix(actor.as_str())
        .is_some_and(|rest| rest.starts_with('#'))
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
