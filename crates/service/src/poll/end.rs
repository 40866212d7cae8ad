//! A poll ends.

use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_storage::{member, poll, status};

use super::schedule_end;
use super::tell::send_standing;
use crate::notification::tell;
use crate::{Context, Result};

/// Ends a poll whose time has come: its author and the members who voted are told, once, and other servers are told
/// how it ended.
///
/// # Errors
/// The database is away; the job can be tried again.
pub(crate) async fn end(context: &Context, id: StatusId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let (Some(asked), Some(about)) = (
        poll::by_status(&mut transaction, id).await?,
        status::by_id(&mut transaction, id).await?,
    ) else {
        return Ok(());
    };
    if !poll::end(&mut transaction, id, context.now()).await? {
        // Its server has put its end off.
        let is_put_off = !asked.is_over(context.now());
        if is_put_off {
            schedule_end(context, &mut transaction, &asked).await?;
            transaction.commit().await?;
        }
        return Ok(());
    }
    let author = member::by_account(&mut transaction, about.account).await?;
    let mut told = Vec::new();
    for voter in poll::local_voters(&mut transaction, id).await? {
        told.extend(member::by_account(&mut transaction, voter.account()).await?);
    }
    if let Some(author) = author {
        send_standing(context, &mut transaction, &author, &about).await?;
        told.push(author);
    }
    for member in told {
        let kind = NotificationKind::Poll;
        tell(context, &mut transaction, &member, kind, about.account, Some(id)).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}
