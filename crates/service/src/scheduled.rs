//! Posts that members write now and that are posted later.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::identifier::{MediaId, ScheduledId, StatusId};
use vouchwell_domain::job::Job;
use vouchwell_domain::media::Media;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::Post;
use vouchwell_domain::scheduled::{AHEAD, ScheduledPost, WAITING};
use vouchwell_storage::{Transaction, media as stored_media, member, scheduled, suspension};

use crate::error::Refusal;
use crate::involvement::meant;
use crate::status::{IdempotencyKey, taken_before, write_in};
use crate::{Context, Error, Result, media, outbox};

/// A post that waits, with what it will show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledView {
    /// The post.
    pub scheduled: ScheduledPost,
    /// What it will show.
    pub media: Vec<Media>,
}

/// A member writes a post that is posted at a time. With a key that she has used within the last hour, it is the post
/// of that time.
///
/// # Errors
/// The time is not far enough ahead, too many wait, what it answers or shows is not there, or the database is away.
pub async fn schedule(
    context: &Context,
    author: &Member,
    post: &Post,
    at: DateTime<Utc>,
    key: Option<&IdempotencyKey>,
) -> Result<ScheduledView> {
    check(context, at)?;
    let mut transaction = context.store.begin().await?;
    let id = ScheduledId::next(context.now(), &*context.entropy);
    let as_status = StatusId::from_number(id.number());
    if let Some(earlier) = taken_before(context, &mut transaction, author, key, as_status).await? {
        let earlier = ScheduledId::from_number(earlier.number());
        return one_in(&mut transaction, author, earlier).await;
    }
    if scheduled::count(&mut transaction, author.id).await? >= i64::from(WAITING) {
        return Err(Refusal::TooManyScheduled.into());
    }
    if let Some(answered) = post.in_reply_to {
        meant(&mut transaction, Some(author.id), answered).await?;
    }
    let new = ScheduledPost {
        id,
        author: author.id,
        post: post.clone(),
        at,
    };
    if !scheduled::insert(&mut transaction, &new).await? {
        return Err(Refusal::MediaNotThere.into());
    }
    let job = Job::PostScheduled { scheduled: id };
    outbox::schedule(context, &mut transaction, &job, at).await?;
    let view = one_in(&mut transaction, author, id).await?;
    transaction.commit().await?;
    Ok(view)
}

fn check(context: &Context, at: DateTime<Utc>) -> Result<()> {
    if at < context.now() + AHEAD {
        return Err(Refusal::TooSoon.into());
    }
    Ok(())
}

/// The posts of a member that wait.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, author: &Member, page: Page) -> Result<Vec<ScheduledView>> {
    let mut snapshot = context.store.snapshot().await?;
    let waiting = scheduled::of_member(&mut snapshot, author.id, page).await?;
    views(&mut snapshot, waiting).await
}

/// One of them.
///
/// # Errors
/// It is not hers or does not wait any more, or the database is away.
pub async fn one(context: &Context, author: &Member, id: ScheduledId) -> Result<ScheduledView> {
    let mut snapshot = context.store.snapshot().await?;
    one_in(&mut snapshot, author, id).await
}

async fn one_in(transaction: &mut Transaction, author: &Member, id: ScheduledId) -> Result<ScheduledView> {
    let found = scheduled::by_id(transaction, author.id, id).await?;
    let found = views(transaction, found.into_iter().collect()).await?.pop();
    found.ok_or(Error::NotFound)
}

async fn views(transaction: &mut Transaction, waiting: Vec<ScheduledPost>) -> Result<Vec<ScheduledView>> {
    let ids: Vec<MediaId> = waiting
        .iter()
        .flat_map(|scheduled| scheduled.post.media.iter().copied())
        .collect();
    let media = stored_media::by_ids(transaction, &ids).await?;
    let media: HashMap<MediaId, Media> = media.into_iter().map(|media| (media.id, media)).collect();
    let view = |scheduled: ScheduledPost| {
        let shown = scheduled.post.media.iter();
        ScheduledView {
            media: shown.filter_map(|id| media.get(id).cloned()).collect(),
            scheduled,
        }
    };
    Ok(waiting.into_iter().map(view).collect())
}

/// A member puts a post to another time.
///
/// # Errors
/// It is not hers or does not wait any more, the time is not far enough ahead, or the database is away.
pub async fn put_off(
    context: &Context,
    author: &Member,
    id: ScheduledId,
    at: DateTime<Utc>,
) -> Result<ScheduledView> {
    check(context, at)?;
    let mut transaction = context.store.begin().await?;
    if !scheduled::set_time(&mut transaction, author.id, id, at).await? {
        return Err(Error::NotFound);
    }
    let job = Job::PostScheduled { scheduled: id };
    outbox::schedule(context, &mut transaction, &job, at).await?;
    let view = one_in(&mut transaction, author, id).await?;
    transaction.commit().await?;
    Ok(view)
}

/// A member takes back a post that waits.
///
/// # Errors
/// It is not hers or does not wait any more, or the database is away.
pub async fn cancel(context: &Context, author: &Member, id: ScheduledId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let removed = scheduled::remove(&mut transaction, author.id, id).await?;
    let removed = removed.ok_or(Error::NotFound)?;
    for shown in removed.post.media {
        media::forget_at(context, &mut transaction, shown, media::REWRITING).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Posts what waited, once. If it was put off, nothing happens before its new time, at which there is another job. If
/// what it answers is gone, it answers nothing.
///
/// # Errors
/// The database is away; the job can be tried again.
pub async fn post(context: &Context, id: ScheduledId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let Some(due) = scheduled::take_due(&mut transaction, id, context.now()).await? else {
        return Ok(());
    };
    let Some(author) = member::by_account(&mut transaction, due.author.account()).await? else {
        return Ok(());
    };
    if suspension::since(&mut transaction, author.id).await?.is_some() {
        // It stays as it is, and appears if she is let in again.
        drop(transaction);
        let mut transaction = context.store.begin().await?;
        let again = Job::PostScheduled { scheduled: id };
        outbox::schedule(
            context,
            &mut transaction,
            &again,
            context.now() + TimeDelta::days(1),
        )
        .await?;
        return Ok(transaction.commit().await?);
    }
    let mut post = due.post;
    if let Some(answered) = post.in_reply_to {
        match meant(&mut transaction, Some(author.id), answered).await {
            Err(Error::NotFound) => post.in_reply_to = None,
            found => {
                found?;
            }
        }
    }
    let status = StatusId::next(context.now(), &*context.entropy);
    write_in(context, &mut transaction, &author, &post, status).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}
