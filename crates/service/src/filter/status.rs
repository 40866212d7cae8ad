//! Posts that a member's filters find whatever they say.

use vouchwell_domain::filter::FilterStatus;
use vouchwell_domain::identifier::{FilterId, FilterStatusId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, filter, status};

use super::commit;
use crate::{Context, Error, Result};

/// A post that a filter of a member finds whatever it says.
///
/// # Errors
/// She has no filter that does, or the database is away.
pub async fn filter_status(context: &Context, member: &Member, id: FilterStatusId) -> Result<FilterStatus> {
    let mut snapshot = context.store.snapshot().await?;
    find(&mut snapshot, member, id).await
}

/// A filter of a member finds a post whatever it says.
///
/// # Errors
/// She has no such filter, may not see the post; or the database is away.
pub async fn add_status(
    context: &Context,
    member: &Member,
    id: FilterId,
    named: StatusId,
) -> Result<FilterStatus> {
    let mut transaction = context.store.begin().await?;
    filter::by_id(&mut transaction, member.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    status::visible_by_id(&mut transaction, named, Some(member.id))
        .await?
        .ok_or(Error::NotFound)?;
    let made = FilterStatus {
        id: FilterStatusId::next(context.now(), &*context.entropy),
        status: named,
    };
    filter::insert_status(&mut transaction, id, &made).await?;
    let kept = filter::by_id(&mut transaction, member.id, id).await?;
    commit(transaction, member).await?;
    let mut statuses = kept.into_iter().flat_map(|kept| kept.statuses);
    statuses.find(|kept| kept.status == named).ok_or(Error::NotFound)
}

/// A filter of a member finds a post no more for itself.
///
/// # Errors
/// She has no filter that does, or the database is away.
pub async fn remove_status(context: &Context, member: &Member, id: FilterStatusId) -> Result<FilterStatus> {
    let mut transaction = context.store.begin().await?;
    let found = find(&mut transaction, member, id).await?;
    filter::remove_status(&mut transaction, id).await?;
    commit(transaction, member).await?;
    Ok(found)
}

async fn find(transaction: &mut Transaction, member: &Member, id: FilterStatusId) -> Result<FilterStatus> {
    let kept = filter::by_status(transaction, member.id, id).await?;
    let mut statuses = kept.into_iter().flat_map(|kept| kept.statuses);
    statuses.find(|status| status.id == id).ok_or(Error::NotFound)
}
