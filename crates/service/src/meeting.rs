//! Meeting in person: a member shows a code, and another scans or types it (protocol §6).

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::account::{Account, Home, Host};
use vouchwell_domain::acquaintance::IncomingCode;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{ObjectUri, next_sequence};
use vouchwell_domain::limit::{
    LONGEST_DEADLINE, MEETING_LIFE, MEETING_MISSES, MEETING_TRIES, MEETING_TRY_PERIOD,
};
use vouchwell_domain::meeting::{MeetingLink, MeetingToken, Trier};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, account, lock, meeting, meeting_try};

use crate::error::Refusal;
use crate::token::digest_of;
use crate::{Context, Error, Result};

/// A code as its member shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCode {
    /// Where it leads; drawn as a QR code.
    pub link: MeetingLink,
    /// Until when it is good, once.
    pub expires_at: DateTime<Utc>,
}

/// Makes a new code for a member to show. Those before it stay good until their own time is over, so that
/// nobody scans in vain while a new one comes up.
///
/// # Errors
/// The database is away.
pub async fn show(context: &Context, member: &Member) -> Result<ShownCode> {
    let now = context.now();
    let token = MeetingToken::random(&*context.entropy);
    let expires_at = now + MEETING_LIFE;
    let mut transaction = context.store.begin().await?;
    // No Offer waits longer than that to be confirmed.
    let used_before = now - LONGEST_DEADLINE - TimeDelta::days(1);
    meeting::forget(&mut transaction, now, used_before).await?;
    meeting::insert(
        &mut transaction,
        &digest_of(token.as_str()),
        member.id,
        expires_at,
    )
    .await?;
    transaction.commit().await?;
    let link = MeetingLink::beside(&member.account.uri.url(), token);
    Ok(ShownCode { link, expires_at })
}

/// Counts that a member tries a code, before anybody is asked about it.
///
/// # Errors
/// She has tried too many within a minute.
pub async fn count_try(context: &Context, member: &Member) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    // Two tries at once are counted one after the other.
    lock::account(&mut transaction, member.account.id).await?;
    let trier = Trier::Member(member.id);
    if is_exhausted(context, &mut transaction, &trier, MEETING_TRIES).await? {
        return Err(Refusal::TooManyCodes.into());
    }
    record(context, &mut transaction, &trier).await?;
    transaction.commit().await?;
    Ok(())
}

/// The member of this instance whose code it is.
///
/// # Errors
/// It is nobody's, or not good any more.
pub async fn shown_here(context: &Context, token: &MeetingToken) -> Result<Account> {
    let mut snapshot = context.store.snapshot().await?;
    holder(context, &mut snapshot, token)
        .await?
        .ok_or_else(|| Refusal::CodeNotGood.into())
}

/// The same for another server, which asks because a member of its scanned or typed the code. Wrong ones are
/// counted, and after too many of them it is told nothing for a while.
///
/// # Errors
/// It has tried too many wrong ones, or the code is nobody's.
pub async fn shown_to(context: &Context, server: &Host, token: &MeetingToken) -> Result<ActorUri> {
    let trier = Trier::Server(server.clone());
    let mut snapshot = context.store.snapshot().await?;
    if is_exhausted(context, &mut snapshot, &trier, MEETING_MISSES).await? {
        return Err(Refusal::TooManyCodes.into());
    }
    let found = holder(context, &mut snapshot, token).await?;
    drop(snapshot);
    if let Some(member) = found {
        return Ok(member.uri);
    }
    let mut transaction = context.store.begin().await?;
    record(context, &mut transaction, &trier).await?;
    transaction.commit().await?;
    Err(Error::NotFound)
}

/// Whether a code is that of the person to whom a member is about to offer. Another server knows its own
/// codes, and has been asked.
pub(crate) async fn check(
    context: &Context,
    transaction: &mut Transaction,
    token: &MeetingToken,
    other: &Account,
) -> Result<()> {
    if !other.is_local() {
        return Ok(());
    }
    match holder(context, transaction, token).await? {
        Some(holder) if holder.id == other.id => Ok(()),
        _ => Err(Refusal::CodeNotGood.into()),
    }
}

/// Uses up the code that came with an Offer, if it is one that the member showed.
pub(crate) async fn redeem(
    context: &Context,
    transaction: &mut Transaction,
    (from, to): (&Account, &Member),
    token: &MeetingToken,
    offer: &ObjectUri,
) -> Result<IncomingCode> {
    let server = match &from.home {
        Home::Elsewhere(host) => Some(Trier::Server(host.clone())),
        Home::Here => None,
    };
    if let Some(server) = &server
        && is_exhausted(context, transaction, server, MEETING_MISSES).await?
    {
        return Ok(IncomingCode::Absent);
    }
    let digest = digest_of(token.as_str());
    if meeting::use_up(transaction, &digest, to.id, offer, context.now()).await? {
        return Ok(IncomingCode::Right);
    }
    if let Some(server) = &server {
        record(context, transaction, server).await?;
    }
    Ok(IncomingCode::Wrong)
}

async fn holder(
    context: &Context,
    transaction: &mut Transaction,
    token: &MeetingToken,
) -> Result<Option<Account>> {
    let digest = digest_of(token.as_str());
    let Some(member) = meeting::shown_by(transaction, &digest, context.now()).await? else {
        return Ok(None);
    };
    let found = account::by_id(transaction, member).await?;
    Ok(found.filter(|account| account.gone_at.is_none()))
}

async fn is_exhausted(
    context: &Context,
    transaction: &mut Transaction,
    trier: &Trier,
    most: i64,
) -> Result<bool> {
    let since = context.now() - MEETING_TRY_PERIOD;
    Ok(meeting_try::count(transaction, trier, since).await? >= most)
}

async fn record(context: &Context, transaction: &mut Transaction, trier: &Trier) -> Result<()> {
    let now = context.now();
    let sequence = next_sequence(now, &*context.entropy);
    meeting_try::record(transaction, trier, sequence, now, now - MEETING_TRY_PERIOD).await?;
    Ok(())
}
