//! A member edits a post.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::post::PostContent;
use vouchwell_domain::status::Status;
use vouchwell_domain::text;
use vouchwell_storage::{lock, status};

use super::delete::own;
use super::note::note_of;
use super::write::{audience, ids, named, tell_mentioned};
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result, outbox};

/// A member writes her post anew. Who may read it stays as it was; whoever was mentioned before may go on
/// reading. Without a change nothing happens.
///
/// # Errors
/// It is not hers, carries a recommendation, or the database is away.
pub async fn edit(
    context: &Context,
    author: &Member,
    id: StatusId,
    content: &PostContent,
) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    lock::status(&mut transaction, id).await?;
    let (post, text) = own(&mut transaction, author, id).await?;
    let language = content
        .language()
        .map(Language::to_string)
        .or(post.language.clone());
    let is_same = text == content.text()
        && post.spoiler == content.spoiler()
        && post.sensitive == content.is_sensitive()
        && post.language == language;
    let changed = if is_same {
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
            edited_at: Some(later(context.now(), post.edited_at.unwrap_or(post.created_at))),
            ..post
        };
        status::update(&mut transaction, &changed).await?;
        status::set_source(&mut transaction, id, content.text()).await?;
        tell_mentioned(context, &mut transaction, author, &changed, &mentioned).await?;
        let note = note_of(context, &mut transaction, &changed).await?;
        let audience = audience(&mut transaction, author, &changed).await?;
        let message = Message::EditPost(Box::new(note));
        outbox::send(context, &mut transaction, author, message, audience).await?;
        changed
    };
    let view = load(&mut transaction, vec![changed], Some(author.id))
        .await?
        .pop();
    transaction.commit().await?;
    context.new_jobs.notify_one();
    view.ok_or(Error::Internal("a status has no author"))
}

/// Other servers are told whole seconds, and take an edit for new only if it is later than the one before.
fn later(now: DateTime<Utc>, before: DateTime<Utc>) -> DateTime<Utc> {
    let second = TimeDelta::seconds(1);
    before
        .duration_trunc(second)
        .map_or(now, |before| now.max(before + second))
}
