//! Bookmarks: what members keep for themselves. Nobody else learns of them.

use vouchwell_domain::identifier::{StatusId, next_sequence};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_storage::bookmark;

use crate::involvement::{meant, view};
use crate::timeline::{StatusView, show_placed};
use crate::{Context, Result};

/// A member keeps a status. Keeping it again changes nothing.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn bookmark(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let kept = meant(&mut transaction, Some(member.id), id).await?.id;
    let now = context.now();
    let sequence = next_sequence(now, &*context.entropy);
    bookmark::insert(&mut transaction, member.id, kept, sequence, now).await?;
    let view = view(context, &mut transaction, member, kept).await?;
    transaction.commit().await?;
    Ok(view)
}

/// A member keeps a status no longer.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn unbookmark(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let kept = meant(&mut transaction, Some(member.id), id).await?.id;
    bookmark::remove(&mut transaction, member.id, kept).await?;
    let view = view(context, &mut transaction, member, kept).await?;
    transaction.commit().await?;
    Ok(view)
}

/// What a member keeps, by when she began to.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<Placed<StatusView>>> {
    let reader = member.id;
    show_placed(context, reader, move |mut snapshot| async move {
        let found = bookmark::of_member(&mut snapshot, reader, page).await?;
        Ok((snapshot, found))
    })
    .await
}
