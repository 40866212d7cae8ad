//! Favourites: given by members, and received from others.

use vouchwell_domain::account::Account;
use vouchwell_domain::favourite::Favourite;
use vouchwell_domain::identifier::{ObjectUri, StatusId, next_sequence};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::Status;
use vouchwell_storage::{
    Transaction, account, favourite, lock, member as stored_member, notification, status, tombstone,
};

use crate::account::{AccountView, placed_views};
use crate::involvement::{meant, open_status, view};
use crate::notification::tell;
use crate::reblog::readable;
use crate::timeline::{StatusView, show_placed};
use crate::{Context, Error, Result, outbox};

/// A member likes a status. Liking it again changes nothing.
///
/// # Errors
/// She may not see it, she blocks its author, or the database is away.
pub async fn favourite(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let liked = open_status(&mut transaction, member, id).await?;
    lock::pair(&mut transaction, member.account.id, liked.account).await?;
    let uri = context.address.new_activity(&*context.entropy);
    if keep(context, &mut transaction, &member.account, &liked, &uri).await? {
        let author = author(&mut transaction, &liked).await?;
        let message = Message::Like {
            object: liked.uri.clone(),
            to: author.uri,
        };
        let audience = Audience::only(author.id);
        outbox::send_as(context, &mut transaction, member, uri, message, audience).await?;
    }
    let view = view(context, &mut transaction, member, liked.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// A member likes a status no longer.
///
/// # Errors
/// She may not see it, or the database is away.
pub async fn unfavourite(context: &Context, member: &Member, id: StatusId) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let liked = meant(&mut transaction, Some(member.id), id).await?;
    lock::pair(&mut transaction, member.account.id, liked.account).await?;
    if let Some(ended) = favourite::remove(&mut transaction, member.account.id, liked.id).await? {
        let author = author(&mut transaction, &liked).await?;
        let message = Message::UndoLike {
            like: ended.uri,
            object: liked.uri.clone(),
            to: author.uri,
        };
        withdraw_notification(&mut transaction, &liked, &member.account).await?;
        let audience = Audience::only(author.id);
        outbox::send(context, &mut transaction, member, message, audience).await?;
    }
    let view = view(context, &mut transaction, member, liked.id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// What a member likes, by when she said so.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<Placed<StatusView>>> {
    let reader = member.id;
    show_placed(context, reader, move |mut snapshot| async move {
        let found = favourite::of_member(&mut snapshot, reader, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// Who likes a status.
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
    let liked = meant(&mut snapshot, reader, id).await?;
    let accounts = favourite::accounts(&mut snapshot, liked.id, page, reader).await?;
    placed_views(&mut snapshot, accounts).await
}

/// An account likes a status that is known here and that it may see. What it took back before does not come
/// back.
pub(crate) async fn receive_like(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
    object: &ObjectUri,
) -> Result<()> {
    let is_own_id = activity.origin() == Some(from.uri.url().origin());
    if !is_own_id || tombstone::exists(transaction, activity, &from.uri).await? {
        return Ok(());
    }
    let Some(liked) = readable(transaction, from, object).await? else {
        return Ok(());
    };
    lock::pair(transaction, from.id, liked.account).await?;
    let is_new = keep(context, transaction, from, &liked, activity).await?;
    if !is_new && favourite::by_uri(transaction, from.id, activity).await?.is_none() {
        // A second one beside the first has no effect, and neither has taking it back.
        tombstone::add(transaction, activity, &from.uri, context.now()).await?;
    }
    Ok(())
}

/// An account takes back a Like: false if none is known here. The Like is named by its id; some servers
/// give it a new one in the Undo, and then it is known by the Note. It is remembered for a Like that is
/// overtaken by its Undo.
pub(crate) async fn receive_undo(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    like: &ObjectUri,
    object: Option<&ObjectUri>,
) -> Result<bool> {
    let known = favourite::by_uri(transaction, from.id, like).await?;
    let undone = match (known, object) {
        (Some(known), _) => status::by_id(transaction, known.status).await?,
        (None, Some(object)) if !tombstone::exists(transaction, like, &from.uri).await? => {
            status::by_uri(transaction, object).await?
        }
        (None, _) => None,
    };
    if !from.is_local() && like.origin() == Some(from.uri.url().origin()) {
        tombstone::add(transaction, like, &from.uri, context.now()).await?;
    }
    let Some(liked) = undone else { return Ok(false) };
    lock::pair(transaction, from.id, liked.account).await?;
    let ended = favourite::remove(transaction, from.id, liked.id).await?;
    withdraw_notification(transaction, &liked, from).await?;
    Ok(ended.is_some())
}

/// Keeps a favourite and tells the author, if she is a member; whether it is new.
async fn keep(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    liked: &Status,
    uri: &ObjectUri,
) -> Result<bool> {
    let now = context.now();
    let new = Favourite {
        account: from.id,
        status: liked.id,
        uri: uri.clone(),
        sequence: next_sequence(now, &*context.entropy),
        created_at: now,
    };
    let is_new = favourite::insert(transaction, &new).await?;
    if is_new
        && from.id != liked.account
        && let Some(author) = stored_member::by_account(transaction, liked.account).await?
    {
        let kind = NotificationKind::Favourite;
        tell(context, transaction, &author, kind, from.id, Some(liked.id)).await?;
    }
    Ok(is_new)
}

async fn withdraw_notification(transaction: &mut Transaction, liked: &Status, from: &Account) -> Result<()> {
    let kind = NotificationKind::Favourite;
    notification::remove_about(transaction, liked.account, kind, from.id, liked.id).await?;
    Ok(())
}

async fn author(transaction: &mut Transaction, liked: &Status) -> Result<Account> {
    let found = account::by_id(transaction, liked.account).await?;
    found.ok_or(Error::Internal("a status has no author"))
}
