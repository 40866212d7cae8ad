//! A member edits a post.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::{MediaId, StatusId};
use vouchwell_domain::media::{Caption, Media};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::PostContent;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Status;
use vouchwell_domain::text;
use vouchwell_storage::{Transaction, lock, media as stored_media, poll, status};

use super::delete::own;
use super::note::note_of;
use super::write::{audience, ids, named, tell_mentioned};
use crate::error::Refusal;
use crate::notification::tell_boosters;
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result, media, outbox, preview_card, quote};

/// A post as it is written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What it says.
    pub content: PostContent,
    /// What it shows, in this order.
    pub media: Vec<MediaId>,
    /// What it asks, which cannot change; nothing leaves it as it is.
    pub poll: Option<NewPoll>,
    /// What is said anew of what it shows.
    pub captions: Vec<(MediaId, Caption)>,
    /// Who may quote it from now on, as far as everybody may read it; nothing leaves it as it is.
    pub quote_policy: Option<QuotePolicy>,
}

/// A member writes her post anew. Who may read it stays as it was; whoever was mentioned before may go on
/// reading. Without a change nothing happens.
///
/// # Errors
/// It is not hers, carries a recommendation, what it is to show is not there, or the database is away.
pub async fn edit(context: &Context, author: &Member, id: StatusId, edit: &Edit) -> Result<StatusView> {
    let content = &edit.content;
    let mut transaction = context.store.begin().await?;
    lock::status(&mut transaction, id).await?;
    let (post, text) = own(&mut transaction, author, id).await?;
    if let Some(asked) = &edit.poll {
        let begun = poll::by_status(&mut transaction, id).await?;
        if !begun.is_some_and(|begun| asked.asks_same_as(&begun)) {
            return Err(Refusal::PollChanged.into());
        }
    }
    let language = content
        .language()
        .map(Language::to_string)
        .or(post.language.clone());
    let is_same = text == content.text()
        && post.spoiler == content.spoiler()
        && post.sensitive == content.is_sensitive()
        && post.language == language;
    let now = later(context.now(), post.edited_at.unwrap_or(post.created_at));
    let shows_same = !show(context, &mut transaction, author, &post, edit, now).await?;
    let has_new_policy = match edit.quote_policy {
        Some(policy) => quote::keep_policy(&mut transaction, &post, policy).await?,
        None => false,
    };
    let changed = if is_same && shows_same {
        if has_new_policy {
            tell_anew(context, &mut transaction, author, &post).await?;
        }
        post
    } else {
        let mentioned = named(context, &mut transaction, author, content).await?;
        let changed = Status {
            content: text::html(content.text(), context.address.origin(), &mentioned),
            spoiler: content.spoiler().to_owned(),
            sensitive: content.is_sensitive(),
            language,
            tags: content.hashtags(),
            mentions: ids(&mentioned),
            edited_at: Some(now),
            ..post
        };
        status::update(&mut transaction, &changed).await?;
        status::set_source(&mut transaction, id, content.text()).await?;
        preview_card::ask_anew(context, &mut transaction, &changed).await?;
        tell_mentioned(context, &mut transaction, author, &changed, &mentioned).await?;
        tell_boosters(context, &mut transaction, &changed).await?;
        tell_anew(context, &mut transaction, author, &changed).await?;
        changed
    };
    let view = load(context, &mut transaction, vec![changed], Some(author.id))
        .await?
        .pop();
    transaction.commit().await?;
    context.new_jobs.notify_one();
    view.ok_or(Error::Internal("a status has no author"))
}

/// Tells other servers how a post is now.
pub(crate) async fn tell_anew(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    post: &Status,
) -> Result<()> {
    let note = note_of(context, transaction, post).await?;
    let audience = audience(transaction, author, post).await?;
    let message = Message::EditPost(Box::new(note));
    outbox::send(context, transaction, author, message, audience).await?;
    Ok(())
}

/// Lets a post show other files, or says something else of them; whether anything changed.
async fn show(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    post: &Status,
    edit: &Edit,
    now: DateTime<Utc>,
) -> Result<bool> {
    let before = shown(transaction, post.id).await?;
    for gone in stored_media::detach_from(transaction, post.id, &edit.media).await? {
        media::forget_at(context, transaction, gone, media::REWRITING).await?;
    }
    if !stored_media::attach(transaction, author.id, post.id, &edit.media, now).await? {
        return Err(Refusal::MediaNotThere.into());
    }
    let mut after = shown(transaction, post.id).await?;
    for one in &mut after {
        let caption = edit.captions.iter().find(|(id, _)| *id == one.id);
        if let Some((_, caption)) = caption {
            media::caption_of(transaction, one, caption.clone()).await?;
        }
    }
    Ok(before != after)
}

async fn shown(transaction: &mut Transaction, post: StatusId) -> Result<Vec<Media>> {
    let shown = stored_media::of_statuses(transaction, &[post])
        .await?
        .remove(&post);
    Ok(shown.unwrap_or_default())
}

/// Other servers are told whole seconds, and take an edit for new only if it is later than the one before.
fn later(now: DateTime<Utc>, before: DateTime<Utc>) -> DateTime<Utc> {
    let second = TimeDelta::seconds(1);
    before
        .duration_trunc(second)
        .map_or(now, |before| now.max(before + second))
}
