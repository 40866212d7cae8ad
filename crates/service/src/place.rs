//! Where a member says that she is.

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::place::Place;
use vouchwell_storage::{account, member};

use crate::{Context, Error, Result, outbox};

/// Says where a member is, or that she does not say so any more, and lets her followers' servers know.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn set(context: &Context, id: MemberId, place: Option<&Place>) -> Result<Member> {
    let mut transaction = context.store.begin().await?;
    account::set_place(&mut transaction, id.account(), place).await?;
    let member = member::by_account(&mut transaction, id.account())
        .await?
        .filter(|member| member.account.gone_at.is_none())
        .ok_or(Error::NotFound)?;
    let audience = Audience::followers(member.id);
    outbox::send(
        context,
        &mut transaction,
        &member,
        Message::UpdateAccount,
        audience,
    )
    .await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(member)
}
