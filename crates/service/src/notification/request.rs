//! Notifications that a member's policy holds back.

use std::collections::HashMap;

use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::notification::{self, Request};
use vouchwell_storage::status;

use crate::account::{AccountView, views_by_id};
use crate::timeline::{StatusView, show_beside};
use crate::{Context, Error, Result};

/// What is held back of one account, with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// What is held back.
    pub request: Request,
    /// By whom.
    pub from: AccountView,
    /// The newest status among it.
    pub last_status: Option<StatusView>,
}

/// What is held back, by account.
///
/// # Errors
/// The database is away.
pub async fn requests(context: &Context, member: &Member, page: Page) -> Result<Vec<RequestView>> {
    let read = move |mut snapshot| async move {
        let requests = notification::requests(&mut snapshot, member.id, page).await?;
        let ids: Vec<StatusId> = requests
            .iter()
            .filter_map(|request| request.last_status)
            .collect();
        let statuses = status::visible_by_ids(&mut snapshot, &ids, Some(member.id)).await?;
        Ok((snapshot, (requests, statuses)))
    };
    let (mut snapshot, requests, statuses) = show_beside(context, Some(member.id), read).await?;
    let senders: Vec<AccountId> = requests.iter().map(|request| request.from).collect();
    let senders = views_by_id(&mut snapshot, &senders).await?;
    let statuses: HashMap<StatusId, StatusView> =
        statuses.into_iter().map(|view| (view.status.id, view)).collect();
    let views = requests.into_iter().filter_map(|request| {
        Some(RequestView {
            from: senders.get(&request.from)?.clone(),
            last_status: request.last_status.and_then(|id| statuses.get(&id).cloned()),
            request,
        })
    });
    Ok(views.collect())
}

/// What is held back of one account.
///
/// # Errors
/// Nothing is, or the database is away.
pub async fn request(context: &Context, member: &Member, from: AccountId) -> Result<RequestView> {
    let alone = Page {
        max: from.number().checked_add(1),
        since: from.number().checked_sub(1),
        ..Page::newest(1)
    };
    requests(context, member, alone)
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

/// A member is told what was held back of these accounts, and from now on all of them.
///
/// # Errors
/// The database is away.
pub async fn accept_requests(context: &Context, member: &Member, from: &[AccountId]) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    notification::accept_requests(&mut transaction, member.id, from).await?;
    Ok(transaction.commit().await?)
}

/// A member does not want what is held back of these accounts. What they do later is held back again.
///
/// # Errors
/// The database is away.
pub async fn dismiss_requests(context: &Context, member: &Member, from: &[AccountId]) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    notification::dismiss_requests(&mut transaction, member.id, from).await?;
    Ok(transaction.commit().await?)
}
