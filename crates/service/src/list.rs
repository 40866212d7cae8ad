//! Lists of people whom a member follows, known to her alone.

use vouchwell_domain::identifier::{AccountId, ListId};
use vouchwell_domain::list::{List, ListReplies};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::list;

use crate::account::{AccountView, views};
use crate::error::Refusal;
use crate::{Context, Error, Result};

/// Characters of a title.
const TITLE_LENGTH: usize = 100;
/// Lists that one member may have.
const MOST: usize = 50;

/// What a member says of a list; nothing stays as it is, or is as usual.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListChange {
    /// What she calls it.
    pub title: Option<String>,
    /// Which answers it shows.
    pub replies: Option<ListReplies>,
    /// Whether those on it are left out of her home timeline.
    pub exclusive: Option<bool>,
}

/// All lists of a member, or those with an account on it.
///
/// # Errors
/// The database is away.
pub async fn all(context: &Context, member: &Member, with: Option<AccountId>) -> Result<Vec<List>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(list::all(&mut snapshot, member.id, with).await?)
}

/// A list of a member.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn show(context: &Context, member: &Member, id: ListId) -> Result<List> {
    let mut snapshot = context.store.snapshot().await?;
    list::by_id(&mut snapshot, member.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// A member makes a list.
///
/// # Errors
/// It has no title or a too long one, she has too many, or the database is away.
pub async fn create(context: &Context, member: &Member, wanted: ListChange) -> Result<List> {
    let title = title(wanted.title.as_deref().unwrap_or_default())?;
    let (mut transaction, now) = (context.store.begin().await?, context.now());
    if list::all(&mut transaction, member.id, None).await?.len() >= MOST {
        return Err(Refusal::Invalid(format!("you have {MOST} lists already; remove one first")).into());
    }
    let made = List {
        id: ListId::next(now, &*context.entropy),
        title,
        replies: wanted.replies.unwrap_or_default(),
        exclusive: wanted.exclusive.unwrap_or(false),
    };
    list::insert(&mut transaction, member.id, &made, now).await?;
    transaction.commit().await?;
    Ok(made)
}

/// A member changes a list.
///
/// # Errors
/// She has no such list, the title is too long, or the database is away.
pub async fn change(context: &Context, member: &Member, id: ListId, wanted: ListChange) -> Result<List> {
    let mut transaction = context.store.begin().await?;
    let kept = list::by_id(&mut transaction, member.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let changed = List {
        id,
        title: wanted.title.map_or(Ok(kept.title), |wanted| title(&wanted))?,
        replies: wanted.replies.unwrap_or(kept.replies),
        exclusive: wanted.exclusive.unwrap_or(kept.exclusive),
    };
    list::update(&mut transaction, &changed).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// A member removes a list. Those on it are followed as before.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn remove(context: &Context, member: &Member, id: ListId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !list::remove(&mut transaction, member.id, id).await? {
        return Err(Error::NotFound);
    }
    transaction.commit().await?;
    Ok(())
}

/// A member puts people whom she follows, or has asked to follow, on a list: all of them or none.
///
/// # Errors
/// She has no such list, she does not follow one of them, or the database is away.
pub async fn add_accounts(
    context: &Context,
    member: &Member,
    id: ListId,
    accounts: &[AccountId],
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    list::by_id(&mut transaction, member.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut wanted = accounts.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if list::add_accounts(&mut transaction, member.id, id, &wanted).await? < wanted.len() {
        return Err(Refusal::Invalid(
            "a list holds only people whom you follow; follow them first".to_owned(),
        )
        .into());
    }
    transaction.commit().await?;
    Ok(())
}

/// A member takes people off a list.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn remove_accounts(
    context: &Context,
    member: &Member,
    id: ListId,
    accounts: &[AccountId],
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    list::by_id(&mut transaction, member.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    list::remove_accounts(&mut transaction, id, accounts).await?;
    transaction.commit().await?;
    Ok(())
}

/// Who is on a list of a member.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn accounts(
    context: &Context,
    member: &Member,
    id: ListId,
    page: Page,
) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    list::by_id(&mut snapshot, member.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let accounts = list::accounts(&mut snapshot, id, page).await?;
    views(&mut snapshot, accounts).await
}

fn title(typed: &str) -> Result<String> {
    let title = typed.trim();
    if (1..=TITLE_LENGTH).contains(&title.chars().count()) {
        Ok(title.to_owned())
    } else {
        Err(Refusal::Invalid(format!(
            "give the list a title of at most {TITLE_LENGTH} characters"
        ))
        .into())
    }
}
