//! A member asks for a recommendation.

use vouchwell_domain::evidence::Topics;
use vouchwell_domain::identifier::{AccountId, RequestId, next_sequence};
use vouchwell_domain::limit::{DEADLINE, OPEN_REQUESTS, REQUEST_INTERVAL};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::request::{Request, Side};
use vouchwell_storage::{block, lock, request};

use super::{RequestView, view};
use crate::account::living;
use crate::acquaintance::{check_length, mutual_attestations};
use crate::error::Refusal;
use crate::{Context, Result, outbox};

/// Asks an acquaintance. There is no field for what she should write.
///
/// # Errors
/// They are not acquainted, or a limit of [`vouchwell_domain::limit`] is reached.
pub async fn ask(
    context: &Context,
    member: &Member,
    other: AccountId,
    topics: Topics,
    message: Option<String>,
) -> Result<RequestView> {
    check_length(message.as_deref())?;
    let mut transaction = context.store.begin().await?;
    let other = living(&mut transaction, other).await?;
    if other.id == member.account.id {
        return Err(Refusal::Oneself.into());
    }
    if block::exists(&mut transaction, member.account.id, other.id).await? {
        return Err(Refusal::Blocking.into());
    }
    lock::pair(&mut transaction, member.account.id, other.id).await?;
    mutual_attestations(&mut transaction, member, &other).await?;
    let now = context.now();
    let earlier = request::newest_between(&mut transaction, member.account.id, other.id, true).await?;
    if earlier.is_some_and(|earlier| now - earlier.created_at < REQUEST_INTERVAL) {
        return Err(Refusal::AskedRecently.into());
    }
    if request::count_open(&mut transaction, member.id, now).await? >= OPEN_REQUESTS {
        return Err(Refusal::TooManyRequests.into());
    }
    let published = context.timestamp();
    let made = Request {
        id: RequestId::random(&*context.entropy),
        owner: member.id,
        other: other.id,
        side: Side::Asker { answered: false },
        invite: context.address.new_activity(&*context.entropy),
        topics: topics.clone(),
        message: message.clone(),
        reply: None,
        closed: false,
        sequence: next_sequence(now, &*context.entropy),
        created_at: now,
        closes_at: published + DEADLINE,
        reminded_at: None,
    };
    request::save(&mut transaction, &made).await?;
    let invite = Message::Invite {
        to: other.uri.clone(),
        topics,
        content: message,
        published,
        end_time: made.closes_at,
        reminds: None,
    };
    let audience = Audience::only(other.id);
    outbox::send_as(
        context,
        &mut transaction,
        member,
        made.invite.clone(),
        invite,
        audience,
    )
    .await?;
    let view = view(context, &mut transaction, made).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}
