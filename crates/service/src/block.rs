//! Blocks: made by members with effect here alone, received from others and obeyed, never sent.

use vouchwell_domain::account::Account;
use vouchwell_domain::block::Block;
use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{Transaction, account, block, follow, lock, notification};

use crate::account::{AccountView, views};
use crate::error::Refusal;
use crate::follow::{end_own, end_received};
use crate::{Context, Error, Result};

/// A member blocks an account: follows between the two end, and it has no more effect on her. Nothing is
/// sent but the end of those follows, which would be seen anyway.
///
/// # Errors
/// It is the member's own account or none, or the database is away.
pub async fn block(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    if target.id == member.account.id {
        return Err(Refusal::Oneself.into());
    }
    lock::pair(&mut transaction, member.account.id, target.id).await?;
    end_own(context, &mut transaction, member, &target).await?;
    end_received(context, &mut transaction, member, &target).await?;
    notification::remove_from(&mut transaction, member.id, target.id).await?;
    let made = Block {
        blocker: member.account.id,
        blocked: target.id,
    };
    block::insert(&mut transaction, made, None, context.now()).await?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// A member ends a block. Follows do not come back.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn unblock(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    block::remove(
        &mut transaction,
        Block {
            blocker: member.account.id,
            blocked: target.id,
        },
    )
    .await?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    Ok(relationship)
}

/// Whom a member blocks.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    let accounts = block::list(&mut snapshot, member.id, page).await?;
    views(&mut snapshot, accounts).await
}

/// An account blocks a member: follows between the two end.
///
/// # Errors
/// The database is away.
pub async fn receive_block(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
    target: &Member,
) -> Result<()> {
    lock::pair(transaction, from.id, target.account.id).await?;
    follow::remove_all_between(transaction, from.id, target.account.id).await?;
    let received = Block {
        blocker: from.id,
        blocked: target.account.id,
    };
    block::insert(transaction, received, Some(activity), context.now()).await?;
    Ok(())
}

/// An account takes back an activity: false if that is no block of its own.
///
/// # Errors
/// The database is away.
pub async fn receive_unblock(
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
) -> Result<bool> {
    Ok(block::remove_by_uri(transaction, from.id, activity).await?)
}
