//! Whom members may want to follow.

use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_storage::{account, suggestion};

use crate::account::{AccountView, views};
use crate::{Context, Error, Result};

/// People who are publicly recommended by those whom a member follows, and whom she neither follows nor has dismissed.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, limit: u32) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    let accounts = suggestion::list(&mut snapshot, member.id, limit).await?;
    views(&mut snapshot, accounts).await
}

/// A member does not want an account to be suggested to her.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn dismiss(context: &Context, member: &Member, account: AccountId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let dismissed = account::by_id(&mut transaction, account)
        .await?
        .ok_or(Error::NotFound)?;
    suggestion::dismiss(&mut transaction, member.id, dismissed.id).await?;
    Ok(transaction.commit().await?)
}
