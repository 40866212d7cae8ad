//! Quotes: what a post shows of another, if the other's author approves (FEP-044f). It is shown where that is known.

mod leave;

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::quote::{NamedQuote, Quote, QuoteState};
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, account, quote, status, tombstone};

pub use leave::{Leave, leave, revoke as take_back, set_policy};
pub(crate) use leave::{answer, keep_policy};

use crate::timeline::{StatusView, show};
use crate::{Context, Error, Result, outbox};

/// Whether the quoted post may be fetched if it is not here: not for a post that was fetched itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// It may.
    Fetches,
    /// It may not.
    Ends,
}

/// A post of another server says what it quotes, or nothing any more. What it said before stays as it is known.
pub(crate) async fn receive(
    context: &Context,
    transaction: &mut Transaction,
    quoting: &Status,
    named: Option<&NamedQuote>,
    depth: Depth,
) -> Result<()> {
    let before = quote::by_status(transaction, quoting.id).await?;
    let Some(named) = named.filter(|named| named.uri != quoting.uri) else {
        if before.is_some() {
            quote::remove(transaction, quoting.id).await?;
        }
        return Ok(());
    };
    let quoted = quotable(transaction, quoting, &named.uri).await?;
    let found = quoted.as_ref().map(|quoted| quoted.id);
    let is_said_again = |before: &Quote| {
        before.named == *named && (before.state != QuoteState::Pending || before.quoted == found)
    };
    if before.is_some_and(|before| is_said_again(&before)) {
        return Ok(());
    }
    let is_own = is_of_the_same_author(quoted.as_ref(), quoting);
    let of_member = context.address.is_origin_of(named.uri.as_str());
    let state = match &quoted {
        Some(_) if is_own => QuoteState::Accepted,
        Some(quoted) if of_member => leave::of(transaction, quoted, quoting).await?,
        None if of_member => QuoteState::Rejected,
        // An approval stands on the server of the quoted author, and no other host is asked for it.
        _ if is_elsewhere(named) => QuoteState::Rejected,
        _ => QuoteState::Pending,
    };
    let kept = Quote {
        status: quoting.id,
        named: named.clone(),
        quoted: found,
        state,
    };
    quote::save(transaction, &kept).await?;
    // Nobody is asked because of what was said to some alone.
    if state == QuoteState::Pending && !of_member && quoting.visibility.is_open() {
        ask(context, transaction, &kept, depth).await?;
    }
    Ok(())
}

/// Whether an approval is said to stand elsewhere than on the server of the quoted post.
fn is_elsewhere(named: &NamedQuote) -> bool {
    let approval = named.approval.as_ref();
    approval.is_some_and(|approval| approval.origin() != named.uri.origin())
}

/// Has the approval asked for, or the quoted post where its author may have quoted herself.
async fn ask(context: &Context, transaction: &mut Transaction, kept: &Quote, depth: Depth) -> Result<()> {
    let fetches = depth == Depth::Fetches;
    if kept.quoted.is_none() && !fetches {
        return Ok(());
    }
    let job = Job::CheckQuote {
        status: kept.status,
        quoted: kept.named.uri.clone(),
        fetches,
    };
    // An address that is of no host is not asked.
    if job.host().is_some() {
        outbox::schedule(context, transaction, &job, context.now()).await?;
    }
    Ok(())
}

/// The post with an id that a post may quote: no boost, and for everybody unless it is of the same author.
async fn quotable(
    transaction: &mut Transaction,
    quoting: &Status,
    uri: &ObjectUri,
) -> Result<Option<Status>> {
    let found = status::by_uri(transaction, uri).await?;
    Ok(found.filter(|found| {
        let may_be_shown = found.visibility.is_open() || found.account == quoting.account;
        found.reblog_of.is_none() && may_be_shown
    }))
}

fn is_of_the_same_author(quoted: Option<&Status>, quoting: &Status) -> bool {
    quoted.is_some_and(|quoted| quoted.account == quoting.account)
}

/// Who wrote a quoted post, if that is here.
async fn author_of(transaction: &mut Transaction, quoted: Option<&Status>) -> Result<Option<Account>> {
    match quoted {
        Some(quoted) => Ok(account::by_id(transaction, quoted.account).await?),
        None => Ok(None),
    }
}

/// A quote of which it is not known whether the quoted author approves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuote {
    /// The id of the post that quotes.
    pub quoting: ObjectUri,
    /// What it says that it quotes.
    pub named: NamedQuote,
    /// Who wrote the quoted post, if that is here.
    pub author: Option<Account>,
}

/// What has to be found out about a quote; nothing if that is known by now.
///
/// # Errors
/// The database is away.
pub async fn open(transaction: &mut Transaction, id: StatusId) -> Result<Option<OpenQuote>> {
    let Some(kept) = quote::by_status(transaction, id).await? else {
        return Ok(None);
    };
    let Some(quoting) = status::by_id(transaction, id).await? else {
        return Ok(None);
    };
    if kept.state != QuoteState::Pending {
        return Ok(None);
    }
    let quoted = quotable(transaction, &quoting, &kept.named.uri).await?;
    Ok(Some(OpenQuote {
        author: author_of(transaction, quoted.as_ref()).await?,
        quoting: quoting.uri,
        named: kept.named,
    }))
}

/// What was found out about a quote, if it is still the same: whether the quoted author approves, where that is told.
///
/// # Errors
/// The database is away.
pub async fn settle(
    transaction: &mut Transaction,
    id: StatusId,
    named: &NamedQuote,
    approves: Option<bool>,
) -> Result<()> {
    let kept = quote::by_status(transaction, id).await?;
    let Some(kept) = kept.filter(|kept| kept.named == *named && kept.state == QuoteState::Pending) else {
        return Ok(());
    };
    let Some(quoting) = status::by_id(transaction, id).await? else {
        return Ok(());
    };
    let quoted = quotable(transaction, &quoting, &named.uri).await?;
    let is_own = is_of_the_same_author(quoted.as_ref(), &quoting);
    let author = author_of(transaction, quoted.as_ref()).await?;
    let is_taken_back = match (&author, &named.approval) {
        (Some(author), Some(approval)) => tombstone::exists(transaction, approval, &author.uri).await?,
        _ => false,
    };
    let state = match (&quoted, is_own, approves) {
        (Some(_), false, Some(true)) if is_taken_back => QuoteState::Revoked,
        (_, true, _) | (Some(_), _, Some(true)) => QuoteState::Accepted,
        (_, _, Some(false)) => QuoteState::Rejected,
        _ => QuoteState::Pending,
    };
    let quoted = quoted.map(|quoted| quoted.id);
    let settled = Quote {
        quoted,
        state,
        ..kept
    };
    if quote::settle(transaction, &settled).await? && state == QuoteState::Accepted {
        quote::announce(transaction, id);
    }
    Ok(())
}

/// The author of quoted posts takes back what may be an approval.
pub(crate) async fn revoke(
    transaction: &mut Transaction,
    approval: &ObjectUri,
    author: &Account,
) -> Result<()> {
    Ok(quote::revoke(transaction, approval, author.id).await?)
}

/// What quotes a status with its author's approval, as far as the reader may see it.
///
/// # Errors
/// There is no such status that the reader may see, or the database is away.
pub async fn list(
    context: &Context,
    reader: Option<&Member>,
    id: StatusId,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let found = status::visible_by_id(&mut snapshot, id, reader).await?;
        let quoted = found.ok_or(Error::NotFound)?;
        let found = quote::of_quoted(&mut snapshot, quoted.id, page, reader).await?;
        Ok((snapshot, found))
    })
    .await
}
