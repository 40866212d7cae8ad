//! Accounts that members show on their profiles. Whom they publicly recommend is among them by itself.

use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{account, featured_account, follow};

use crate::account::{AccountView, views};
use crate::error::Refusal;
use crate::{Context, Error, Result};

/// A member shows an account that she follows on her profile.
///
/// # Errors
/// She does not follow it, there is no such account, or the database is away.
pub async fn feature(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    if !relationship.following {
        return Err(Refusal::Invalid(
            "you show only people whom you follow; follow this one first".to_owned(),
        )
        .into());
    }
    featured_account::insert(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    Ok(Relationship {
        featured: true,
        ..relationship
    })
}

/// A member shows an account on her profile no more.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn unfeature(context: &Context, member: &Member, target: AccountId) -> Result<Relationship> {
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    featured_account::remove(&mut transaction, member.id, target.id).await?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    Ok(relationship)
}

/// Whom an account shows, and whom it publicly recommends.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn list(context: &Context, owner: AccountId, page: Page) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    if account::by_id(&mut snapshot, owner).await?.is_none() {
        return Err(Error::NotFound);
    }
    let accounts = featured_account::list(&mut snapshot, owner, page).await?;
    views(&mut snapshot, accounts).await
}
