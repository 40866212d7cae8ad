//! Follows: asked for by members, and answered for them.

mod request;

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::follow::{Follow, FollowOptions, FollowState, Relationship};
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_storage::{Transaction, account, account_move, block, follow, lock, member, notification};

pub(crate) use request::accept_waiting;
pub use request::{authorize, reject, requests};

use crate::account::living;
use crate::error::Refusal;
use crate::notification::tell;
use crate::{Context, Error, Result, outbox};

/// What a member wishes of a follow; what she does not say stays as it is, or is as usual.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowWishes {
    /// Whether boosts are shown.
    pub reblogs: Option<bool>,
    /// Whether she is told of each post.
    pub notify: Option<bool>,
    /// The languages of the posts that are shown; none means all.
    pub languages: Option<Vec<Language>>,
}

/// A member asks to follow an account. Asking again changes nothing.
///
/// # Errors
/// It is the member's own account, one that she blocks, or none; or the database is away.
pub async fn follow(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    follow_with(context, member, target, FollowWishes::default()).await
}

/// As [`follow`], and says how the follow is shown. Asking again changes that alone.
///
/// # Errors
/// As of [`follow`].
pub async fn follow_with(
    context: &Context,
    member: &Member,
    target: AccountId,
    wishes: FollowWishes,
) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = living(&mut transaction, target).await?;
    if target.id == member.account.id {
        return Err(Refusal::Oneself.into());
    }
    lock::pair(&mut transaction, member.account.id, target.id).await?;
    if block::exists(&mut transaction, member.account.id, target.id).await? {
        return Err(Refusal::Blocking.into());
    }
    ask(context, &mut transaction, member, &target).await?;
    if wishes != FollowWishes::default() {
        let present = follow::relationship(&mut transaction, member.id, target.id)
            .await?
            .options;
        let present = present.unwrap_or_default();
        let options = FollowOptions {
            reblogs: wishes.reblogs.unwrap_or(present.reblogs),
            notify: wishes.notify.unwrap_or(present.notify),
            languages: wishes.languages.unwrap_or(present.languages),
        };
        follow::set_options(&mut transaction, member.id, target.id, &options).await?;
    }
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// A member asks to follow an account, unless she has done so.
///
/// # Errors
/// The account has moved, or the database is away.
pub(crate) async fn ask(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    target: &Account,
) -> Result<()> {
    let known = follow::find(transaction, member.account.id, target.id).await?;
    if known.is_some() {
        return Ok(());
    }
    if account_move::target(transaction, target.id).await?.is_some() {
        return Err(Refusal::Moved.into());
    }
    let asked = Follow {
        follower: member.account.id,
        followed: target.id,
        uri: context.address.new_activity(&*context.entropy),
        state: FollowState::Requested,
    };
    follow::insert(transaction, &asked, context.now()).await?;
    let message = Message::Follow {
        target: target.uri.clone(),
    };
    let audience = Audience::only(target.id);
    outbox::send_as(context, transaction, member, asked.uri, message, audience).await
}

/// A member stops following an account, or takes back that she asked to.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn unfollow(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    lock::pair(&mut transaction, member.account.id, target.id).await?;
    end_own(context, &mut transaction, member, &target).await?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// A member lets somebody follow her no more. He is told that the follow is over, and nothing else.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn remove_follower(
    context: &Context,
    member: &Member,
    follower: AccountId,
) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let follower = account::by_id(&mut transaction, follower)
        .await?
        .ok_or(Error::NotFound)?;
    lock::pair(&mut transaction, member.account.id, follower.id).await?;
    end_received(context, &mut transaction, member, &follower).await?;
    let relationship = follow::relationship(&mut transaction, member.id, follower.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// Two members who both want it follow each other from now on, and are told so.
pub(crate) async fn begin_both(
    context: &Context,
    transaction: &mut Transaction,
    one: &Member,
    other: &Member,
) -> Result<()> {
    for (follower, followed) in [(one, other), (other, one)] {
        let begun = Follow {
            follower: follower.account.id,
            followed: followed.account.id,
            uri: context.address.new_activity(&*context.entropy),
            state: FollowState::Accepted,
        };
        follow::insert(transaction, &begun, context.now()).await?;
        tell(
            context,
            transaction,
            followed,
            NotificationKind::Follow,
            follower.account.id,
            None,
        )
        .await?;
    }
    Ok(())
}

/// Ends the follow of an account by a member, if there is one, and lets it know.
pub(crate) async fn end_own(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    target: &Account,
) -> Result<()> {
    if let Some(ended) = end(transaction, member.account.id, target.id).await? {
        let message = Message::UndoFollow {
            follow: ended.uri,
            target: target.uri.clone(),
        };
        outbox::send(context, transaction, member, message, Audience::only(target.id)).await?;
    }
    Ok(())
}

/// Ends the follow of a member by an account, if there is one, and lets it know.
pub(crate) async fn end_received(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    follower: &Account,
) -> Result<()> {
    if let Some(ended) = end(transaction, follower.id, member.account.id).await? {
        let message = Message::RejectFollow {
            follow: ended.uri,
            follower: follower.uri.clone(),
        };
        outbox::send(context, transaction, member, message, Audience::only(follower.id)).await?;
    }
    Ok(())
}

/// An account asks to follow a member. A blocked one gets no answer; a member who answers by hand is told;
/// for all others the answer is yes, each time it is asked.
///
/// # Errors
/// The database is away.
pub async fn receive_follow(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
    target: &Member,
) -> Result<()> {
    let is_own_id = activity.origin() == Some(from.uri.url().origin());
    if !is_own_id || from.id == target.account.id {
        return Ok(());
    }
    lock::pair(transaction, from.id, target.account.id).await?;
    if block::shuts_out(transaction, target.account.id, from.id).await? {
        return Ok(());
    }
    let known = follow::find(transaction, from.id, target.account.id).await?;
    if known.is_none()
        && account_move::target(transaction, target.account.id)
            .await?
            .is_some()
    {
        let message = Message::RejectFollow {
            follow: activity.clone(),
            follower: from.uri.clone(),
        };
        outbox::send(context, transaction, target, message, Audience::only(from.id)).await?;
        return Ok(());
    }
    let was_accepted = known.is_some_and(|known| known.state == FollowState::Accepted);
    let waits = target.account.profile.locked && !was_accepted;
    let taken = Follow {
        follower: from.id,
        followed: target.account.id,
        uri: activity.clone(),
        state: if waits {
            FollowState::Requested
        } else {
            FollowState::Accepted
        },
    };
    follow::insert(transaction, &taken, context.now()).await?;
    if waits {
        return tell(
            context,
            transaction,
            target,
            NotificationKind::FollowRequest,
            from.id,
            None,
        )
        .await;
    }
    if !was_accepted {
        tell(
            context,
            transaction,
            target,
            NotificationKind::Follow,
            from.id,
            None,
        )
        .await?;
    }
    let message = Message::AcceptFollow {
        follow: activity.clone(),
        follower: from.uri.clone(),
    };
    outbox::send(context, transaction, target, message, Audience::only(from.id)).await?;
    Ok(())
}

/// An account accepts an activity: false if that is no follow of it by one of ours.
///
/// # Errors
/// The database is away.
pub async fn receive_accept(
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
) -> Result<bool> {
    let Some(asked) = asked_of(transaction, from, activity).await? else {
        return Ok(false);
    };
    follow::accept(transaction, asked.follower, asked.followed).await?;
    Ok(true)
}

/// An account refuses an activity, or ends what it had accepted: false if that is no follow of it by one
/// of ours.
///
/// # Errors
/// The database is away.
pub async fn receive_reject(
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
) -> Result<bool> {
    let Some(asked) = asked_of(transaction, from, activity).await? else {
        return Ok(false);
    };
    follow::remove(transaction, asked.follower, asked.followed).await?;
    Ok(true)
}

/// An account takes back an activity: false if that is no follow of its own.
///
/// # Errors
/// The database is away.
pub async fn receive_undo(
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
) -> Result<bool> {
    match follow::by_uri(transaction, activity, from.id).await? {
        Some(undone) if undone.follower == from.id => {
            end(transaction, undone.follower, undone.followed).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// An account follows a member no more: false if it did not.
pub(crate) async fn receive_end(
    transaction: &mut Transaction,
    from: &Account,
    target: &Member,
) -> Result<bool> {
    lock::pair(transaction, from.id, target.account.id).await?;
    Ok(end(transaction, from.id, target.account.id).await?.is_some())
}

async fn asked_of(
    transaction: &mut Transaction,
    followed: &Account,
    activity: &ObjectUri,
) -> Result<Option<Follow>> {
    let found = follow::by_uri(transaction, activity, followed.id).await?;
    let Some(asked) = found.filter(|asked| asked.followed == followed.id) else {
        return Ok(None);
    };
    let is_ours = member::by_account(transaction, asked.follower).await?.is_some();
    Ok(is_ours.then_some(asked))
}

/// Ends a follow, if there is one, and what was told of it.
async fn end(
    transaction: &mut Transaction,
    follower: AccountId,
    followed: AccountId,
) -> Result<Option<Follow>> {
    let ended = follow::remove(transaction, follower, followed).await?;
    if ended.is_some() {
        for kind in [NotificationKind::Follow, NotificationKind::FollowRequest] {
            notification::remove(transaction, followed, kind, follower).await?;
        }
    }
    Ok(ended)
}
