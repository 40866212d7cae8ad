//! Ordinary posts that come from elsewhere.

mod reach;
mod surroundings;

use chrono::{DateTime, Utc};
use vouchwell_domain::account::{Account, Home};
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{MediaId, ObjectUri, StatusId};
use vouchwell_domain::media::Attachment;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::poll::Question;
use vouchwell_domain::quote::NamedQuote;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::{Transaction, domain_without_media, job, media, status, tombstone};

use crate::notification::{News, news_of_followers, tell_all, tell_boosters};
use crate::quote::Depth;
use crate::remote_account::is_over;
use crate::{Context, Result, conversation, custom_emoji, poll, quote, reblog};
use reach::missing;
use surroundings::Surroundings;

pub use reach::{Reach, fetch_above};

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
    /// Who may read it, as far as this is told by what everybody calls followers.
    pub visibility: Visibility,
    /// To whom it is addressed besides everybody: people and collections of them.
    pub addressees: Vec<ActorUri>,
    /// What it answers.
    pub in_reply_to: Option<ObjectUri>,
    /// What it says that answers it, as far as its own server has it.
    pub replies: Vec<ObjectUri>,
    /// Hashtags, without #.
    pub tags: Vec<String>,
    /// Who is mentioned. Those who are not known here are left out.
    pub mentions: Vec<ActorUri>,
    /// What it shows.
    pub attachments: Vec<Attachment>,
    /// The pictures that stand for names in it.
    pub emojis: Vec<CustomEmoji>,
    /// What it asks.
    pub question: Option<Question>,
    /// What it quotes.
    pub quote: Option<NamedQuote>,
    /// When it was published, as its server says.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed, as its server says.
    pub updated: Option<DateTime<Utc>>,
}

/// Why a Note is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// Somebody here asked for it, or is shown it by somebody whom she follows; and how much may be fetched around it.
    Wanted(Reach),
    /// Its author wrote on with it below a post that is here. It is of some time ago, so nobody is told of it.
    WrittenOn(Reach),
    /// None yet: it is kept if a member follows the author, is mentioned by it, or wrote what it answers or quotes.
    Unknown,
}

/// A Note that comes from its author, or was fetched where it lives.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// Who wrote it.
    pub author: &'a Account,
    /// The Note.
    pub note: &'a RemoteNote,
    /// Why it is kept.
    pub concern: Concern,
}

impl Arrival<'_> {
    const fn is_news(&self) -> bool {
        !matches!(self.concern, Concern::WrittenOn(_))
    }
}

/// A Note arrives as of [`receive_notes`].
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
    let arrival = Arrival {
        author,
        note: &note,
        concern,
    };
    Ok(receive_notes(context, transaction, &[arrival])
        .await?
        .pop()
        .flatten())
}

/// Notes arrive, one after the other, and are kept if they concern a member: what became of each. However many they
/// are, the database is asked a fixed number of questions, but for what they show, ask, quote, and say to few.
///
/// # Errors
/// The database is away.
pub async fn receive_notes(
    context: &Context,
    transaction: &mut Transaction,
    arrivals: &[Arrival<'_>],
) -> Result<Vec<Option<Status>>> {
    let mut surroundings = Surroundings::of(transaction, arrivals).await?;
    let kept: Vec<Option<Status>> = arrivals
        .iter()
        .map(|arrival| {
            let new = new_status(context, &surroundings, arrival)?;
            surroundings.add(&new);
            Some(new)
        })
        .collect();
    let new: Vec<&Status> = kept.iter().flatten().collect();
    status::insert_all(transaction, &new).await?;
    let missing = missing(context, &surroundings, arrivals.iter().zip(&kept));
    job::enqueue_many(transaction, &missing, context.now(), context.now()).await?;
    let (mut news, mut told) = (Vec::new(), Vec::new());
    for (arrival, new) in arrivals.iter().zip(&kept) {
        let Some(new) = new else { continue };
        if !arrival.note.attachments.is_empty() {
            let attachments = arrival.note.attachments.clone();
            show(context, transaction, arrival.author, new, attachments).await?;
        }
        if arrival.note.question.is_some() {
            poll::receive_question(context, transaction, new.id, arrival.note.question.clone()).await?;
        }
        if let Some(named) = &arrival.note.quote {
            let depth = match arrival.concern {
                Concern::Unknown => Depth::Fetches,
                Concern::Wanted(_) | Concern::WrittenOn(_) => Depth::Ends,
            };
            quote::receive(context, transaction, new, Some(named), depth).await?;
        }
        conversation::add(context, transaction, new).await?;
        if arrival.is_news() {
            news.extend(news_of_mentions(&surroundings, arrival, new.id));
            told.push(new);
        }
    }
    news.extend(news_of_followers(transaction, &told).await?);
    tell_all(context, transaction, news).await?;
    let are_kept = arrivals.iter().zip(&kept).filter(|(_, new)| new.is_some());
    let emojis: Vec<(&Account, &[CustomEmoji])> = are_kept
        .map(|(arrival, _)| (arrival.author, arrival.note.emojis.as_slice()))
        .collect();
    custom_emoji::keep(context, transaction, &emojis).await?;
    Ok(kept)
}

fn news_of_mentions(
    surroundings: &Surroundings,
    arrival: &Arrival<'_>,
    about: StatusId,
) -> impl Iterator<Item = News> {
    let from = arrival.author.id;
    let members = surroundings.members_mentioned(arrival);
    members.map(move |member| News {
        member,
        kind: NotificationKind::Mention,
        from,
        about: Some(about),
    })
}

/// What is kept of a Note, if it is.
fn new_status(context: &Context, surroundings: &Surroundings, arrival: &Arrival<'_>) -> Option<Status> {
    let Arrival { author, note, .. } = *arrival;
    let is_own_id = note.uri.origin() == Some(author.uri.url().origin());
    let is_refused = surroundings.is_taken(arrival) || surroundings.is_of_nobody_any_more(arrival);
    if !is_own_id || is_refused || !surroundings.is_of_concern(arrival) {
        return None;
    }
    let now = context.now();
    let in_reply_to = note.in_reply_to.as_ref().map(|uri| {
        let answered = surroundings.answered(uri);
        answered.map_or_else(|| InReplyTo::unknown(uri.clone()), InReplyTo::of)
    });
    Some(Status {
        id: StatusId::next(now, &*context.entropy),
        uri: note.uri.clone(),
        url: note.url.clone(),
        account: author.id,
        content: note.content.clone(),
        spoiler: note.spoiler.clone(),
        sensitive: note.sensitive,
        language: note.language.clone(),
        visibility: visibility(author, note),
        in_reply_to,
        tags: note.tags.clone(),
        mentions: surroundings.mentioned(note),
        recommendation: None,
        reblog_of: None,
        created_at: note.published.map_or(now, |published| published.min(now)),
        edited_at: note.updated.map(|updated| updated.min(now)),
    })
}

/// Who may read a Note of an author. Not every server calls the collection of followers so that it is known by its
/// address alone.
fn visibility(author: &Account, note: &RemoteNote) -> Visibility {
    let followers = author.endpoints.followers.as_ref().map(ObjectUri::as_str);
    let is_followers = |addressee: &ActorUri| Some(addressee.as_str()) == followers;
    match note.visibility {
        Visibility::Direct if note.addressees.iter().any(is_followers) => Visibility::Private,
        visibility => visibility,
    }
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
    if kept.account != author.id || !is_post || is_over(transaction, author).await? {
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
    // It only tells that the quoted author approves.
    let says_same = kept.content == note.content
        && kept.spoiler == note.spoiler
        && kept.sensitive == note.sensitive
        && kept.tags == note.tags;
    if note.quote.is_some() && !is_edit && says_same {
        quote::receive(context, transaction, &kept, note.quote.as_ref(), Depth::Fetches).await?;
        return Ok(Some(kept));
    }
    let now = context.now();
    let edited_at = note.updated.map_or(now, |updated| updated.min(now));
    if kept.edited_at.is_some_and(|before| before > edited_at) {
        return Ok(None);
    }
    let arrival = Arrival {
        author,
        note: &note,
        concern: Concern::Wanted(Reach::NOTHING),
    };
    let surroundings = Surroundings::of(transaction, std::slice::from_ref(&arrival)).await?;
    let mentioned = surroundings.mentioned(&note);
    let news = news_of_mentions(&surroundings, &arrival, kept.id).collect();
    let changed = Status {
        url: note.url,
        content: note.content,
        spoiler: note.spoiler,
        sensitive: note.sensitive,
        language: note.language,
        tags: note.tags,
        mentions: mentioned,
        edited_at: Some(edited_at),
        ..kept
    };
    status::update(transaction, &changed).await?;
    show(context, transaction, author, &changed, note.attachments).await?;
    poll::receive_question(context, transaction, changed.id, note.question).await?;
    quote::receive(
        context,
        transaction,
        &changed,
        note.quote.as_ref(),
        Depth::Fetches,
    )
    .await?;
    tell_all(context, transaction, news).await?;
    if is_edit || !says_same {
        tell_boosters(context, transaction, &changed).await?;
    }
    custom_emoji::keep(context, transaction, &[(author, &note.emojis)]).await?;
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
    quote::revoke(transaction, uri, author).await?;
    tombstone::add(transaction, uri, &author.uri, context.now()).await?;
    Ok(())
}

/// Shows files with a status, unless those of the author's server are left out.
async fn show(
    context: &Context,
    transaction: &mut Transaction,
    author: &Account,
    status: &Status,
    mut attachments: Vec<Attachment>,
) -> Result<()> {
    if let Home::Elsewhere(host) = &author.home
        && !attachments.is_empty()
        && domain_without_media::covers(transaction, host).await?
    {
        attachments.clear();
    }
    let attachments: Vec<(MediaId, Attachment)> = attachments
        .into_iter()
        .map(|attachment| (MediaId::next(context.now(), &*context.entropy), attachment))
        .collect();
    // Attached as long as the words beside it are there.
    let since = status.edited_at.unwrap_or(status.created_at);
    media::replace_remote(transaction, status.account, status.id, &attachments, since).await?;
    Ok(())
}
