//! Collections: the people whom members publicly recommend for one topic, as apps and other servers show them.

use std::collections::{BTreeSet, HashMap};

use url::form_urlencoded;
use vouchwell_domain::account::{Account, MemberName};
use vouchwell_domain::collection::{Collection, ShownCollection, ShownItem};
use vouchwell_domain::evidence::{ActorUri, Timestamp, Topic};
use vouchwell_domain::identifier::{AccountId, CollectionId, ObjectUri, RecommendationId};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_storage::collection::Wanted;
use vouchwell_storage::{Transaction, account, collection, member, recommendation};

use crate::account::{AccountView, living, views_by_id};
use crate::withdrawal::read_current;
use crate::{Context, Error, Result, outbox};

/// A collection with those who are shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionView {
    /// The collection.
    pub collection: Collection,
    /// Who recommends.
    pub author: AccountView,
    /// Who is recommended, in the same order.
    pub people: Vec<AccountView>,
    /// Its id for other servers.
    pub uri: ObjectUri,
}

/// The collections of an account. Whom the reader blocks she is shown neither as an author nor in them.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn of_account(
    context: &Context,
    reader: Option<&Member>,
    author: AccountId,
    (page, offset): (Page, u32),
) -> Result<Vec<CollectionView>> {
    read(context, reader, Some(author), Wanted::By(author), (page, offset)).await
}

/// The collections in which an account is.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn with_account(
    context: &Context,
    reader: Option<&Member>,
    account: AccountId,
    (page, offset): (Page, u32),
) -> Result<Vec<CollectionView>> {
    read(
        context,
        reader,
        Some(account),
        Wanted::With(account),
        (page, offset),
    )
    .await
}

/// One collection.
///
/// # Errors
/// There is none, nobody is in it any more, or the database is away.
pub async fn show(context: &Context, reader: Option<&Member>, id: CollectionId) -> Result<CollectionView> {
    let found = read(context, reader, None, Wanted::One(id), (Page::newest(1), 0));
    found.await?.pop().ok_or(Error::NotFound)
}

async fn read(
    context: &Context,
    reader: Option<&Member>,
    about: Option<AccountId>,
    wanted: Wanted<'_>,
    part: (Page, u32),
) -> Result<Vec<CollectionView>> {
    let read = |mut snapshot: Transaction| async move {
        if let Some(account) = about {
            living(&mut snapshot, account).await?;
        }
        let shown_to = reader.map(|reader| reader.id);
        let found = collection::list(&mut snapshot, shown_to, wanted, part, context.now()).await?;
        Ok((snapshot, found))
    };
    let (mut snapshot, found) = read_current(context, read, |found| {
        let items = found.iter().flat_map(|collection| &collection.items);
        items.flat_map(|item| &item.recommendations).collect()
    })
    .await?;
    views(context, &mut snapshot, found).await
}

/// In a fixed number of statements, however many there are.
async fn views(
    context: &Context,
    transaction: &mut Transaction,
    found: Vec<Collection>,
) -> Result<Vec<CollectionView>> {
    let items = found.iter().flat_map(|collection| &collection.items);
    let people: BTreeSet<AccountId> = items.map(|item| item.account).collect();
    let all: BTreeSet<AccountId> = found.iter().map(|one| one.author).chain(people).collect();
    let all: Vec<AccountId> = all.into_iter().collect();
    let accounts = views_by_id(transaction, &all).await?;
    let view = |mut collection: Collection| {
        let author = accounts.get(&collection.author)?.clone();
        collection
            .items
            .retain(|item| accounts.contains_key(&item.account));
        let items = collection.items.iter();
        Some(CollectionView {
            uri: id(context, &author.account, &collection.topic)?,
            people: items
                .filter_map(|item| accounts.get(&item.account).cloned())
                .collect(),
            author,
            collection,
        })
    };
    Ok(found.into_iter().filter_map(view).collect())
}

/// The id of a member's collection. It is made of the actor and the topic, so that the servers of those who are in it
/// can tell it too.
fn id(context: &Context, author: &Account, topic: &Topic) -> Option<ObjectUri> {
    let name: MemberName = author.name.parse().ok()?;
    Some(context.address.collection(&name, topic))
}

/// Where the server of somebody says that she agreed to be in a collection.
pub fn authorization(account: &Account, collection: &ObjectUri) -> Option<ObjectUri> {
    let encoded: String = form_urlencoded::byte_serialize(collection.as_str().as_bytes()).collect();
    format!("{}/feature_authorization?collection={encoded}", account.uri)
        .parse()
        .ok()
}

/// The collections of a member as other servers are shown them, the newest first.
///
/// # Errors
/// The database is away.
pub async fn shown_by(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    page: Page,
) -> Result<Vec<ShownCollection>> {
    let wanted = Wanted::By(author.account.id);
    let found = collection::list(transaction, None, wanted, (page, 0), context.now()).await?;
    shown(context, transaction, author, found).await
}

/// The one for a topic, if somebody is in it.
///
/// # Errors
/// The database is away.
pub async fn shown_for(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    topic: &Topic,
) -> Result<Option<ShownCollection>> {
    let wanted = Wanted::Of(author.account.id, topic);
    let found = collection::list(transaction, None, wanted, (Page::newest(1), 0), context.now()).await?;
    Ok(shown(context, transaction, author, found).await?.pop())
}

async fn shown(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    found: Vec<Collection>,
) -> Result<Vec<ShownCollection>> {
    let items = found.iter().flat_map(|collection| &collection.items);
    let people: BTreeSet<AccountId> = items.map(|item| item.account).collect();
    let people: Vec<AccountId> = people.into_iter().collect();
    let people = account::by_ids(transaction, &people).await?;
    let people: HashMap<AccountId, Account> =
        people.into_iter().map(|account| (account.id, account)).collect();
    let one = |collection: Collection| {
        let uri = id(context, &author.account, &collection.topic)?;
        let items = collection.items.iter().filter_map(|item| {
            let account = people.get(&item.account)?;
            Some(ShownItem {
                uri: format!("{uri}/{}", account.id).parse().ok()?,
                actor: account.uri.clone(),
                kind: account.kind.as_str().to_owned(),
                authorization: authorization(account, &uri)?,
                published: Timestamp::from_datetime(item.since),
            })
        });
        Some(ShownCollection {
            author: author.account.uri.clone(),
            name: collection.name(),
            description: collection.description().to_owned(),
            language: collection.language.tag().to_owned(),
            discoverable: author.account.profile.discoverable,
            items: items.collect(),
            published: Timestamp::from_datetime(collection.begun_at()),
            updated: Timestamp::from_datetime(collection.changed_at),
            topic: collection.topic,
            uri,
        })
    };
    Ok(found.into_iter().filter_map(one).collect())
}

/// Tells what has become of the collections of a member for the topics of a recommendation of hers: those of the text
/// that was public, and those from now on. Whoever ever read it is told as well as her followers, since others keep who
/// was in them.
pub(crate) async fn tell_changed(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    recommendation: &Recommendation,
    after: &[Topic],
) -> Result<()> {
    let before = match &recommendation.standing {
        Standing::Public(text) => text.words.topics.as_slice(),
        Standing::Unpublished | Standing::Withdrawn { .. } => &[],
    };
    let topics: BTreeSet<&Topic> = before.iter().chain(after).collect();
    for topic in topics {
        let leaves = !after.contains(topic);
        let message = match shown_for(context, transaction, author, topic).await? {
            Some(shown) if leaves => Message::ShrinkCollection(Box::new(shown)),
            Some(shown) => Message::ShowCollection(Box::new(shown)),
            None => match id(context, &author.account, topic) {
                Some(object) => Message::HideCollection { object },
                None => continue,
            },
        };
        let audience = Audience {
            readers_of: Some(recommendation.id.clone()),
            ..Audience::followers(author.id)
        };
        outbox::send(context, transaction, author, message, audience).await?;
    }
    Ok(())
}

/// The time of a recommendation is over: its subject is in no collection by it any more, and others are told. One that
/// was affirmed anew in the meantime stays.
///
/// # Errors
/// The database is away.
pub async fn expire(context: &Context, id: &RecommendationId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let Some(found) = recommendation::by_id(&mut transaction, id).await? else {
        return Ok(());
    };
    if !matches!(found.standing, Standing::Public(_)) {
        return Ok(());
    }
    let Some(author) = member::by_account(&mut transaction, found.author).await? else {
        return Ok(());
    };
    if collection::expire(&mut transaction, id, context.now()).await? {
        tell_changed(context, &mut transaction, &author, &found, &[]).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// What a message about a collection has to say now: since it was written, others may have come and left. Nothing for
/// other messages.
///
/// # Errors
/// The database is away.
pub async fn said_now(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    message: &Message,
) -> Result<Option<Message>> {
    let (uri, grows) = match message {
        Message::ShowCollection(shown) => (&shown.uri, true),
        Message::ShrinkCollection(shown) => (&shown.uri, false),
        Message::HideCollection { object } => (object, false),
        _ => return Ok(None),
    };
    let Some((_, topic)) = author_and_topic(uri) else {
        return Ok(None);
    };
    let said = match shown_for(context, transaction, author, &topic).await? {
        Some(shown) if grows => Message::ShowCollection(Box::new(shown)),
        Some(shown) => Message::ShrinkCollection(Box::new(shown)),
        None => Message::HideCollection { object: uri.clone() },
    };
    Ok(Some(said))
}

/// The id of a collection says whose it is, and for what.
fn author_and_topic(uri: &ObjectUri) -> Option<(ActorUri, Topic)> {
    let (actor, topic) = uri.as_str().rsplit_once("/recommended_for/")?;
    let topic = format!("topic={topic}");
    let (_, topic) = form_urlencoded::parse(topic.as_bytes()).next()?;
    Some((actor.parse().ok()?, topic.parse().ok()?))
}

/// Whether a member agreed to be in a collection of somebody, wherever that is kept: by accepting a recommendation for
/// its topic that is public.
///
/// # Errors
/// The database is away.
pub async fn is_agreed(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    uri: &ObjectUri,
) -> Result<bool> {
    let Some((actor, topic)) = author_and_topic(uri) else {
        return Ok(false);
    };
    let Some(author) = account::by_uri(transaction, &actor).await? else {
        return Ok(false);
    };
    let now = context.now();
    Ok(collection::holds(transaction, (author.id, &topic), member.account.id, now).await?)
}
