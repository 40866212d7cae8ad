//! Pins: what members show first on their profiles.

use vouchwell_domain::identifier::{StatusId, next_sequence};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::status::Visibility;
use vouchwell_storage::{lock, pin, status};

use crate::error::Refusal;
use crate::involvement::view;
use crate::timeline::StatusView;
use crate::{Context, Error, Result, outbox};

/// How many statuses a member may pin.
pub const MOST: usize = 5;

/// A member pins a status of her own. Pinning it again changes nothing.
///
/// # Errors
/// It is not hers or not for everybody, five are pinned already, or the database is away.
pub async fn pin(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    let found = status::visible_by_id(&mut transaction, id, Some(member.id)).await?;
    let found = found.ok_or(Error::NotFound)?;
    if found.account != member.account.id || found.reblog_of.is_some() {
        return Err(Refusal::PinOfAnother.into());
    }
    if !matches!(found.visibility, Visibility::Public | Visibility::Unlisted) {
        return Err(Refusal::PinForFew.into());
    }
    let pinned = pin::of_member(&mut transaction, member.id).await?;
    if !pinned.iter().any(|pinned| pinned.id == found.id) {
        if pinned.len() >= MOST {
            return Err(Refusal::TooManyPins.into());
        }
        let now = context.now();
        let sequence = next_sequence(now, &*context.entropy);
        pin::insert(&mut transaction, member.id, found.id, sequence, now).await?;
        let object = found.uri.clone();
        let message = Message::Pin { object };
        outbox::send(
            context,
            &mut transaction,
            member,
            message,
            Audience::followers(member.id),
        )
        .await?;
    }
    let view = view(context, &mut transaction, member, found.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// A member unpins a status.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn unpin(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let was_pinned = pin::remove(&mut transaction, member.id, id).await?;
    let view = view(context, &mut transaction, member, id).await?;
    if was_pinned {
        let object = view.status.uri.clone();
        let message = Message::Unpin { object };
        outbox::send(
            context,
            &mut transaction,
            member,
            message,
            Audience::followers(member.id),
        )
        .await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}
