//! A member deletes a post.

use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, activity, media as stored_media, status, tombstone};

use super::write::audience;
use crate::error::Refusal;
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result, media, outbox, reblog};

/// A post that is gone, so that its author can write it anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// As it was.
    pub view: StatusView,
    /// What she had typed.
    pub text: String,
}

/// A member deletes her post, here and everywhere it was sent, or takes back a boost.
///
/// # Errors
/// It is not hers, carries a recommendation, or the database is away.
pub async fn delete(context: &Context, author: &Member, id: StatusId) -> Result<Deleted> {
    let mut transaction = context.store.begin().await?;
    if let Some(boost) = own_boost(&mut transaction, author, id).await? {
        let view = load(context, &mut transaction, vec![boost.clone()], Some(author.id))
            .await?
            .pop();
        reblog::end(context, &mut transaction, author, &boost).await?;
        transaction.commit().await?;
        context.new_jobs.notify_one();
        let view = view.ok_or(Error::NotFound)?;
        return Ok(Deleted {
            view,
            text: String::new(),
        });
    }
    let (post, text) = own(&mut transaction, author, id).await?;
    let audience = audience(&mut transaction, author, &post).await?;
    let view = load(context, &mut transaction, vec![post.clone()], Some(author.id))
        .await?
        .pop();
    let view = view.ok_or(Error::Internal("a status has no author"))?;
    for shown in stored_media::detach_from(&mut transaction, id, &[]).await? {
        media::forget_at(context, &mut transaction, shown, media::REWRITING).await?;
    }
    reblog::end_all_of(context, &mut transaction, &post).await?;
    status::remove_by_uri(&mut transaction, &post.uri).await?;
    // Of what not everybody could read, nobody learns that it was there.
    if post.visibility.is_open() {
        tombstone::add(&mut transaction, &post.uri, &author.account.uri, context.now()).await?;
    }
    activity::remove_sent_about(&mut transaction, &post.uri).await?;
    let message = Message::Delete {
        object: post.uri,
        withdrawals: Vec::new(),
    };
    outbox::send(context, &mut transaction, author, message, audience).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(Deleted { view, text })
}

async fn own_boost(transaction: &mut Transaction, author: &Member, id: StatusId) -> Result<Option<Status>> {
    let found = status::by_id(transaction, id).await?;
    Ok(found.filter(|found| found.account == author.account.id && found.reblog_of.is_some()))
}

/// A post of a member that she may change, and what she had typed.
pub(super) async fn own(
    transaction: &mut Transaction,
    author: &Member,
    id: StatusId,
) -> Result<(Status, String)> {
    let found = status::by_id(transaction, id).await?;
    let found = found.filter(|found| found.account == author.account.id && found.reblog_of.is_none());
    let found = found.ok_or(Error::NotFound)?;
    if found.recommendation.is_some() {
        return Err(Refusal::SignedText.into());
    }
    let text = status::source(transaction, id).await?.unwrap_or_default();
    Ok((found, text))
}
