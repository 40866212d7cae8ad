//! What members do with statuses: what all of it has in common.

use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, block, status};

use crate::timeline::{StatusView, load};
use crate::{Error, Result};

/// The status that a member wants to do something with: she may see it, and does not block its author.
pub(crate) async fn open_status(
    transaction: &mut Transaction,
    member: &Member,
    id: StatusId,
) -> Result<Status> {
    let found = status::visible_by_id(transaction, id, Some(member.id)).await?;
    let found = found.ok_or(Error::NotFound)?;
    if block::exists(transaction, member.account.id, found.account).await? {
        return Err(Error::Forbidden);
    }
    Ok(found)
}

/// The status as the member sees it now.
pub(crate) async fn view(transaction: &mut Transaction, member: &Member, id: StatusId) -> Result<StatusView> {
    let found = status::visible_by_id(transaction, id, Some(member.id)).await?;
    load(transaction, found.into_iter().collect(), Some(member.id))
        .await?
        .pop()
        .ok_or(Error::NotFound)
}
