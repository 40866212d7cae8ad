//! Notifications: what members are told.

mod group;
mod policy;
mod request;
mod severed;
mod update;

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::identifier::{AccountId, MemberId, NotificationId, StatusId};
use vouchwell_domain::marker::MarkedTimeline;
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{Notification, NotificationKind, Treatment};
use vouchwell_domain::page::Page;
use vouchwell_domain::severance::Severance;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{
    Transaction, block, conversation_mute, follow, marker, mute, notification, severance, status,
};

pub use group::{Group, Groups, dismiss_group, group, group_members, groups, unread_groups};
pub use policy::{PolicyView, policy, set_policy};
pub use request::{RequestView, accept_requests, dismiss_requests, request, requests};
pub(crate) use severed::tell_severed;
pub(crate) use update::tell_boosters;
pub use vouchwell_storage::notification::Selection;

use crate::account::{AccountView, views_by_id};
use crate::timeline::{StatusView, show_beside};
use crate::{Context, Error, Result, push};

/// How many are told in one go; the databases take only so many parameters.
const TOLD: usize = 1_000;

/// A notification with all that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationView {
    /// The notification.
    pub notification: Notification,
    /// By whom.
    pub from: AccountView,
    /// About which status.
    pub status: Option<StatusView>,
    /// Which follows ended, where it tells of that.
    pub severance: Option<Severance>,
}

/// What a member was told, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(
    context: &Context,
    member: &Member,
    selection: &Selection,
    page: Page,
) -> Result<Vec<NotificationView>> {
    show(context, member, move |mut snapshot| async move {
        let found = notification::list(&mut snapshot, member.id, selection, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// Something that a member was told.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn one(context: &Context, member: &Member, id: NotificationId) -> Result<NotificationView> {
    let found = show(context, member, move |mut snapshot| async move {
        let found = notification::by_id(&mut snapshot, member.id, id).await?;
        Ok((snapshot, found.into_iter().collect()))
    });
    found.await?.pop().ok_or(Error::NotFound)
}

/// How many things a member was told since she last read, at most `limit`.
///
/// # Errors
/// The database is away.
pub async fn unread(context: &Context, member: &Member, selection: &Selection, limit: u32) -> Result<usize> {
    let mut snapshot = context.store.snapshot().await?;
    let page = unread_page(&mut snapshot, member, limit).await?;
    Ok(notification::list(&mut snapshot, member.id, selection, page)
        .await?
        .len())
}

/// What a member has not read: all that is newer than what she read last, as her apps say.
async fn unread_page(transaction: &mut Transaction, member: &Member, limit: u32) -> Result<Page> {
    let markers = marker::list(transaction, member.id).await?;
    let marker = markers.get(&MarkedTimeline::Notifications);
    Ok(Page {
        since: marker.and_then(|marker| marker.last_read.parse().ok()),
        ..Page::newest(limit)
    })
}

/// A member is done with something that she was told.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn dismiss(context: &Context, member: &Member, id: NotificationId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !notification::dismiss(&mut transaction, member.id, id).await? {
        return Err(Error::NotFound);
    }
    Ok(transaction.commit().await?)
}

/// A member is done with all that she was told.
///
/// # Errors
/// The database is away.
pub async fn clear(context: &Context, member: &Member) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    notification::clear(&mut transaction, member.id).await?;
    Ok(transaction.commit().await?)
}

async fn show<F: Future<Output = Result<(Transaction, Vec<Notification>)>>>(
    context: &Context,
    member: &Member,
    read: impl Fn(Transaction) -> F,
) -> Result<Vec<NotificationView>> {
    let read = &read;
    let (mut snapshot, notifications, statuses) =
        show_beside(context, Some(member.id), move |snapshot| async move {
            let (mut snapshot, notifications) = read(snapshot).await?;
            let statuses = about(&mut snapshot, member.id, &notifications).await?;
            Ok((snapshot, (notifications, statuses)))
        })
        .await?;
    let severances = severances(&mut snapshot, &notifications).await?;
    let senders: BTreeSet<AccountId> = notifications
        .iter()
        .map(|notification| notification.from)
        .collect();
    let senders: Vec<AccountId> = senders.into_iter().collect();
    let senders = views_by_id(&mut snapshot, &senders).await?;
    let statuses: HashMap<StatusId, StatusView> =
        statuses.into_iter().map(|view| (view.status.id, view)).collect();
    let shown = notifications.into_iter().filter_map(|notification| {
        let from = senders.get(&notification.from)?.clone();
        let status = match notification.status {
            Some(id) => Some(statuses.get(&id)?.clone()),
            None => None,
        };
        Some(NotificationView {
            severance: severances.get(&notification.id).cloned(),
            notification,
            from,
            status,
        })
    });
    Ok(shown.collect())
}

/// The statuses that notifications are about, as far as the member may see them, each once.
async fn about(
    transaction: &mut Transaction,
    member: MemberId,
    notifications: &[Notification],
) -> Result<Vec<Status>> {
    let ids: BTreeSet<StatusId> = notifications
        .iter()
        .filter_map(|notification| notification.status)
        .collect();
    let ids: Vec<StatusId> = ids.into_iter().collect();
    Ok(status::visible_by_ids(transaction, &ids, Some(member)).await?)
}

/// Which follows ended, for those notifications that tell of it.
async fn severances(
    transaction: &mut Transaction,
    notifications: &[Notification],
) -> Result<HashMap<NotificationId, Severance>> {
    let telling = notifications
        .iter()
        .filter(|notification| notification.kind == NotificationKind::SeveredRelationships);
    let telling: Vec<NotificationId> = telling.map(|notification| notification.id).collect();
    Ok(severance::of_notifications(transaction, &telling).await?)
}

/// Something that a member is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct News {
    /// Whom.
    pub(crate) member: MemberId,
    /// Why.
    pub(crate) kind: NotificationKind,
    /// Of whom.
    pub(crate) from: AccountId,
    /// About which status.
    pub(crate) about: Option<StatusId>,
}

/// Tells a member something as [`tell_all`] does.
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
    let news = News {
        member: member.id,
        kind,
        from,
        about,
    };
    tell_all(context, transaction, vec![news]).await
}

/// Tells members something about somebody, once, as their policies have it, unless they do not want to hear of that
/// account or mute the conversation.
///
/// # Errors
/// The database is away.
pub(crate) async fn tell_all(
    context: &Context,
    transaction: &mut Transaction,
    news: Vec<News>,
) -> Result<()> {
    for news in news.chunks(TOLD) {
        let wanted = wanted(transaction, news).await?;
        let treatments = policy::treatments(context, transaction, &wanted).await?;
        let told = wanted
            .into_iter()
            .zip(treatments)
            .filter_map(|(news, treatment)| {
                let now = context.now();
                let told = Notification {
                    id: NotificationId::next(now, &*context.entropy),
                    kind: news.kind,
                    from: news.from,
                    status: news.about,
                    created_at: now,
                    filtered: treatment == Treatment::Filter,
                };
                (treatment != Treatment::Drop).then_some((news.member, told))
            });
        let told = notification::insert(transaction, told.collect()).await?;
        push::schedule(context, transaction, &told).await?;
    }
    Ok(())
}

async fn wanted(transaction: &mut Transaction, news: &[News]) -> Result<Vec<News>> {
    let accounts: Vec<_> = news
        .iter()
        .map(|news| (news.member.account(), news.from))
        .collect();
    let shut_out = block::shut_out_among(transaction, &accounts).await?;
    let people: Vec<_> = news.iter().map(|news| (news.member, news.from)).collect();
    let silent = mute::silent_among(transaction, &people).await?;
    let about = |news: &News| Some((news.member, news.about?));
    let statuses: Vec<_> = news.iter().filter_map(about).collect();
    let muted = conversation_mute::muted_among(transaction, &statuses).await?;
    let is_wanted = |news: &&News| {
        !shut_out.contains(&(news.member.account(), news.from))
            && !silent.contains(&(news.member, news.from))
            && about(news).is_none_or(|about| !muted.contains(&about))
    };
    Ok(news.iter().filter(is_wanted).copied().collect())
}

/// What followers are to be told who want to be told of each post of its author, unless it names them, which they are
/// told anyway. Answers to others and what only those named may read are not meant.
///
/// # Errors
/// The database is away.
pub(crate) async fn news_of_followers(
    transaction: &mut Transaction,
    posted: &[&Status],
) -> Result<Vec<News>> {
    let is_meant = |posted: &&&Status| {
        let answered = posted.in_reply_to.as_ref();
        let is_answer = answered.is_some_and(|answered| answered.account != Some(posted.account));
        !is_answer && posted.visibility != Visibility::Direct
    };
    let meant: Vec<&&Status> = posted.iter().filter(is_meant).collect();
    let authors: BTreeSet<AccountId> = meant.iter().map(|posted| posted.account).collect();
    let followers = follow::notified_followers(transaction, authors).await?;
    let news = meant.iter().flat_map(|posted| {
        let followers = followers.iter().filter(|(author, follower)| {
            *author == posted.account && !posted.mentions.contains(&follower.account())
        });
        followers.map(|(author, follower)| News {
            member: *follower,
            kind: NotificationKind::Status,
            from: *author,
            about: Some(posted.id),
        })
    });
    Ok(news.collect())
}

/// Tells the followers of [`news_of_followers`] of one post.
///
/// # Errors
/// The database is away.
pub(crate) async fn tell_followers(
    context: &Context,
    transaction: &mut Transaction,
    posted: &Status,
) -> Result<()> {
    let news = news_of_followers(transaction, &[posted]).await?;
    tell_all(context, transaction, news).await
}
