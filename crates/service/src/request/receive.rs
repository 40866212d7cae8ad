//! What others ask of members, and what they answer to them.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{ObjectUri, RequestId, next_sequence};
use vouchwell_domain::limit::{LONGEST_DEADLINE, MESSAGE_LENGTH, OPEN_REQUESTS, REQUEST_INTERVAL};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::notice::Notice;
use vouchwell_domain::request::{Request, Side};
use vouchwell_storage::{Transaction, boundary, lock, request};

use crate::acquaintance::{is_doubted, is_met, mutual_attestations};
use crate::inbox::open_member;
use crate::{Context, Error, Result, notice};

/// Somebody asks a member for a recommendation, or reminds her once that he did. Only acquaintances may, and not
/// again within the interval: what exceeds that changes nothing. What is more than an asker may have open at once is
/// kept, and not shown: his own server should have refused it.
pub(crate) async fn receive_invite(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    envelope: &Envelope,
) -> Result<()> {
    let Message::Invite {
        to,
        topics,
        content,
        published,
        end_time,
        reminds,
    } = &envelope.message
    else {
        return Ok(());
    };
    let Some(to) = open_member(transaction, to, from).await? else {
        return Ok(());
    };
    lock::pair(transaction, from.id, to.account.id).await?;
    let pair = match mutual_attestations(transaction, &to, from).await {
        Ok(pair) => pair,
        Err(Error::Refused(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let now = context.now();
    let hidden = !is_met(&pair) && is_doubted(context, transaction, from).await?;
    if let Some(invite) = reminds {
        let known = request::by_invite(transaction, to.account.id, invite).await?;
        let reminded = known.filter(|known| {
            known.other == from.id && known.is_visible_to_owner() && known.takes_reminder(now)
        });
        if let Some(known) = reminded.filter(|_| !hidden) {
            request::remind(transaction, &known.id, now).await?;
            notice::give(context, transaction, &to, Notice::Asked, (from, &envelope.id)).await?;
        }
        return Ok(());
    }
    let earlier = request::newest_between(transaction, to.account.id, from.id, false).await?;
    let repeated = earlier.is_some_and(|earlier| now - earlier.created_at < REQUEST_INTERVAL);
    if repeated || *end_time < context.timestamp() || *end_time > *published + LONGEST_DEADLINE {
        return Ok(());
    }
    let lie_open = request::count_open_by(transaction, from.id, now).await?;
    let takes_requests = boundary::of(transaction, to.id).await?.takes_requests;
    let hidden = hidden || lie_open >= OPEN_REQUESTS || !takes_requests;
    let received = Request {
        id: RequestId::random(&*context.entropy),
        owner: to.id,
        other: from.id,
        side: Side::Asked { answer: None, hidden },
        invite: envelope.id.clone(),
        topics: topics.clone(),
        message: content
            .as_ref()
            .map(|content| content.chars().take(MESSAGE_LENGTH).collect()),
        reply: None,
        closed: false,
        sequence: next_sequence(now, &*context.entropy),
        created_at: now,
        closes_at: *end_time,
        reminded_at: None,
    };
    request::save(transaction, &received).await?;
    if !hidden {
        notice::give(context, transaction, &to, Notice::Asked, (from, &envelope.id)).await?;
    }
    Ok(())
}

/// Somebody will write.
pub(crate) async fn receive_accept(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    invite: &ObjectUri,
) -> Result<()> {
    let Some(asked) = own_open(transaction, from, to, invite).await? else {
        return Ok(());
    };
    request::save(
        transaction,
        &Request {
            side: Side::Asker { answered: true },
            ..asked
        },
    )
    .await?;
    notice::give(context, transaction, to, Notice::WillWrite, (from, invite)).await?;
    Ok(())
}

/// Somebody would like to meet first.
pub(crate) async fn receive_meet_first(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    invite: &ObjectUri,
    content: Option<&str>,
) -> Result<()> {
    let Some(asked) = own_open(transaction, from, to, invite).await? else {
        return Ok(());
    };
    let reply = content.map(str::to_owned);
    request::save(
        transaction,
        &Request {
            side: Side::Asker { answered: true },
            reply,
            ..asked
        },
    )
    .await?;
    notice::give(context, transaction, to, Notice::MeetFirst, (from, invite)).await?;
    Ok(())
}

/// Somebody says no, expressly.
pub(crate) async fn receive_reject(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    invite: &ObjectUri,
    content: Option<&str>,
) -> Result<()> {
    let Some(asked) = own_open(transaction, from, to, invite).await? else {
        return Ok(());
    };
    let reply = content.map(str::to_owned);
    request::save(
        transaction,
        &Request {
            closed: true,
            reply,
            ..asked
        },
    )
    .await?;
    notice::give(context, transaction, to, Notice::Declined, (from, invite)).await?;
    Ok(())
}

/// Somebody takes his request back.
pub(crate) async fn receive_undo(
    transaction: &mut Transaction,
    from: &Account,
    invite: &ObjectUri,
) -> Result<()> {
    for asked in request::by_invite_of(transaction, invite, from.id).await? {
        if !asked.is_asked_by_owner() {
            request::save(
                transaction,
                &Request {
                    closed: true,
                    ..asked
                },
            )
            .await?;
        }
    }
    Ok(())
}

async fn own_open(
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    invite: &ObjectUri,
) -> Result<Option<Request>> {
    let found = request::by_invite(transaction, to.account.id, invite).await?;
    Ok(found.filter(|asked| asked.other == from.id && asked.is_asked_by_owner() && !asked.closed))
}
