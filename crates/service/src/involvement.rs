//! What members do with statuses: what all of it has in common.

use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, block, status};

use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result};

/// The status that somebody means, if the reader may see it: of a boost, what it boosts.
pub(crate) async fn meant(
    transaction: &mut Transaction,
    reader: Option<MemberId>,
    id: StatusId,
) -> Result<Status> {
    let found = status::visible_by_id(transaction, id, reader).await?;
    let found = found.ok_or(Error::NotFound)?;
    match found.reblog_of {
        Some(boosted) => status::visible_by_id(transaction, boosted, reader)
            .await?
            .ok_or(Error::NotFound),
        None => Ok(found),
    }
}

/// The status that a member wants to do something with that its author may learn of: she does not block him.
pub(crate) async fn open_status(
    transaction: &mut Transaction,
    member: &Member,
    id: StatusId,
) -> Result<Status> {
    let found = meant(transaction, Some(member.id), id).await?;
    if block::exists(transaction, member.account.id, found.account).await? {
        return Err(Error::Forbidden);
    }
    Ok(found)
}

/// The status as the member sees it now.
pub(crate) async fn view(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: StatusId,
) -> Result<StatusView> {
    let found = status::visible_by_id(transaction, id, Some(member.id)).await?;
    load(context, transaction, found.into_iter().collect(), Some(member.id))
        .await?
        .pop()
        .ok_or(Error::NotFound)
}
