//! What others say to members: every message takes effect here, whatever carried it.

use std::future::Future;
use std::pin::Pin;

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Envelope, Message};
use vouchwell_storage::{Transaction, account, activity, block as stored_block, member, tombstone};

use crate::remote_account::is_over;
use crate::{
    Context, Result, acquaintance, block, favourite, follow, leave, moving, notice, poll, publication,
    reblog, recommendation, request, withdrawal,
};

/// Lets a message take effect, in the transaction in which it was received. The account that says it must
/// be known; a message that does not fit what is known here changes nothing.
///
/// It returns a boxed future because an answer to a message between two members is taken in turn.
pub fn take<'a>(
    context: &'a Context,
    transaction: &'a mut Transaction,
    envelope: &'a Envelope,
) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
    Box::pin(async move {
        let from = account::by_uri(transaction, &envelope.from).await?;
        let Some(from) = from else { return Ok(()) };
        // Its end may have come while others were asked about what it says.
        if is_over(transaction, &from).await? {
            return Ok(());
        }
        take_from(context, transaction, &from, envelope).await
    })
}

async fn take_from(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    envelope: &Envelope,
) -> Result<()> {
    let id = &envelope.id;
    if is_undone(transaction, from, envelope).await? {
        return Ok(());
    }
    match &envelope.message {
        Message::Follow { target } => {
            if let Some(target) = member_at(transaction, target).await? {
                follow::receive_follow(context, transaction, from, id, &target).await?;
            }
            Ok(())
        }
        Message::AcceptFollow { follow, follower } => {
            if open_member(transaction, follower, from).await?.is_some() {
                follow::receive_accept(transaction, from, follow).await?;
            }
            Ok(())
        }
        Message::RejectFollow { follow, follower } => {
            if open_member(transaction, follower, from).await?.is_some() {
                follow::receive_reject(transaction, from, follow).await?;
            }
            Ok(())
        }
        Message::UndoFollow { follow, target } => {
            take_end_of_follow(context, transaction, from, follow, target).await
        }
        Message::Block { target } => {
            if let Some(target) = member_at(transaction, target).await? {
                block::receive_block(context, transaction, from, id, &target).await?;
            }
            Ok(())
        }
        Message::AskLeave { object, quoting } => {
            leave::answer(context, transaction, from, id, (object, quoting.as_ref())).await
        }
        Message::Like { object, .. } => favourite::receive_like(context, transaction, from, id, object).await,
        Message::Move { target } => moving::receive(context, transaction, from, id, target).await,
        Message::UndoLike { like, object, .. } => {
            favourite::receive_undo(context, transaction, from, like, Some(object)).await?;
            Ok(())
        }
        Message::Vote { question, option, .. } => {
            poll::receive_vote(context, transaction, from, question, option).await
        }
        Message::Announce(announce) => {
            reblog::receive_announce(context, transaction, from, id, announce).await
        }
        Message::UndoAnnounce { id, announce } => {
            reblog::receive_undo(context, transaction, from, id, Some(&announce.object)).await?;
            Ok(())
        }
        Message::OfferAttestation {
            to,
            attestation,
            meeting,
        } => {
            let Some(to) = open_member(transaction, to, from).await? else {
                return Ok(());
            };
            let received = acquaintance::ReceivedAttestation {
                offer: id,
                attestation,
                meeting: meeting.as_ref(),
            };
            acquaintance::receive_offer(context, transaction, from, &to, received).await
        }
        Message::Invite { .. } => request::receive_invite(context, transaction, from, envelope).await,
        Message::OfferRecommendation {
            to,
            note,
            published,
            end_time,
        } => {
            let Some(to) = open_member(transaction, to, from).await? else {
                return Ok(());
            };
            let offered = recommendation::ReceivedOffer {
                id,
                note,
                published: *published,
                end_time: *end_time,
            };
            recommendation::receive_offer(context, transaction, from, &to, offered).await
        }
        Message::Accept { object, to, result } => {
            let Some(to) = open_member(transaction, to, from).await? else {
                return Ok(());
            };
            take_accept(context, transaction, from, &to, object, result).await
        }
        Message::Reject { object, to, content } => {
            let Some(to) = open_member(transaction, to, from).await? else {
                return Ok(());
            };
            if follow::receive_reject(transaction, from, object).await? {
                return Ok(());
            }
            let content = content.as_deref();
            acquaintance::receive_reject(context, transaction, from, &to, object, content).await?;
            request::receive_reject(context, transaction, from, &to, object, content).await
        }
        Message::TentativeAccept {
            object,
            to,
            content,
            end_time,
        } => {
            let Some(to) = open_member(transaction, to, from).await? else {
                return Ok(());
            };
            let content = content.as_deref();
            acquaintance::receive_meet_first(context, transaction, from, &to, object, content).await?;
            request::receive_meet_first(context, transaction, from, &to, object, content).await?;
            recommendation::receive_tentative_accept(context, transaction, from, &to, (id, object), *end_time)
                .await
        }
        Message::TentativeReject { object, to, content } => {
            let Some(to) = open_member(transaction, to, from).await? else {
                return Ok(());
            };
            recommendation::receive_correction(context, transaction, from, &to, object, content).await
        }
        Message::Undo { object, .. } => take_undo(context, transaction, from, object).await,
        Message::Delete { withdrawals, .. } => {
            if !from.is_local() {
                withdrawal::lock_concerned(transaction, withdrawals, None).await?;
            }
            withdrawal::receive(context, transaction, withdrawals).await
        }
        Message::DeleteAccount { withdrawals } => {
            if !from.is_local() {
                withdrawal::lock_concerned(transaction, withdrawals, Some(from)).await?;
            }
            withdrawal::receive(context, transaction, withdrawals).await?;
            withdrawal::receive_account_deletion(context, transaction, from).await
        }
        // A Note between members is in the one table that both read; one from elsewhere is taken by
        // `publication::receive`, after its people were resolved, or by `status::receive_note`. Actor documents are
        // read where they live.
        Message::Publish { .. }
        | Message::Post(_)
        | Message::EditPost(_)
        | Message::UpdateAccount
        | Message::Flag { .. }
        | Message::ShowCollection(_)
        | Message::ShrinkCollection(_)
        | Message::HideCollection { .. }
        | Message::Pin { .. }
        | Message::Unpin { .. } => Ok(()),
    }
}

/// Whether what would begin something was taken back before it could: an answer to another server came between.
async fn is_undone(transaction: &mut Transaction, from: &Account, envelope: &Envelope) -> Result<bool> {
    let begins = matches!(
        envelope.message,
        Message::Follow { .. }
            | Message::Block { .. }
            | Message::OfferAttestation { .. }
            | Message::Invite { .. }
            | Message::OfferRecommendation { .. }
    );
    Ok(begins && tombstone::exists(transaction, &envelope.id, &from.uri).await?)
}

async fn take_accept(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    object: &ObjectUri,
    result: &AcceptResult,
) -> Result<()> {
    match result {
        // Members quote nobody.
        AcceptResult::QuoteAuthorization(_) => Ok(()),
        AcceptResult::Nothing => {
            if !follow::receive_accept(transaction, from, object).await? {
                request::receive_accept(context, transaction, from, to, object).await?;
            }
            Ok(())
        }
        AcceptResult::Attestation(attestation) => {
            acquaintance::receive_accept(context, transaction, from, to, object, attestation).await
        }
        AcceptResult::Acceptance(acceptance) => {
            publication::receive_acceptance(context, transaction, from, to, object, acceptance).await
        }
    }
}

/// By whom it was of first, since Pixelfed gives what it takes back another id than it had. What has had its effect may come
/// again under the same id, and is not remembered as taken back before it came.
async fn take_end_of_follow(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    follow: &ObjectUri,
    target: &ActorUri,
) -> Result<()> {
    if let Some(target) = member_at(transaction, target).await?
        && follow::receive_end(transaction, from, &target).await?
    {
        return Ok(());
    }
    if activity::has_had_effect(transaction, &from.uri, follow).await? {
        return Ok(());
    }
    take_undo(context, transaction, from, follow).await
}

async fn take_undo(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    object: &ObjectUri,
) -> Result<()> {
    if follow::receive_undo(transaction, from, object).await?
        || block::receive_unblock(transaction, from, object).await?
        || favourite::receive_undo(context, transaction, from, object, None).await?
        || reblog::receive_undo(context, transaction, from, object, None).await?
    {
        return Ok(());
    }
    notice::take_back(context, transaction, from, object).await?;
    acquaintance::receive_undo(context, transaction, from, object).await?;
    request::receive_undo(transaction, from, object).await?;
    recommendation::receive_undo(context, transaction, from, object).await
}

/// The member with this actor id.
pub(crate) async fn member_at(transaction: &mut Transaction, uri: &ActorUri) -> Result<Option<Member>> {
    match account::by_uri(transaction, uri).await? {
        Some(account) if account.is_local() => Ok(member::by_account(transaction, account.id).await?),
        _ => Ok(None),
    }
}

/// The member with this actor id, unless she blocks the other or his server: then nothing is heard of him.
pub(crate) async fn open_member(
    transaction: &mut Transaction,
    uri: &ActorUri,
    from: &Account,
) -> Result<Option<Member>> {
    let Some(member) = member_at(transaction, uri).await? else {
        return Ok(None);
    };
    let blocked = stored_block::shuts_out(transaction, member.account.id, from.id).await?;
    Ok((!blocked).then_some(member))
}
