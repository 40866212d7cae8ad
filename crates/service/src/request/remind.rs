//! A member reminds of her request, once.

use vouchwell_domain::identifier::RequestId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::request::{Request, ShownRequestState};
use vouchwell_storage::{account, block, lock, request};

use super::{RequestView, view};
use crate::error::Refusal;
use crate::{Context, Error, Result, outbox};

/// Reminds somebody of an open request. What becomes of it is not told: who said no in silence, or blocks the
/// asker, is not reminded.
///
/// # Errors
/// It is not her request, not open any more, or not the time.
pub async fn remind(context: &Context, member: &Member, id: &RequestId) -> Result<RequestView> {
    let mut transaction = context.store.begin().await?;
    let found = request::of_owner(&mut transaction, member.id, id)
        .await?
        .filter(Request::is_visible_to_owner)
        .ok_or(Error::NotFound)?;
    lock::pair(&mut transaction, member.account.id, found.other).await?;
    let found = request::of_owner(&mut transaction, member.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let is_open = found.shown(context.timestamp()) == ShownRequestState::Open;
    if !is_open || !found.is_asked_by_owner() {
        return Err(Refusal::NothingToRemind.into());
    }
    let now = context.now();
    if found.may_be_reminded_from().is_none_or(|from| now < from) {
        return Err(Refusal::NoReminder.into());
    }
    let other = account::by_id(&mut transaction, found.other)
        .await?
        .ok_or(Error::NotFound)?;
    if block::exists(&mut transaction, member.account.id, other.id).await? {
        return Err(Refusal::Blocking.into());
    }
    request::remind(&mut transaction, &found.id, now).await?;
    let reminder = Message::Invite {
        to: other.uri.clone(),
        topics: found.topics.clone(),
        content: found.message.clone(),
        published: context.timestamp(),
        end_time: found.closes_at,
        reminds: Some(found.invite.clone()),
    };
    outbox::send(
        context,
        &mut transaction,
        member,
        reminder,
        Audience::only(other.id),
    )
    .await?;
    let reminded = Request {
        reminded_at: Some(now),
        ..found
    };
    let view = view(context, &mut transaction, reminded).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}
