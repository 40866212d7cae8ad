//! Two members who write about each other: neither reads the other's text while she writes her own.
//!
//! An author is shown the same whether his text is kept back or not, so he does not learn that somebody writes about
//! him.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::member::Member;
use vouchwell_domain::notice::Notice;
use vouchwell_domain::recommendation::Recommendation;
use vouchwell_domain::version::Version;
use vouchwell_storage::{Transaction, account, kept_back, lock, recommendation, version};

use crate::inbox::open_member;
use crate::{Context, Error, Result, notice};

/// Whether the text that a member offers now is kept back, since its subject is writing about her. What the subject
/// offered before, and was kept back from the member, is shown to her now.
pub(super) async fn is_kept_back(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    subject: &Account,
) -> Result<bool> {
    let theirs = recommendation::unpublished_by(transaction, subject.id, author.account.id).await?;
    let waits = theirs.iter().any(|one| kept_back_offer(one).is_some());
    if waits {
        show_all(context, transaction, &theirs).await?;
    }
    Ok(!waits && is_writing(&theirs))
}

/// Somebody no longer writes: what the other offered is kept from her no longer.
pub(crate) async fn show_what_waits(
    context: &Context,
    transaction: &mut Transaction,
    (author, subject): (AccountId, AccountId),
) -> Result<()> {
    let drafts = recommendation::unpublished_by(transaction, author, subject).await?;
    if !is_writing(&drafts) {
        let theirs = recommendation::unpublished_by(transaction, subject, author).await?;
        show_all(context, transaction, &theirs).await?;
    }
    Ok(())
}

/// The longest time for which an offer is kept back is over.
///
/// # Errors
/// The database is away.
pub(crate) async fn show_after_all(context: &Context, offer: &ObjectUri) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if let Some(id) = version::recommendation_by_offer(&mut transaction, offer).await?
        && let Some(found) = recommendation::by_id(&mut transaction, &id).await?
    {
        lock::pair(&mut transaction, found.author, found.subject).await?;
        show(context, &mut transaction, &found, offer).await?;
    }
    // The offer may have ended with the acquaintance.
    kept_back::release(&mut transaction, offer).await?;
    transaction.commit().await?;
    Ok(())
}

fn is_writing(texts: &[Recommendation]) -> bool {
    texts
        .iter()
        .any(|one| one.progress.as_ref().is_some_and(Version::is_draft))
}

fn kept_back_offer(one: &Recommendation) -> Option<&ObjectUri> {
    let offer = one.progress.as_ref().and_then(Version::offer);
    offer.filter(|offer| offer.kept_back).map(|offer| &offer.uri)
}

async fn show_all(context: &Context, transaction: &mut Transaction, texts: &[Recommendation]) -> Result<()> {
    for one in texts {
        if let Some(offer) = kept_back_offer(one) {
            show(context, transaction, one, offer).await?;
        }
    }
    Ok(())
}

async fn show(
    context: &Context,
    transaction: &mut Transaction,
    found: &Recommendation,
    offer: &ObjectUri,
) -> Result<()> {
    if !kept_back::release(transaction, offer).await? {
        return Ok(());
    }
    let author = account::by_id(transaction, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    let subject = account::by_id(transaction, found.subject)
        .await?
        .ok_or(Error::NotFound)?;
    if let Some(subject) = open_member(transaction, &subject.uri, &author).await? {
        notice::give(context, transaction, &subject, Notice::Offered, (&author, offer)).await?;
    }
    Ok(())
}
