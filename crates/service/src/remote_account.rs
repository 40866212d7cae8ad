//! Remote accounts: what their servers say of them, kept for a while.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::account::{Account, AccountKind, Endpoints, Home, Host, Profile, RequestKey};
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::evidence::{ActorUri, DidKey};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::media::Description;
use vouchwell_storage::{
    Transaction, account, account_move, domain_without_media, favourite, follow, lock, notification,
    portrait, status,
};

use crate::{Context, Error, Result, custom_emoji, reblog};

/// How long an actor document counts as fresh.
const FRESH: TimeDelta = TimeDelta::hours(24);
/// How long after a failed attempt the next one waits.
const AFTER_FAILURE: TimeDelta = TimeDelta::hours(1);

/// An actor document as its own server gave it, parsed, cleaned and bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteActor {
    /// The actor id; the document was read from it.
    pub uri: ActorUri,
    /// The preferred user name.
    pub name: String,
    /// The host in its handle.
    pub host: Host,
    /// What kind of actor it is.
    pub kind: AccountKind,
    /// The pictures that stand for names in what it says.
    pub emojis: Vec<CustomEmoji>,
    /// What it says of itself.
    pub profile: Profile,
    /// Where it is reached.
    pub endpoints: Endpoints,
    /// The key that signs its requests.
    pub request_key: Option<RequestKey>,
    /// The key that signs its evidence.
    pub evidence_key: Option<DidKey>,
    /// Whether its server takes part in the handshake.
    pub understands_recommendations: bool,
    /// The account that its person has now, if she has moved.
    pub moved_to: Option<ActorUri>,
    /// When it was made, as it says.
    pub published: Option<DateTime<Utc>>,
}

/// Keeps a remote account, or what has changed of it.
///
/// # Errors
/// The actor claims to be one of this instance, or the database is away.
pub async fn save(context: &Context, transaction: &mut Transaction, actor: RemoteActor) -> Result<Account> {
    if context.address.is_origin_of(actor.uri.as_str()) || &actor.host == context.address.host() {
        return Err(Error::Forbidden);
    }
    let now = context.now();
    let mut profile = actor.profile;
    let has_pictures = profile.avatar.is_some() || profile.header.is_some();
    if has_pictures && domain_without_media::covers(transaction, &actor.host).await? {
        (profile.avatar, profile.header) = (None, None);
    }
    if profile.avatar.is_none() {
        profile.avatar_description = Description::default();
    }
    if profile.header.is_none() {
        profile.header_description = Description::default();
    }
    let moved_to = actor.moved_to.filter(|target| *target != actor.uri);
    let account = Account {
        id: AccountId::next(now, &*context.entropy),
        uri: actor.uri,
        name: actor.name,
        home: Home::Elsewhere(actor.host),
        kind: actor.kind,
        profile,
        endpoints: actor.endpoints,
        request_key: actor.request_key,
        evidence_key: actor.evidence_key,
        understands_recommendations: actor.understands_recommendations,
        created_at: actor.published.map_or(now, |published| published.min(now)),
        first_seen_at: now,
        fetched_at: now,
        refresh_failed_at: None,
        gone_at: None,
    };
    let account = account::save_remote(transaction, &account).await?;
    match moved_to {
        Some(target) => account_move::save(transaction, account.id, &target, now).await?,
        None => {
            account_move::remove(transaction, account.id).await?;
        }
    }
    custom_emoji::keep(context, transaction, &[(&account, &actor.emojis)]).await?;
    Ok(account)
}

/// Whether the actor document should be read again.
pub fn needs_refresh(account: &Account, now: DateTime<Utc>) -> bool {
    let failed_lately = account
        .refresh_failed_at
        .is_some_and(|failed| now < failed + AFTER_FAILURE);
    !account.is_local() && account.gone_at.is_none() && !failed_lately && now >= account.fetched_at + FRESH
}

/// Notes that the actor document could not be read, so that it is left alone for a while.
///
/// # Errors
/// The database is away.
pub async fn refresh_failed(
    context: &Context,
    transaction: &mut Transaction,
    account: &Account,
) -> Result<()> {
    Ok(account::refresh_failed(transaction, account.id, context.now()).await?)
}

/// Forgets a remote account that was deleted: its posts, favourites, follows and what was notified about it. What it
/// signed is withdrawn by use cases of its own, and its keys stay.
///
/// # Errors
/// It is one of this instance, or the database is away.
pub async fn forget(context: &Context, transaction: &mut Transaction, account: &Account) -> Result<()> {
    if account.is_local() {
        return Err(Error::Forbidden);
    }
    lock::account(transaction, account.id).await?;
    reblog::end_all_of_author(context, transaction, account.id).await?;
    status::remove_ordinary_of(transaction, account.id).await?;
    favourite::remove_all_of(transaction, account.id).await?;
    follow::remove_all_of(transaction, account.id).await?;
    notification::remove_all_from(transaction, account.id).await?;
    portrait::remove(transaction, account.id).await?;
    account::mark_gone(transaction, account.id, context.now()).await?;
    Ok(())
}

/// Whether an account ended at or after a time; until the transaction ends, nobody else lets it end.
///
/// # Errors
/// The database is away.
pub async fn has_ended_since(
    transaction: &mut Transaction,
    uri: &ActorUri,
    time: DateTime<Utc>,
) -> Result<bool> {
    let Some(known) = account::by_uri(transaction, uri).await? else {
        return Ok(false);
    };
    lock::account(transaction, known.id).await?;
    let known = account::by_id(transaction, known.id).await?;
    Ok(known
        .and_then(|known| known.gone_at)
        .is_some_and(|gone_at| time <= gone_at))
}

/// Whether the end of an account came: it is gone, or nothing is taken from its server any more. Whoever read of it
/// before asking other servers asks this again, in the transaction of what it says.
pub(crate) async fn is_over(transaction: &mut Transaction, account: &Account) -> Result<bool> {
    let ended = account::ended_among(transaction, &BTreeSet::from([account.id])).await?;
    Ok(!ended.is_empty())
}
