//! The first start: the address is fixed, the instance gets its own actor, and a link makes the first
//! member.

use vouchwell_domain::account::{
    Account, AccountKind, AttributionDomains, Endpoints, Home, Profile, ProfileTabs,
};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::media::Description;
use vouchwell_domain::member::Role;
use vouchwell_storage::{Transaction, account, instance, lock, member as stored_member, private_key};

use crate::joining::Joined;
use crate::key::PublicKeys;
use crate::member::{self, NewMember, request_key};
use crate::token::{digest_of, new_secret};
use crate::{Context, Error, Result, session};

/// The name of the instance's own actor in its handle.
const INSTANCE_NAME: &str = "actor";

/// Why the instance cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The public URL was changed after the first start.
    #[error(
        "this database belongs to {fixed}, but the settings say {configured}. Ids cannot change: \
         set VOUCHWELL_PUBLIC_URL={fixed}, or start with an empty database"
    )]
    OtherAddress {
        /// The address that ids were made from.
        fixed: String,
        /// The address in the configuration.
        configured: String,
    },
    /// A use case failed.
    #[error(transparent)]
    Service(#[from] Error),
}

impl From<vouchwell_storage::Error> for SetupError {
    fn from(error: vouchwell_storage::Error) -> Self {
        Self::Service(error.into())
    }
}

/// Fixes the address and makes the instance's own actor, if this is the first start. Every command that
/// writes calls it before.
///
/// # Errors
/// The address is not the one that was fixed, or the database is away.
pub async fn prepare(context: &Context) -> Result<(), SetupError> {
    let actor = context.address.instance_actor();
    let mut snapshot = context.store.snapshot().await?;
    let fixed = instance::load(&mut snapshot).await?;
    let is_complete = account::by_uri(&mut snapshot, &actor).await?.is_some();
    drop(snapshot);
    let configured = context.address.origin();
    match fixed {
        Some(fixed) if fixed.origin != configured => {
            return Err(SetupError::OtherAddress {
                fixed: fixed.origin,
                configured: configured.to_owned(),
            });
        }
        Some(_) if is_complete => return Ok(()),
        _ => {}
    }
    let keys = context.vault.pool().take(context.entropy.clone()).await?;
    let account = instance_account(context, keys.public()?)?;
    let sealed = keys.seal(context, account.id)?;
    let mut transaction = context.store.begin().await?;
    instance::fix_origin(&mut transaction, configured, context.now()).await?;
    match account::insert(&mut transaction, &account).await {
        // Another process was faster.
        Err(error) if error.is_duplicate() => return Ok(()),
        inserted => inserted?,
    }
    private_key::insert(&mut transaction, account.id, &sealed).await?;
    transaction.commit().await?;
    Ok(())
}

/// A new secret for the link that makes the first member, while there is none. Earlier ones end.
///
/// # Errors
/// The database is away.
pub async fn offer_link(context: &Context) -> Result<Option<String>> {
    let mut transaction = context.store.begin().await?;
    if stored_member::exists_any(&mut transaction).await? {
        return Ok(None);
    }
    let secret = new_secret(&*context.entropy);
    instance::set_setup_token(&mut transaction, &digest_of(&secret)).await?;
    transaction.commit().await?;
    Ok(Some(secret))
}

/// Whether the secret of a setup link is good: the last one that was made, while there is no member.
///
/// # Errors
/// The database is away.
pub async fn is_link_good(context: &Context, secret: &str) -> Result<bool> {
    let mut snapshot = context.store.snapshot().await?;
    is_good(&mut snapshot, secret).await
}

/// Makes the first member, who runs the instance, by the setup link, and signs her in. The link ends. The form is what
/// only her browser has: see [`session::sign_in_once`].
///
/// # Errors
/// The link is not good, or see [`member::create`].
pub async fn create_first_member(
    context: &Context,
    secret: &str,
    new: NewMember,
    browser: &str,
    form: &str,
) -> Result<Joined> {
    if !is_link_good(context, secret).await? {
        return Err(Error::NotFound);
    }
    let new = NewMember {
        role: Role::Admin,
        quarantine_exempt: true,
        ..new
    };
    let prepared = member::prepare(context, new).await?;
    let mut transaction = context.store.begin().await?;
    lock::instance(&mut transaction).await?;
    if !is_good(&mut transaction, secret).await? {
        return Err(Error::NotFound);
    }
    let member = member::write(context, &mut transaction, prepared).await?;
    let session = session::begin_once(context, &mut transaction, &member, browser, None, form).await?;
    transaction.commit().await?;
    Ok(Joined { member, session })
}

/// Whether this is the secret of the last setup link that was made, though it may have been used.
///
/// # Errors
/// The database is away.
pub async fn is_last_link(context: &Context, secret: &str) -> Result<bool> {
    let mut snapshot = context.store.for_one_query().await?;
    is_last(&mut snapshot, secret).await
}

async fn is_good(transaction: &mut Transaction, secret: &str) -> Result<bool> {
    Ok(is_last(transaction, secret).await? && !stored_member::exists_any(transaction).await?)
}

async fn is_last(transaction: &mut Transaction, secret: &str) -> Result<bool> {
    let instance = instance::load(transaction).await?;
    let expected = instance.and_then(|instance| instance.setup_token);
    Ok(expected == Some(digest_of(secret)))
}

fn instance_account(context: &Context, keys: PublicKeys) -> Result<Account> {
    let now = context.now();
    let uri = context.address.instance_actor();
    let url = uri
        .as_str()
        .parse()
        .map_err(|_| Error::Internal("the actor of the instance has no address"))?;
    Ok(Account {
        id: AccountId::next(now, &*context.entropy),
        name: INSTANCE_NAME.to_owned(),
        home: Home::Here,
        kind: AccountKind::Application,
        profile: Profile {
            display_name: context.address.host().to_string(),
            summary: String::new(),
            url,
            avatar: None,
            avatar_description: Description::default(),
            header: None,
            header_description: Description::default(),
            fields: Vec::new(),
            place: None,
            also_known_as: Vec::new(),
            locked: true,
            discoverable: false,
            indexable: false,
            hides_collections: false,
            tabs: ProfileTabs::default(),
            attribution_domains: AttributionDomains::default(),
        },
        endpoints: Endpoints {
            inbox: context.address.shared_inbox(),
            shared_inbox: Some(context.address.shared_inbox()),
            followers: None,
        },
        request_key: Some(request_key(&uri, keys.request_key_pem)),
        evidence_key: Some(keys.evidence),
        understands_recommendations: true,
        created_at: now,
        first_seen_at: now,
        fetched_at: now,
        refresh_failed_at: None,
        gone_at: None,
        uri,
    })
}
