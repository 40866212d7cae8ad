//! Ordinary posts that come from elsewhere.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, MediaId, ObjectUri, StatusId};
use vouchwell_domain::media::Attachment;
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::poll::Question;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::{
    Transaction, account, block, follow, media, member, recommendation, status, tombstone,
};

use crate::notification::{tell, tell_followers};
use crate::{Context, Result, conversation, poll, reblog};

/// Mentions of one Note that count; more are a flood.
const MENTIONS: usize = 50;

/// An ordinary Note as its author sent it, parsed, cleaned and bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteNote {
    /// Its id.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// Cleaned HTML.
    pub content: String,
    /// The content warning, plain text; empty for none.
    pub spoiler: String,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// BCP 47.
    pub language: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it answers.
    pub in_reply_to: Option<ObjectUri>,
    /// Hashtags, without #.
    pub tags: Vec<String>,
    /// Who is mentioned. Those who are not known here are left out.
    pub mentions: Vec<ActorUri>,
    /// What it shows.
    pub attachments: Vec<Attachment>,
    /// What it asks.
    pub question: Option<Question>,
    /// When it was published, as its server says.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed, as its server says.
    pub updated: Option<DateTime<Utc>>,
}

/// Why a Note is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// Somebody here asked for it, or is shown it by somebody whom she follows.
    Wanted,
    /// None yet: it is kept if a member follows the author, is mentioned by it, or wrote what it answers.
    Unknown,
}

/// A Note comes from its author, or was fetched where it lives. It is kept if it concerns a member.
///
/// # Errors
/// The database is away.
pub async fn receive_note(
    context: &Context,
    transaction: &mut Transaction,
    author: &Account,
    note: RemoteNote,
    concern: Concern,
) -> Result<Option<Status>> {
    let is_own_id = note.uri.origin() == Some(author.uri.url().origin());
    if !is_own_id
        || tombstone::exists(transaction, &note.uri, &author.uri).await?
        || recommendation::by_uri(transaction, &note.uri).await?.is_some()
        || status::by_uri(transaction, &note.uri).await?.is_some()
    {
        return Ok(None);
    }
    let mentioned = mentioned(transaction, author, &note.mentions).await?;
    let answered = match &note.in_reply_to {
        Some(uri) => status::by_uri(transaction, uri).await?,
        None => None,
    };
    if concern == Concern::Unknown
        && mentioned.members.is_empty()
        && !follow::has_local_follower(transaction, author.id).await?
        && !answers_member(transaction, author, answered.as_ref()).await?
    {
        return Ok(None);
    }
    let now = context.now();
    let new = Status {
        id: StatusId::next(now, &*context.entropy),
        uri: note.uri,
        url: note.url,
        account: author.id,
        content: note.content,
        spoiler: note.spoiler,
        sensitive: note.sensitive,
        language: note.language,
        visibility: note.visibility,
        in_reply_to: note.in_reply_to.map(|uri| match &answered {
            Some(answered) => InReplyTo::of(answered),
            None => InReplyTo::unknown(uri),
        }),
        tags: note.tags,
        mentions: mentioned.accounts,
        recommendation: None,
        reblog_of: None,
        created_at: note.published.map_or(now, |published| published.min(now)),
        edited_at: note.updated.map(|updated| updated.min(now)),
    };
    status::insert(transaction, &new).await?;
    if !note.attachments.is_empty() {
        show(context, transaction, &new, note.attachments).await?;
    }
    if note.question.is_some() {
        poll::receive_question(context, transaction, new.id, note.question).await?;
    }
    conversation::add(context, transaction, &new).await?;
    for member in &mentioned.members {
        tell(
            context,
            transaction,
            member,
            NotificationKind::Mention,
            author.id,
            Some(new.id),
        )
        .await?;
    }
    tell_followers(context, transaction, &new).await?;
    Ok(Some(new))
}

/// The author changes a Note. Only the author of what is kept can; who may read it stays as it was. One that is not
/// known may be of concern now, since it mentions others, or because what made it has not come yet.
///
/// # Errors
/// The database is away.
pub async fn update_note(
    context: &Context,
    transaction: &mut Transaction,
    author: &Account,
    note: RemoteNote,
) -> Result<Option<Status>> {
    let Some(kept) = status::by_uri(transaction, &note.uri).await? else {
        return receive_note(context, transaction, author, note, Concern::Unknown).await;
    };
    let is_post = kept.recommendation.is_none() && kept.reblog_of.is_none();
    if kept.account != author.id || !is_post {
        return Ok(None);
    }
    // Without another date it only tells how many chose what.
    let is_edit = note
        .updated
        .is_some_and(|updated| kept.edited_at.is_none_or(|before| before < updated));
    if note.question.is_some() && !is_edit {
        poll::receive_question(context, transaction, kept.id, note.question).await?;
        return Ok(Some(kept));
    }
    let now = context.now();
    let edited_at = note.updated.map_or(now, |updated| updated.min(now));
    if kept.edited_at.is_some_and(|before| before > edited_at) {
        return Ok(None);
    }
    let mentioned = mentioned(transaction, author, &note.mentions).await?;
    let changed = Status {
        url: note.url,
        content: note.content,
        spoiler: note.spoiler,
        sensitive: note.sensitive,
        language: note.language,
        tags: note.tags,
        mentions: mentioned.accounts,
        edited_at: Some(edited_at),
        ..kept
    };
    status::update(transaction, &changed).await?;
    show(context, transaction, &changed, note.attachments).await?;
    poll::receive_question(context, transaction, changed.id, note.question).await?;
    for member in &mentioned.members {
        tell(
            context,
            transaction,
            member,
            NotificationKind::Mention,
            author.id,
            Some(changed.id),
        )
        .await?;
    }
    Ok(Some(changed))
}

/// The author deletes a Note: it goes, and does not come back. Only what is kept as the author's own goes;
/// a recommendation goes by its withdrawal alone.
///
/// # Errors
/// The database is away.
pub async fn delete_note(
    context: &Context,
    transaction: &mut Transaction,
    author: &Account,
    uri: &ObjectUri,
) -> Result<()> {
    if uri.origin() != Some(author.uri.url().origin()) {
        return Ok(());
    }
    if let Some(kept) = status::by_uri(transaction, uri).await? {
        if kept.account != author.id || kept.recommendation.is_some() {
            return Ok(());
        }
        if kept.reblog_of.is_some() {
            reblog::receive_undo(context, transaction, author, uri, None).await?;
            return Ok(());
        }
        reblog::end_all_of(context, transaction, &kept).await?;
        status::remove_by_uri(transaction, uri).await?;
    }
    tombstone::add(transaction, uri, &author.uri, context.now()).await?;
    Ok(())
}

async fn show(
    context: &Context,
    transaction: &mut Transaction,
    status: &Status,
    attachments: Vec<Attachment>,
) -> Result<()> {
    let attachments: Vec<(MediaId, Attachment)> = attachments
        .into_iter()
        .map(|attachment| (MediaId::next(context.now(), &*context.entropy), attachment))
        .collect();
    // Attached as long as the words beside it are there.
    let since = status.edited_at.unwrap_or(status.created_at);
    media::replace_remote(transaction, status.account, status.id, &attachments, since).await?;
    Ok(())
}

/// Whether a Note answers a member, who does not block its author.
async fn answers_member(
    transaction: &mut Transaction,
    author: &Account,
    answered: Option<&Status>,
) -> Result<bool> {
    let Some(answered) = answered else {
        return Ok(false);
    };
    let is_of_member = member::by_account(transaction, answered.account).await?.is_some();
    Ok(is_of_member && !block::shuts_out(transaction, answered.account, author.id).await?)
}

struct Mentioned {
    /// All that are known here.
    accounts: Vec<AccountId>,
    /// Members among them who do not block the author.
    members: Vec<Member>,
}

async fn mentioned(
    transaction: &mut Transaction,
    author: &Account,
    mentions: &[ActorUri],
) -> Result<Mentioned> {
    let uris: Vec<ActorUri> = mentions
        .iter()
        .take(MENTIONS)
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut accounts = account::by_uris(transaction, &uris).await?;
    accounts.sort_by_key(|account| account.id);
    let mut members = Vec::new();
    for local in accounts.iter().filter(|account| account.is_local()) {
        if !block::shuts_out(transaction, local.id, author.id).await? {
            members.extend(member::by_account(transaction, local.id).await?);
        }
    }
    Ok(Mentioned {
        accounts: accounts.into_iter().map(|account| account.id).collect(),
        members,
    })
}
