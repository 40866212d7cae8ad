//! A member's post as other servers see it.

use vouchwell_domain::account::{Account, MemberName};
use vouchwell_domain::evidence::{ActorUri, Timestamp};
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::message::{Mention, Note};
use vouchwell_domain::status::Status;
use vouchwell_storage::{
    Transaction, account, media as stored_media, member, quote_policy, status, tombstone,
};

use crate::{Context, Error, Result, media, poll};

/// What there is at the address of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicNote {
    /// The post and who wrote it.
    Here(Box<Note>, Box<Account>),
    /// It was deleted. Everybody could read it.
    Gone,
}

/// The post with this id by the member with this name, if the reader may see it. The reader may be of another
/// server, or nobody in particular.
///
/// # Errors
/// There is none that the reader may see, it is a recommendation, which has an address of its own, or the
/// database is away.
pub async fn note(
    context: &Context,
    name: &MemberName,
    id: StatusId,
    reader: Option<&ActorUri>,
) -> Result<PublicNote> {
    let mut snapshot = context.store.snapshot().await?;
    let author = member::by_name(&mut snapshot, name)
        .await?
        .ok_or(Error::NotFound)?;
    let author = author.account;
    let uri = context.address.status(name, id);
    if tombstone::exists(&mut snapshot, &uri, &author.uri).await? {
        return Ok(PublicNote::Gone);
    }
    let reader = match reader {
        Some(reader) => account::by_uri(&mut snapshot, reader).await?,
        None => None,
    };
    let found = status::visible_to(&mut snapshot, id, reader.map(|reader| reader.id)).await?;
    let is_post = |found: &Status| found.recommendation.is_none() && found.reblog_of.is_none();
    let found = found.filter(|found| found.account == author.id && is_post(found));
    let found = found.ok_or(Error::NotFound)?;
    let note = note_of(context, &mut snapshot, &found).await?;
    Ok(PublicNote::Here(Box::new(note), Box::new(author)))
}

/// The Note of a post.
pub(crate) async fn note_of(context: &Context, transaction: &mut Transaction, post: &Status) -> Result<Note> {
    let mut mentioned = account::by_ids(transaction, &post.mentions).await?;
    mentioned.sort_by_key(|account| account.id);
    let shown = stored_media::of_statuses(transaction, &[post.id])
        .await?
        .remove(&post.id);
    let shown = shown.unwrap_or_default().into_iter();
    let mention = |account: Account| Mention {
        handle: full_handle(context, &account),
        actor: account.uri,
    };
    Ok(Note {
        uri: post.uri.clone(),
        url: post.url.clone(),
        content: post.content.clone(),
        spoiler: post.spoiler.clone(),
        sensitive: post.sensitive,
        language: post.language.clone(),
        visibility: post.visibility,
        in_reply_to: post.in_reply_to.as_ref().map(|answered| answered.uri.clone()),
        tags: post.tags.clone(),
        mentions: mentioned.into_iter().map(mention).collect(),
        question: poll::question_of(transaction, post.id).await?,
        quote_policy: quote_policy::of_status(transaction, post.id).await?,
        attachments: shown
            .filter_map(|media| media::attachment(context, media))
            .collect(),
        published: Timestamp::from_datetime(post.created_at),
        updated: post.edited_at.map(Timestamp::from_datetime),
    })
}

fn full_handle(context: &Context, account: &Account) -> String {
    let handle = account.handle();
    let host = handle.host.as_ref().unwrap_or(context.address.host());
    format!("{}@{host}", handle.name)
}
