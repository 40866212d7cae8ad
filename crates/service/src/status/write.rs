//! A member posts.

use std::str::FromStr;

use chrono::TimeDelta;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::status::{InReplyTo, Status};
use vouchwell_domain::text::{self, Mentioned};
use vouchwell_storage::{Transaction, block, idempotency_key, lock, media, member, mention, status};

use super::note::note_of;
use crate::account::known;
use crate::error::Refusal;
use crate::involvement::meant;
use crate::notification::{tell, tell_followers};
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result, conversation, outbox, poll, preview_card, quote};

/// How long a key makes no second post.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// What a client calls a post, so that asking for it again makes no second one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The key is empty or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an Idempotency-Key has 1 to 200 printable ASCII characters")]
pub struct InvalidKey;

impl FromStr for IdempotencyKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let is_printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if (1..=200).contains(&text.len()) && is_printable {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidKey)
        }
    }
}

/// A member posts. With a key that she has used within the last hour, it is the post of that time.
///
/// # Errors
/// What it answers is not there for her, nor what it shows, or the database is away.
pub async fn write(
    context: &Context,
    author: &Member,
    post: &Post,
    key: Option<&IdempotencyKey>,
) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let id = StatusId::next(context.now(), &*context.entropy);
    if let Some(earlier) = taken_before(context, &mut transaction, author, key, id).await? {
        return view(context, transaction, author, earlier).await;
    }
    let new = write_in(context, &mut transaction, author, post, id).await?;
    let shown = load(context, &mut transaction, vec![new], Some(author.id))
        .await?
        .pop();
    transaction.commit().await?;
    context.new_jobs.notify_one();
    shown.ok_or(Error::Internal("a status has no author"))
}

/// What a member has written with this key within the last hour. If nothing, the key is taken for what she writes now.
pub(crate) async fn taken_before(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    key: Option<&IdempotencyKey>,
    id: StatusId,
) -> Result<Option<StatusId>> {
    let (Some(IdempotencyKey(key)), now) = (key, context.now()) else {
        return Ok(None);
    };
    Ok(idempotency_key::take(transaction, author.id, key, id, now - KEPT, now).await?)
}

/// The same in a transaction that does more.
pub(crate) async fn write_in(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    post: &Post,
    id: StatusId,
) -> Result<Status> {
    let now = context.now();
    let answered = match post.in_reply_to {
        Some(answered) => {
            lock::status(transaction, answered).await?;
            Some(meant(transaction, Some(author.id), answered).await?)
        }
        None => None,
    };
    let mentioned = named(context, transaction, author, &post.content).await?;
    let name: MemberName = author
        .account
        .name
        .parse()
        .map_err(|_| Error::Internal("a member has a name that no member can have"))?;
    let new = Status {
        id,
        uri: context.address.status(&name, id),
        url: context.address.status_page(&name, id),
        account: author.account.id,
        content: text::html(post.content.text(), context.address.origin(), &mentioned),
        spoiler: post.content.spoiler().to_owned(),
        sensitive: post.content.is_sensitive(),
        language: post.content.language().map(Language::to_string),
        visibility: post.visibility,
        in_reply_to: answered.as_ref().map(InReplyTo::of),
        tags: post.content.hashtags(),
        mentions: ids(&mentioned),
        recommendation: None,
        reblog_of: None,
        created_at: now,
        edited_at: None,
    };
    status::insert(transaction, &new).await?;
    status::set_source(transaction, id, post.content.text()).await?;
    if !media::attach(transaction, author.id, id, &post.media, now).await? {
        return Err(Refusal::MediaNotThere.into());
    }
    if let Some(asked) = &post.poll {
        poll::begin(context, transaction, &asked.begin(id, now)).await?;
    }
    quote::keep_policy(transaction, &new, post.quote_policy).await?;
    conversation::add(context, transaction, &new).await?;
    preview_card::ask(context, transaction, &new).await?;
    tell_mentioned(context, transaction, author, &new, &mentioned).await?;
    tell_followers(context, transaction, &new).await?;
    publish(context, transaction, author, &new).await?;
    Ok(new)
}

/// What a post of a member has become: the post, or what the instance's account answered her.
pub(crate) async fn view(
    context: &Context,
    mut transaction: Transaction,
    author: &Member,
    id: StatusId,
) -> Result<StatusView> {
    let (found, own) = (status::by_id(&mut transaction, id).await?, author.account.id);
    let hers = found.filter(|found| found.account == own || found.mentions == [own]);
    load(
        context,
        &mut transaction,
        hers.into_iter().collect(),
        Some(author.id),
    )
    .await?
    .pop()
    .ok_or(Error::NotFound)
}

/// Who is named and known here. Those whom the author blocks are not named.
pub(super) async fn named(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    content: &PostContent,
) -> Result<Vec<Mentioned>> {
    let mut mentioned = known(context, transaction, &content.handles()).await?;
    let blocked = block::blocked_among(transaction, author.id, &ids(&mentioned)).await?;
    mentioned.retain(|named| !blocked.contains(&named.account.id));
    Ok(mentioned)
}

pub(super) fn ids(mentioned: &[Mentioned]) -> Vec<AccountId> {
    let mut ids: Vec<AccountId> = mentioned.iter().map(|named| named.account.id).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Members who are named are told, but for the author herself.
pub(super) async fn tell_mentioned(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    about: &Status,
    mentioned: &[Mentioned],
) -> Result<()> {
    for named in mentioned {
        let account = &named.account;
        if !account.is_local() || account.id == author.account.id {
            continue;
        }
        if let Some(member) = member::by_account(transaction, account.id).await? {
            let kind = NotificationKind::Mention;
            tell(
                context,
                transaction,
                &member,
                kind,
                author.account.id,
                Some(about.id),
            )
            .await?;
        }
    }
    Ok(())
}

/// Sends a post, or what has become of it, to everybody whom it is for.
pub(super) async fn publish(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    about: &Status,
) -> Result<()> {
    let note = note_of(context, transaction, about).await?;
    let audience = audience(transaction, author, about).await?;
    outbox::send(
        context,
        transaction,
        author,
        Message::Post(Box::new(note)),
        audience,
    )
    .await?;
    Ok(())
}

/// Those who are or were mentioned, followers unless it is direct, and who wrote what it answers if everybody may
/// read it.
pub(crate) async fn audience(
    transaction: &mut Transaction,
    author: &Member,
    about: &Status,
) -> Result<Audience> {
    let mut accounts = mention::ever_of(transaction, about.id).await?;
    if about.visibility.is_open() {
        accounts.extend(about.in_reply_to.as_ref().and_then(|answered| answered.account));
    }
    accounts.retain(|account| *account != author.account.id);
    Ok(Audience {
        accounts,
        followers_of: about.visibility.reaches_followers().then_some(author.id),
        ..Audience::default()
    })
}
