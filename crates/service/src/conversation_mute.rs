//! Conversations of which members want to hear no more: they are told nothing about what belongs to them.

use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_storage::conversation_mute;

use crate::involvement::{meant, view};
use crate::timeline::StatusView;
use crate::{Context, Result};

/// A member mutes the conversation of a status.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn mute(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let muted = meant(&mut transaction, Some(member.id), id).await?.id;
    conversation_mute::insert(&mut transaction, member.id, muted, context.now()).await?;
    let view = view(context, &mut transaction, member, muted).await?;
    transaction.commit().await?;
    Ok(view)
}

/// A member mutes the conversation of a status no longer.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn unmute(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let muted = meant(&mut transaction, Some(member.id), id).await?.id;
    conversation_mute::remove(&mut transaction, member.id, muted).await?;
    let view = view(context, &mut transaction, member, muted).await?;
    transaction.commit().await?;
    Ok(view)
}
