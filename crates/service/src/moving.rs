//! People who have another account from now on: their followers go with them. What was signed stays where it was signed.

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{
    Transaction, account, account_move, block, follow as stored_follow, lock, member as stored_member,
};

use crate::account::living;
use crate::error::Refusal;
use crate::{Context, Error, Result, follow, notice, outbox};

/// How many other accounts a member may name.
pub const ALIASES: usize = 10;

/// Another account that a member names as hers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its id.
    pub uri: ActorUri,
    /// The account, as far as it is known here.
    pub account: Option<Account>,
}

/// The other accounts of a member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OtherAccounts {
    /// Those that she names, in the order in which she did.
    pub aliases: Vec<Alias>,
    /// The one to which she has moved.
    pub moved_to: Option<Alias>,
}

/// The other accounts of a member.
///
/// # Errors
/// The database is away.
pub async fn other_accounts(context: &Context, member: &Member) -> Result<OtherAccounts> {
    let mut snapshot = context.store.snapshot().await?;
    let own = own(&mut snapshot, member).await?;
    let moved_to = account_move::target(&mut snapshot, member.account.id).await?;
    let named = own.account.profile.also_known_as;
    let uris: Vec<ActorUri> = named.iter().chain(&moved_to).cloned().collect();
    let known = account::by_uris(&mut snapshot, &uris).await?;
    let alias = |uri: ActorUri| Alias {
        account: known.iter().find(|known| known.uri == uri).cloned(),
        uri,
    };
    Ok(OtherAccounts {
        aliases: named.into_iter().map(alias).collect(),
        moved_to: moved_to.map(alias),
    })
}

/// A member names another account as hers, so that she can move from it to this one.
///
/// # Errors
/// It is this account, or there is none; she names many already; or the database is away.
pub async fn add_alias(context: &Context, member: &Member, alias: AccountId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let alias = living(&mut transaction, alias).await?;
    if alias.id == member.account.id {
        return Err(Refusal::Oneself.into());
    }
    change_aliases(context, transaction, member, |aliases| {
        if aliases.contains(&alias.uri) {
            return Ok(());
        }
        if aliases.len() >= ALIASES {
            return Err(Refusal::TooManyAliases.into());
        }
        aliases.push(alias.uri.clone());
        Ok(())
    })
    .await
}

/// A member names another account no more.
///
/// # Errors
/// The database is away.
pub async fn remove_alias(context: &Context, member: &Member, alias: &ActorUri) -> Result<()> {
    let transaction = context.store.begin().await?;
    change_aliases(context, transaction, member, |aliases| {
        aliases.retain(|named| named != alias);
        Ok(())
    })
    .await
}

async fn change_aliases(
    context: &Context,
    mut transaction: Transaction,
    member: &Member,
    change: impl FnOnce(&mut Vec<ActorUri>) -> Result<()>,
) -> Result<()> {
    lock::account(&mut transaction, member.account.id).await?;
    let own = own(&mut transaction, member).await?;
    let mut aliases = own.account.profile.also_known_as.clone();
    change(&mut aliases)?;
    if aliases != own.account.profile.also_known_as {
        account::set_aliases(&mut transaction, own.account.id, &aliases).await?;
        tell_followers(context, &mut transaction, &own, Message::UpdateAccount).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// A member moves to another account, which names this one as hers. Her followers are told, those of this instance
/// follow the other account from now on, and nobody new can follow this one.
///
/// # Errors
/// It is this account, does not name this one, or has moved itself; or the database is away.
pub async fn leave(context: &Context, member: &Member, target: AccountId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    let target = living(&mut transaction, target).await?;
    let own = own(&mut transaction, member).await?;
    if target.id == own.account.id {
        return Err(Refusal::Oneself.into());
    }
    if !target.profile.also_known_as.contains(&own.account.uri) {
        return Err(Refusal::NotNamedThere.into());
    }
    if account_move::target(&mut transaction, target.id).await?.is_some() {
        return Err(Refusal::Moved.into());
    }
    account_move::save(&mut transaction, own.account.id, &target.uri, context.now()).await?;
    let message = Message::Move {
        target: target.uri.clone(),
    };
    let activity = tell_followers(context, &mut transaction, &own, message).await?;
    tell_followers(context, &mut transaction, &own, Message::UpdateAccount).await?;
    go_along(context, &mut transaction, &own.account, &target, &activity).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// A member has not moved any more: she can be followed here again. Followers who went along stay where they are.
///
/// # Errors
/// The database is away.
pub async fn come_back(context: &Context, member: &Member) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let own = own(&mut transaction, member).await?;
    if account_move::remove(&mut transaction, own.account.id).await? {
        tell_followers(context, &mut transaction, &own, Message::UpdateAccount).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// An account says where it has moved. Nothing follows from it unless the other account, as it was read last, names
/// this one.
pub(crate) async fn receive(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
    target: &ActorUri,
) -> Result<()> {
    let Some(target) = account::by_uri(transaction, target).await? else {
        return Ok(());
    };
    let names_it = target.profile.also_known_as.contains(&from.uri);
    if !names_it || target.id == from.id || target.gone_at.is_some() {
        return Ok(());
    }
    if account_move::target(transaction, target.id).await?.is_some() {
        return Ok(());
    }
    account_move::save(transaction, from.id, &target.uri, context.now()).await?;
    go_along(context, transaction, from, &target, activity).await
}

/// The members who follow somebody follow the other account instead, as they did this one, and are told so.
async fn go_along(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    target: &Account,
    activity: &ObjectUri,
) -> Result<()> {
    for follower in stored_follow::members_following(transaction, from.id).await? {
        let shuts_out = block::shuts_out(transaction, follower.account(), target.id).await?;
        if follower.account() == target.id || shuts_out {
            continue;
        }
        let Some(follower) = stored_member::by_account(transaction, follower.account()).await? else {
            continue;
        };
        lock::pair(transaction, follower.account.id, target.id).await?;
        let options = stored_follow::relationship(transaction, follower.id, from.id)
            .await?
            .options;
        follow::ask(context, transaction, &follower, target).await?;
        if let Some(options) = options {
            stored_follow::set_options(transaction, follower.id, target.id, &options).await?;
        }
        follow::end_own(context, transaction, &follower, from).await?;
        notice::tell_of_move(context, transaction, &follower, (from, target), activity).await?;
    }
    Ok(())
}

async fn tell_followers(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    message: Message,
) -> Result<ObjectUri> {
    let audience = Audience::followers(member.id);
    outbox::send(context, transaction, member, message, audience).await
}

/// The member as she is now.
async fn own(transaction: &mut Transaction, member: &Member) -> Result<Member> {
    stored_member::by_account(transaction, member.account.id)
        .await?
        .ok_or(Error::NotFound)
}
