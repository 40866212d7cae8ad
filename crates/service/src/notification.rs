//! Notifications: what members are told.

use std::collections::HashMap;

use vouchwell_domain::identifier::{AccountId, NotificationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::Page;
use vouchwell_storage::{Transaction, account, block, conversation_mute, notification, status};

use crate::account::{AccountView, views};
use crate::timeline::{StatusView, load};
use crate::{Context, Result};

/// A notification with all that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationView {
    /// The notification.
    pub notification: Notification,
    /// By whom.
    pub from: AccountView,
    /// About which status.
    pub status: Option<StatusView>,
}

/// What a member was told, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<NotificationView>> {
    let mut snapshot = context.store.snapshot().await?;
    let notifications = notification::list(&mut snapshot, member.id, page).await?;
    let senders: Vec<AccountId> = notifications
        .iter()
        .map(|notification| notification.from)
        .collect();
    let senders = account::by_ids(&mut snapshot, &senders).await?;
    let senders: HashMap<AccountId, AccountView> = views(&mut snapshot, senders)
        .await?
        .into_iter()
        .map(|view| (view.account.id, view))
        .collect();
    let ids: Vec<StatusId> = notifications
        .iter()
        .filter_map(|notification| notification.status)
        .collect();
    let statuses = status::by_ids(&mut snapshot, &ids).await?;
    let statuses: HashMap<StatusId, StatusView> = load(&mut snapshot, statuses, Some(member.id))
        .await?
        .into_iter()
        .map(|view| (view.status.id, view))
        .collect();
    Ok(notifications
        .into_iter()
        .filter_map(|notification| {
            let from = senders.get(&notification.from)?.clone();
            let status = notification.status.and_then(|id| statuses.get(&id).cloned());
            Some(NotificationView {
                notification,
                from,
                status,
            })
        })
        .collect())
}

/// Tells a member something about somebody, once, unless she blocks that account or mutes the
/// conversation.
///
/// # Errors
/// The database is away.
pub async fn tell(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    kind: NotificationKind,
    from: AccountId,
    about: Option<StatusId>,
) -> Result<()> {
    if block::exists(transaction, member.account.id, from).await? {
        return Ok(());
    }
    if let Some(about) = about
        && !conversation_mute::muted_among(transaction, member.id, &[about])
            .await?
            .is_empty()
    {
        return Ok(());
    }
    let now = context.now();
    let id = NotificationId::next(now, &*context.entropy);
    let told = Notification {
        id,
        kind,
        from,
        status: about,
        created_at: now,
    };
    notification::insert(transaction, member.id, &told).await?;
    Ok(())
}
