//! Mutes: of effect for the member alone, and known to nobody else.

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::mute::Mute;
use vouchwell_domain::page::Page;
use vouchwell_storage::{account, follow, mute, notification};

use crate::account::{AccountView, views};
use crate::error::Refusal;
use crate::outbox::schedule;
use crate::{Context, Error, Result};

/// A member does not want to hear an account, for a while or for good. Muting again changes the terms.
///
/// # Errors
/// It is the member's own account or none, or the database is away.
pub async fn mute(
    context: &Context,
    member: &Member,
    target: AccountId,
    notifications: bool,
    duration: Option<TimeDelta>,
) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    if target.id == member.account.id {
        return Err(Refusal::Oneself.into());
    }
    let now = context.now();
    // A time beyond the end of the calendar is for good.
    let expires_at = duration.and_then(|duration| now.checked_add_signed(duration));
    let terms = Mute {
        notifications,
        expires_at,
    };
    mute::insert(&mut transaction, member.id, target.id, terms, now).await?;
    if notifications {
        notification::remove_from(&mut transaction, member.id, target.id).await?;
    }
    if let Some(expires_at) = expires_at {
        let job = Job::EndMute {
            muter: member.id,
            muted: target.id,
        };
        schedule(context, &mut transaction, &job, expires_at).await?;
    }
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(relationship)
}

/// A member wants to hear an account again.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn unmute(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    mute::remove(&mut transaction, member.id, target.id).await?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    Ok(relationship)
}

/// Whom a member mutes, and until when.
///
/// # Errors
/// The database is away.
pub async fn list(
    context: &Context,
    member: &Member,
    page: Page,
) -> Result<Vec<(AccountView, Option<DateTime<Utc>>)>> {
    let mut snapshot = context.store.snapshot().await?;
    let muted = mute::list(&mut snapshot, member.id, page).await?;
    let (accounts, ends): (Vec<_>, Vec<_>) = muted.into_iter().unzip();
    Ok(views(&mut snapshot, accounts)
        .await?
        .into_iter()
        .zip(ends)
        .collect())
}

/// The time of a mute is over, unless it was made longer since.
pub(crate) async fn end_expired(context: &Context, muter: MemberId, muted: AccountId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    mute::remove_expired(&mut transaction, muter, muted, context.now()).await?;
    transaction.commit().await?;
    Ok(())
}
