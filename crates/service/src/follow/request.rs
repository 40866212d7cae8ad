//! Follows that wait for the answer of a member who answers by hand.

use vouchwell_domain::account::Account;
use vouchwell_domain::follow::{Follow, FollowState, Relationship};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;
use vouchwell_storage::{Transaction, account, follow, lock, notification};

use super::end_received;
use crate::account::{AccountView, views};
use crate::notification::tell;
use crate::{Context, Error, Result, outbox};

/// Who has asked to follow a member and has no answer.
///
/// # Errors
/// The database is away.
pub async fn requests(context: &Context, member: &Member, page: Page) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    let accounts = follow::requests(&mut snapshot, member.id, page).await?;
    views(&mut snapshot, accounts).await
}

/// A member lets somebody follow who has asked to.
///
/// # Errors
/// He has not, or the database is away.
pub async fn authorize(context: &Context, member: &Member, follower: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let (follower, asked) = asked(&mut transaction, member, follower).await?;
    accept(context, &mut transaction, member, &follower, asked).await?;
    let relationship = follow::relationship(&mut transaction, member.id, follower.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// A member does not let somebody follow who has asked to.
///
/// # Errors
/// He has not, or the database is away.
pub async fn reject(context: &Context, member: &Member, follower: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let (follower, _) = asked(&mut transaction, member, follower).await?;
    end_received(context, &mut transaction, member, &follower).await?;
    let relationship = follow::relationship(&mut transaction, member.id, follower.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// Lets everybody follow who has asked to: the member does not answer by hand any more.
pub(crate) async fn accept_waiting(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
) -> Result<()> {
    for asked in follow::waiting(transaction, member.account.id).await? {
        if let Some(follower) = account::by_id(transaction, asked.follower).await? {
            accept(context, transaction, member, &follower, asked).await?;
        }
    }
    Ok(())
}

async fn asked(
    transaction: &mut Transaction,
    member: &Member,
    follower: AccountId,
) -> Result<(Account, Follow)> {
    let follower = account::by_id(transaction, follower)
        .await?
        .ok_or(Error::NotFound)?;
    lock::pair(transaction, member.account.id, follower.id).await?;
    let asked = follow::find(transaction, follower.id, member.account.id).await?;
    let asked = asked.filter(|asked| asked.state == FollowState::Requested);
    Ok((follower, asked.ok_or(Error::NotFound)?))
}

async fn accept(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    follower: &Account,
    asked: Follow,
) -> Result<()> {
    follow::accept(transaction, follower.id, member.account.id).await?;
    let (request, follow) = (NotificationKind::FollowRequest, NotificationKind::Follow);
    notification::remove(transaction, member.account.id, request, follower.id).await?;
    tell(context, transaction, member, follow, follower.id, None).await?;
    let message = Message::AcceptFollow {
        follow: asked.uri,
        follower: follower.uri.clone(),
    };
    outbox::send(context, transaction, member, message, Audience::only(follower.id)).await?;
    Ok(())
}
