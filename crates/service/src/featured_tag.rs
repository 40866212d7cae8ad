//! Hashtags that members show on their profiles.

use std::collections::BTreeSet;

use vouchwell_domain::identifier::{AccountId, FeaturedTagId};
use vouchwell_domain::member::Member;
use vouchwell_storage::{account, featured_tag};

pub use vouchwell_storage::featured_tag::FeaturedTag;

use crate::error::Refusal;
use crate::followed_tag::tag_name;
use crate::{Context, Error, Result};

/// How many hashtags a profile shows.
pub const MOST: usize = 10;
/// How many are suggested.
const SUGGESTED: u32 = 10;

/// The hashtags on an account's profile.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn list(context: &Context, id: AccountId) -> Result<Vec<FeaturedTag>> {
    let mut snapshot = context.store.snapshot().await?;
    if account::by_id(&mut snapshot, id).await?.is_none() {
        return Err(Error::NotFound);
    }
    Ok(featured_tag::list(&mut snapshot, id).await?)
}

/// A member shows a hashtag on her profile.
///
/// # Errors
/// It is no hashtag, she shows too many, or the database is away.
pub async fn feature(context: &Context, member: &Member, name: &str) -> Result<FeaturedTag> {
    let tag = tag_name(name)?;
    let (mut transaction, now) = (context.store.begin().await?, context.now());
    let shown = featured_tag::list(&mut transaction, member.account.id).await?;
    let is_new = shown.iter().all(|shown| shown.tag != tag);
    if is_new && shown.len() >= MOST {
        return Err(Refusal::Invalid(format!(
            "a profile shows at most {MOST} hashtags; remove one first"
        ))
        .into());
    }
    let id = FeaturedTagId::next(now, &*context.entropy);
    featured_tag::insert(&mut transaction, id, member.account.id, &tag, now).await?;
    let shown = featured_tag::list(&mut transaction, member.account.id).await?;
    transaction.commit().await?;
    shown
        .into_iter()
        .find(|shown| shown.tag == tag)
        .ok_or(Error::NotFound)
}

/// A member says anew which hashtags she shows. Those that she shows already stay as they are.
///
/// # Errors
/// One of them is no hashtag, there are too many, or the database is away.
pub async fn replace(context: &Context, member: &Member, names: &[String]) -> Result<()> {
    let wanted = names.iter().map(|name| tag_name(name));
    let wanted = wanted.collect::<Result<BTreeSet<String>>>()?;
    if wanted.len() > MOST {
        return Err(Refusal::Invalid(format!("a profile shows at most {MOST} hashtags")).into());
    }
    let (mut transaction, now) = (context.store.begin().await?, context.now());
    let owner = member.account.id;
    for shown in featured_tag::list(&mut transaction, owner).await? {
        if !wanted.contains(&shown.tag) {
            featured_tag::remove(&mut transaction, owner, shown.id).await?;
        }
    }
    for tag in &wanted {
        let id = FeaturedTagId::next(now, &*context.entropy);
        featured_tag::insert(&mut transaction, id, owner, tag, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// A member shows a hashtag no more.
///
/// # Errors
/// She did not show it, or the database is away.
pub async fn unfeature(context: &Context, member: &Member, id: FeaturedTagId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !featured_tag::remove(&mut transaction, member.account.id, id).await? {
        return Err(Error::NotFound);
    }
    transaction.commit().await?;
    Ok(())
}

/// As [`unfeature`], by the hashtag. One that is not shown is over already.
///
/// # Errors
/// It is no hashtag, or the database is away.
pub async fn unfeature_by_name(context: &Context, member: &Member, name: &str) -> Result<()> {
    let tag = tag_name(name)?;
    let mut transaction = context.store.begin().await?;
    featured_tag::remove_by_name(&mut transaction, member.account.id, &tag).await?;
    transaction.commit().await?;
    Ok(())
}

/// Hashtags that a member uses in public and does not show yet.
///
/// # Errors
/// The database is away.
pub async fn suggestions(context: &Context, member: &Member) -> Result<Vec<String>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(featured_tag::suggestions(&mut snapshot, member.account.id, SUGGESTED).await?)
}
