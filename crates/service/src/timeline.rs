//! Timelines: statuses with all that is shown of them, read in a fixed number of statements.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, account, status, timeline};

pub use vouchwell_storage::timeline::Source;

use crate::account::{AccountView, views};
use crate::{Context, Error, Result};

/// A status with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusView {
    /// The status.
    pub status: Status,
    /// Who wrote it.
    pub account: AccountView,
    /// Who is mentioned.
    pub mentions: Vec<Account>,
}

/// What a member follows, what she wrote and what mentions her.
///
/// # Errors
/// The database is away.
pub async fn home(context: &Context, member: &Member, page: Page) -> Result<Vec<StatusView>> {
    let mut snapshot = context.store.snapshot().await?;
    let statuses = timeline::home(&mut snapshot, member.id, page).await?;
    load(&mut snapshot, statuses).await
}

/// What everybody may read.
///
/// # Errors
/// The database is away.
pub async fn public(
    context: &Context,
    reader: Option<&Member>,
    source: Source,
    page: Page,
) -> Result<Vec<StatusView>> {
    let mut snapshot = context.store.snapshot().await?;
    let statuses = timeline::public(&mut snapshot, page, source, reader.map(|member| member.id)).await?;
    load(&mut snapshot, statuses).await
}

/// The statuses of an account that the reader may see.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn of_account(
    context: &Context,
    reader: Option<&Member>,
    account: AccountId,
    page: Page,
) -> Result<Vec<StatusView>> {
    let mut snapshot = context.store.snapshot().await?;
    if account::by_id(&mut snapshot, account).await?.is_none() {
        return Err(Error::NotFound);
    }
    let statuses = status::of_account(&mut snapshot, account, page, reader.map(|member| member.id)).await?;
    load(&mut snapshot, statuses).await
}

/// One status, if the reader may see it.
///
/// # Errors
/// There is none that she may see, or the database is away.
pub async fn status(context: &Context, reader: Option<&Member>, id: StatusId) -> Result<StatusView> {
    let mut snapshot = context.store.snapshot().await?;
    let found = status::visible_by_id(&mut snapshot, id, reader.map(|member| member.id)).await?;
    load(&mut snapshot, found.into_iter().collect())
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

/// The newest statuses that contain the text and that the reader may see.
///
/// # Errors
/// The database is away.
pub async fn search(
    context: &Context,
    reader: Option<&Member>,
    text: &str,
    limit: u32,
) -> Result<Vec<StatusView>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut snapshot = context.store.snapshot().await?;
    let statuses = status::search(&mut snapshot, text, limit, reader.map(|member| member.id)).await?;
    load(&mut snapshot, statuses).await
}

/// Adds the accounts to statuses that were read, in two statements for all.
pub(crate) async fn load(transaction: &mut Transaction, statuses: Vec<Status>) -> Result<Vec<StatusView>> {
    let ids: BTreeSet<AccountId> = statuses
        .iter()
        .flat_map(|status| status.mentions.iter().copied().chain([status.account]))
        .collect();
    let ids: Vec<AccountId> = ids.into_iter().collect();
    let accounts = account::by_ids(transaction, &ids).await?;
    let accounts: HashMap<AccountId, AccountView> = views(transaction, accounts)
        .await?
        .into_iter()
        .map(|view| (view.account.id, view))
        .collect();
    Ok(statuses
        .into_iter()
        .filter_map(|status| {
            let account = accounts.get(&status.account)?.clone();
            let known = status.mentions.iter().filter_map(|id| accounts.get(id));
            let mentions = known.map(|view| view.account.clone()).collect();
            Some(StatusView {
                status,
                account,
                mentions,
            })
        })
        .collect())
}
