//! Notifications that apps show together.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::{AccountId, NotificationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{GroupKey, Notification, NotificationKind};
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::severance::Severance;
use vouchwell_storage::Transaction;
use vouchwell_storage::notification::{self, Members};

use super::{Selection, about, severances, unread_page};
use crate::account::{AccountView, placed_views, views_by_id};
use crate::timeline::{StatusView, show_beside};
use crate::{Context, Error, Result};

/// Notifications that are shown together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub key: GroupKey,
    /// What happened.
    pub kind: NotificationKind,
    /// With which status.
    pub status: Option<StatusId>,
    /// How many they are, those that do not stand in this part of the list among them.
    pub count: i64,
    /// The newest of this part of the list.
    pub newest: NotificationId,
    /// When it came.
    pub newest_at: DateTime<Utc>,
    /// The oldest of this part of the list.
    pub oldest: NotificationId,
    /// Who the newest are by.
    pub samples: Vec<AccountId>,
    /// Which follows ended, where it tells of that.
    pub severance: Option<Severance>,
}

impl Group {
    fn single(notification: &Notification) -> Self {
        Self {
            key: GroupKey::Single(notification.id),
            kind: notification.kind,
            status: notification.status,
            count: 1,
            newest: notification.id,
            newest_at: notification.created_at,
            oldest: notification.id,
            samples: vec![notification.from],
            severance: None,
        }
    }

    fn several(key: GroupKey, members: Members) -> Self {
        Self {
            key,
            kind: members.newest.kind,
            status: members.newest.status,
            count: members.count,
            newest: members.newest.id,
            newest_at: members.newest.created_at,
            oldest: members.oldest,
            samples: members.samples,
            severance: None,
        }
    }
}

/// Groups with all that they show, each account and status once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The groups.
    pub groups: Vec<Group>,
    /// Who is named by them.
    pub accounts: Vec<AccountView>,
    /// What they are about.
    pub statuses: Vec<StatusView>,
}

/// What a member was told, notifications of these kinds together, newest first. Each notification counts for one
/// part of the list: a group that began before it goes on in the next.
///
/// # Errors
/// The database is away.
pub async fn groups(
    context: &Context,
    member: &Member,
    selection: &Selection,
    grouped: &[NotificationKind],
    page: Page,
) -> Result<Groups> {
    show(context, member, move |mut snapshot| async move {
        let found = notification::groups(&mut snapshot, member.id, selection, grouped, page).await?;
        let is_several = |one: &&Notification| grouped.contains(&one.kind);
        let keys: Vec<GroupKey> = found.iter().filter(is_several).map(Notification::group).collect();
        let bounds = bounds(&found, page);
        let mut members = notification::members(&mut snapshot, member.id, selection, &keys, bounds).await?;
        let groups = found.iter().filter_map(|one| match grouped.contains(&one.kind) {
            true => Some(Group::several(one.group(), members.remove(&one.group())?)),
            false => Some(Group::single(one)),
        });
        let groups = groups.collect();
        Ok((snapshot, (groups, found)))
    })
    .await
}

/// How many groups of things a member was told since she last read, at most `limit`.
///
/// # Errors
/// The database is away.
pub async fn unread_groups(
    context: &Context,
    member: &Member,
    selection: &Selection,
    grouped: &[NotificationKind],
    limit: u32,
) -> Result<usize> {
    let mut snapshot = context.store.snapshot().await?;
    let page = unread_page(&mut snapshot, member, limit).await?;
    let found = notification::groups(&mut snapshot, member.id, selection, grouped, page).await?;
    Ok(found.len())
}

/// After which id and up to which the notifications of a part of the list are: a full part ends with the last
/// that stands for a group.
fn bounds(found: &[Notification], page: Page) -> (i64, i64) {
    let (mut after, mut up_to) = (page.lower(), page.upper() - 1);
    if found.len() >= page.limit as usize {
        if page.from_oldest() {
            up_to = found.first().map_or(up_to, |newest| newest.id.number());
        } else {
            after = found.last().map_or(after, |oldest| oldest.id.number() - 1);
        }
    }
    (after, up_to)
}

/// One group.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn group(context: &Context, member: &Member, key: GroupKey) -> Result<Groups> {
    let found = show(context, member, move |mut snapshot| async move {
        let selection = Selection {
            with_filtered: true,
            ..Selection::default()
        };
        let (group, stands_for_it) = match key {
            GroupKey::Single(id) => {
                let found = notification::by_id(&mut snapshot, member.id, id).await?;
                (found.as_ref().map(Group::single), found)
            }
            GroupKey::Several { .. } => {
                let all = (Page::newest(1).lower(), i64::MAX);
                let members =
                    notification::members(&mut snapshot, member.id, &selection, &[key], all).await?;
                let members = members.into_values().next();
                let newest = members.as_ref().map(|members| members.newest.clone());
                (members.map(|members| Group::several(key, members)), newest)
            }
        };
        let found = (group.into_iter().collect(), stands_for_it.into_iter().collect());
        Ok((snapshot, found))
    })
    .await?;
    if found.groups.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(found)
}

/// Who is in a group, by when each came to it.
///
/// # Errors
/// The database is away.
pub async fn group_members(
    context: &Context,
    member: &Member,
    key: GroupKey,
    page: Page,
) -> Result<Vec<Placed<AccountView>>> {
    let mut snapshot = context.store.snapshot().await?;
    let accounts = notification::group_members(&mut snapshot, member.id, key, page).await?;
    placed_views(&mut snapshot, accounts).await
}

/// A member is done with a group.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn dismiss_group(context: &Context, member: &Member, key: GroupKey) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !notification::dismiss_group(&mut transaction, member.id, key).await? {
        return Err(Error::NotFound);
    }
    Ok(transaction.commit().await?)
}

/// Reads groups with a notification that stands for each, and adds all that they show.
async fn show<F: Future<Output = Result<(Transaction, (Vec<Group>, Vec<Notification>))>>>(
    context: &Context,
    member: &Member,
    read: impl Fn(Transaction) -> F,
) -> Result<Groups> {
    let read = &read;
    let (mut snapshot, (mut groups, found), statuses) =
        show_beside(context, Some(member.id), move |snapshot| async move {
            let (mut snapshot, (groups, found)) = read(snapshot).await?;
            let statuses = about(&mut snapshot, member.id, &found).await?;
            Ok((snapshot, ((groups, found), statuses)))
        })
        .await?;
    let mut severances = severances(&mut snapshot, &found).await?;
    for group in &mut groups {
        group.severance = severances.remove(&group.newest);
    }
    let shown: HashMap<StatusId, &StatusView> = statuses.iter().map(|view| (view.status.id, view)).collect();
    groups.retain(|group| group.status.is_none_or(|status| shown.contains_key(&status)));
    let named: BTreeSet<AccountId> = groups
        .iter()
        .flat_map(|group| group.samples.iter().copied())
        .collect();
    let named: Vec<AccountId> = named.into_iter().collect();
    let accounts = views_by_id(&mut snapshot, &named).await?;
    Ok(Groups {
        groups,
        accounts: named.iter().filter_map(|id| accounts.get(id).cloned()).collect(),
        statuses,
    })
}
