//! Boosts: made by members, and received from others.

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::{AccountId, ObjectUri, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Announce, Audience, Message};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{
    Transaction, account, activity, lock, member as stored_member, notification, reblog, status, tombstone,
};

use crate::account::{AccountView, placed_views};
use crate::error::Refusal;
use crate::involvement::{meant, open_status, view};
use crate::notification::tell;
use crate::timeline::StatusView;
use crate::{Context, Error, Result, outbox};

/// A member boosts a status. Boosting it again changes nothing, and gives the same boost.
///
/// # Errors
/// She may not see it or not boost it, she blocks its author, or the database is away.
pub async fn reblog(
    context: &Context,
    member: &Member,
    id: StatusId,
    visibility: Option<Visibility>,
) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let boosted = open_status(&mut transaction, member, id).await?;
    if !boosted.can_be_boosted_by(member.account.id) {
        return Err(Error::Forbidden);
    }
    let visibility = match (boosted.visibility, visibility) {
        (_, Some(Visibility::Direct)) => return Err(Refusal::DirectBoost.into()),
        (Visibility::Private, _) => Visibility::Private,
        (_, chosen) => chosen.unwrap_or(Visibility::Public),
    };
    lock::pair(&mut transaction, member.account.id, boosted.account).await?;
    let boost = match reblog::by_account(&mut transaction, member.account.id, boosted.id).await? {
        Some(earlier) => earlier,
        None => {
            let uri = context.address.new_activity(&*context.entropy);
            let made = Made {
                uri,
                visibility,
                published: None,
            };
            let boost = keep(context, &mut transaction, &member.account, &boosted, made).await?;
            let announce = announce(&mut transaction, &boost, &boosted).await?;
            let audience = audience(member, &boosted);
            let (uri, message) = (boost.uri.clone(), Message::Announce(announce));
            outbox::send_as(context, &mut transaction, member, uri, message, audience).await?;
            boost
        }
    };
    let view = view(context, &mut transaction, member, boost.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// A member boosts a status no longer. It is named by its own id or by that of the boost.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn unreblog(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let boosted = meant(&mut transaction, Some(member.id), id).await?;
    lock::pair(&mut transaction, member.account.id, boosted.account).await?;
    if let Some(boost) = reblog::by_account(&mut transaction, member.account.id, boosted.id).await? {
        end(context, &mut transaction, member, &boost).await?;
    }
    let view = view(context, &mut transaction, member, boosted.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// Who boosts a status.
///
/// # Errors
/// There is none that the reader may see, or the database is away.
pub async fn accounts(
    context: &Context,
    reader: Option<&Member>,
    id: StatusId,
    page: Page,
) -> Result<Vec<Placed<AccountView>>> {
    let reader = reader.map(|member| member.id);
    let mut snapshot = context.store.snapshot().await?;
    let boosted = meant(&mut snapshot, reader, id).await?;
    let accounts = reblog::accounts(&mut snapshot, boosted.id, page, reader).await?;
    placed_views(&mut snapshot, accounts).await
}

/// What is boosted is about to go, and its boosts with it: those who were told of boosts by members are told of
/// their end.
pub(crate) async fn end_all_of(
    context: &Context,
    transaction: &mut Transaction,
    boosted: &Status,
) -> Result<()> {
    for boost in reblog::by_members(transaction, boosted.id).await? {
        if let Some(member) = stored_member::by_account(transaction, boost.account).await? {
            end(context, transaction, &member, &boost).await?;
        }
    }
    Ok(())
}

/// An account is about to go with all that it wrote but recommendations: boosts of it by members go with it.
pub(crate) async fn end_all_of_author(
    context: &Context,
    transaction: &mut Transaction,
    author: AccountId,
) -> Result<()> {
    for boosted in reblog::ordinary_boosted_by_members(transaction, author).await? {
        end_all_of(context, transaction, &boosted).await?;
    }
    Ok(())
}

/// An account boosts a status that is known here and that it may boost. What it took back before does not come
/// back.
pub(crate) async fn receive_announce(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    id: &ObjectUri,
    announce: &Announce,
) -> Result<()> {
    let is_own_id = id.origin() == Some(from.uri.url().origin());
    if !is_own_id
        || announce.visibility == Visibility::Direct
        || tombstone::exists(transaction, id, &from.uri).await?
        || status::by_uri(transaction, id).await?.is_some()
    {
        return Ok(());
    }
    let Some(boosted) = readable(transaction, from, &announce.object).await? else {
        return Ok(());
    };
    if !boosted.can_be_boosted_by(from.id) {
        return Ok(());
    }
    lock::pair(transaction, from.id, boosted.account).await?;
    if reblog::by_account(transaction, from.id, boosted.id)
        .await?
        .is_some()
    {
        // A second one beside the first has no effect, and neither has taking it back.
        tombstone::add(transaction, id, &from.uri, context.now()).await?;
        return Ok(());
    }
    let made = Made {
        uri: id.clone(),
        visibility: announce.visibility,
        published: announce.published,
    };
    keep(context, transaction, from, &boosted, made).await?;
    Ok(())
}

/// An account takes back an Announce: false if none is known here. It is named by its id; where an Undo gives
/// it a new one, it is known by the Note. It is remembered for an Announce that is overtaken by its Undo.
pub(crate) async fn receive_undo(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    id: &ObjectUri,
    object: Option<&ObjectUri>,
) -> Result<bool> {
    let is_boost = |found: &Status| found.account == from.id && found.reblog_of.is_some();
    let known = status::by_uri(transaction, id).await?.filter(is_boost);
    let boost = match (known, object) {
        (Some(known), _) => Some(known),
        (None, Some(object)) if !tombstone::exists(transaction, id, &from.uri).await? => {
            match status::by_uri(transaction, object).await? {
                Some(boosted) => reblog::by_account(transaction, from.id, boosted.id).await?,
                None => None,
            }
        }
        (None, _) => None,
    };
    if !from.is_local() && id.origin() == Some(from.uri.url().origin()) {
        tombstone::add(transaction, id, &from.uri, context.now()).await?;
    }
    let Some(boost) = boost else { return Ok(false) };
    remove(transaction, &boost).await?;
    Ok(true)
}

/// What an account may read under an id; of a boost, what it boosts.
pub(crate) async fn readable(
    transaction: &mut Transaction,
    from: &Account,
    uri: &ObjectUri,
) -> Result<Option<Status>> {
    let found = status::visible_by_uri(transaction, uri, Some(from.id)).await?;
    match found.as_ref().and_then(|found| found.reblog_of) {
        // Who may read a boost may read what it boosts.
        Some(boosted) => Ok(status::by_id(transaction, boosted).await?),
        None => Ok(found),
    }
}

/// A boost that is new.
struct Made {
    uri: ObjectUri,
    visibility: Visibility,
    published: Option<Timestamp>,
}

/// Keeps a boost and tells the author, if she is a member.
async fn keep(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    boosted: &Status,
    made: Made,
) -> Result<Status> {
    let now = context.now();
    let boost = Status {
        id: StatusId::next(now, &*context.entropy),
        uri: made.uri,
        url: boosted.url.clone(),
        account: from.id,
        content: String::new(),
        spoiler: String::new(),
        sensitive: false,
        language: None,
        visibility: made.visibility,
        in_reply_to: None,
        tags: Vec::new(),
        mentions: Vec::new(),
        recommendation: None,
        reblog_of: Some(boosted.id),
        created_at: made
            .published
            .map_or(now, |published| published.datetime().min(now)),
        edited_at: None,
    };
    status::insert(transaction, &boost).await?;
    if from.id != boosted.account
        && let Some(author) = stored_member::by_account(transaction, boosted.account).await?
    {
        let kind = NotificationKind::Reblog;
        tell(context, transaction, &author, kind, from.id, Some(boosted.id)).await?;
    }
    Ok(boost)
}

/// Ends the boost of a member, and lets those know who were told of it.
pub(crate) async fn end(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    boost: &Status,
) -> Result<()> {
    let boosted = match boost.reblog_of {
        Some(boosted) => status::by_id(transaction, boosted).await?,
        None => None,
    };
    let Some(boosted) = boosted else { return Ok(()) };
    let message = Message::UndoAnnounce {
        id: boost.uri.clone(),
        announce: announce(transaction, boost, &boosted).await?,
    };
    remove(transaction, boost).await?;
    activity::remove_sent(transaction, &boost.uri).await?;
    outbox::send(context, transaction, member, message, audience(member, &boosted)).await?;
    Ok(())
}

async fn remove(transaction: &mut Transaction, boost: &Status) -> Result<()> {
    status::remove_by_uri(transaction, &boost.uri).await?;
    let Some(boosted) = boost.reblog_of else {
        return Ok(());
    };
    if let Some(boosted) = status::by_id(transaction, boosted).await? {
        let told = [
            (boosted.account, NotificationKind::Reblog, boost.account),
            (boost.account, NotificationKind::Update, boosted.account),
        ];
        for (member, kind, from) in told {
            notification::remove_about(transaction, member, kind, from, boosted.id).await?;
        }
    }
    Ok(())
}

async fn announce(transaction: &mut Transaction, boost: &Status, boosted: &Status) -> Result<Announce> {
    let author = account::by_id(transaction, boosted.account).await?;
    let author = author.ok_or(Error::Internal("a status has no author"))?;
    Ok(Announce {
        object: boosted.uri.clone(),
        author: author.uri,
        visibility: boost.visibility,
        published: Some(Timestamp::from_datetime(boost.created_at)),
    })
}

/// The author of what is boosted, and the member's followers.
fn audience(member: &Member, boosted: &Status) -> Audience {
    let author = (boosted.account != member.account.id).then_some(boosted.account);
    Audience {
        accounts: author.into_iter().collect(),
        ..Audience::followers(member.id)
    }
}
