//! Push: members are sent messages of what they are told, to the browsers and apps that asked for them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use vouchwell_domain::identifier::{JobId, MemberId, NotificationId};
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::notice::NoticeLanguage;
use vouchwell_domain::notification::Notification;
use vouchwell_domain::page::Page;
use vouchwell_domain::push::{Alerts, NewPushSubscription, PushPolicy, PushSubscription, PushSubscriptionId};
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::{Transaction, follow, job, member, push_subscription};

use crate::notification::{self, NotificationView, Selection};
use crate::{Context, Error, Result, notice};

/// How long a message is worth sending.
pub const KEPT: TimeDelta = TimeDelta::days(2);

/// A message and who is to receive it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushMessage {
    /// To whom.
    pub subscription: PushSubscription,
    /// About what.
    pub about: NotificationView,
    /// In which language she is told things.
    pub language: NoticeLanguage,
}

/// A token of a member is sent messages from now on, and no longer as it was before.
///
/// # Errors
/// The database is away.
pub async fn subscribe(
    context: &Context,
    member: &Member,
    token: &SecretDigest,
    wanted: NewPushSubscription,
) -> Result<PushSubscription> {
    let mut transaction = context.store.begin().await?;
    let id = push_subscription::save(&mut transaction, member.id, token, &wanted, context.now()).await?;
    transaction.commit().await?;
    Ok(PushSubscription {
        id,
        member: member.id,
        wanted,
    })
}

/// The subscription of a token.
///
/// # Errors
/// It has none, or the database is away.
pub async fn show(context: &Context, token: &SecretDigest) -> Result<PushSubscription> {
    let mut snapshot = context.store.for_one_query().await?;
    let found = push_subscription::of_token(&mut snapshot, token).await?;
    found.ok_or(Error::NotFound)
}

/// Changes of what a token is sent messages; what is not said stays.
///
/// # Errors
/// It has no subscription, or the database is away.
pub async fn change(
    context: &Context,
    token: &SecretDigest,
    alerts: Option<Alerts>,
    policy: Option<PushPolicy>,
) -> Result<PushSubscription> {
    let mut transaction = context.store.begin().await?;
    let found = push_subscription::of_token(&mut transaction, token).await?;
    let mut changed = found.ok_or(Error::NotFound)?;
    if let Some(alerts) = alerts {
        changed.wanted.alerts = alerts;
    }
    if let Some(policy) = policy {
        changed.wanted.policy = policy;
    }
    let wanted = &changed.wanted;
    push_subscription::change(&mut transaction, changed.id, &wanted.alerts, wanted.policy).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// A token is sent no messages any more.
///
/// # Errors
/// The database is away.
pub async fn unsubscribe(context: &Context, token: &SecretDigest) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    push_subscription::remove_of_token(&mut transaction, token).await?;
    transaction.commit().await?;
    Ok(())
}

/// A receiver is there no longer.
///
/// # Errors
/// The database is away.
pub async fn end(context: &Context, id: PushSubscriptionId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    push_subscription::remove(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(())
}

/// Stores a job for each receiver that wants to be told of this kind.
pub(crate) async fn schedule(
    context: &Context,
    transaction: &mut Transaction,
    told: &[(MemberId, Notification)],
) -> Result<()> {
    let members: BTreeSet<MemberId> = told.iter().map(|(member, _)| *member).collect();
    let subscriptions = push_subscription::of_members(transaction, members).await?;
    let now = context.now();
    let jobs = told.iter().flat_map(|(member, told)| {
        let wanting = subscriptions.iter().filter(|subscription| {
            subscription.member == *member && subscription.wanted.alerts.allow(told.kind)
        });
        wanting.map(|subscription| {
            let push = Job::Push {
                subscription: subscription.id,
                endpoint: subscription.wanted.endpoint.clone(),
                notification: told.id,
            };
            (JobId::next(now, &*context.entropy), push)
        })
    });
    let jobs: Vec<(JobId, Job)> = jobs.collect();
    Ok(job::enqueue_many(transaction, &jobs, now, now).await?)
}

/// What is to be sent, if it still is: the receiver is there and wants it, and the member would find it by reading.
///
/// # Errors
/// The database is away.
pub async fn message(
    context: &Context,
    id: PushSubscriptionId,
    about: NotificationId,
) -> Result<Option<PushMessage>> {
    let Some((subscription, receiver)) = receiver(context, id).await? else {
        return Ok(None);
    };
    let (selection, page) = (Selection::default(), Page::only(about.number()));
    let found = notification::list(context, &receiver, &selection, page).await?;
    let Some(about) = found.into_iter().next() else {
        return Ok(None);
    };
    let mut snapshot = context.store.snapshot().await?;
    let language = notice::language(&mut snapshot, receiver.id).await?;
    let ties = follow::relationship(&mut snapshot, receiver.id, about.from.account.id).await?;
    let is_wanted = match subscription.wanted.policy {
        PushPolicy::All => true,
        PushPolicy::Followed => ties.following,
        PushPolicy::Follower => ties.followed_by,
        PushPolicy::None => false,
    };
    let is_fresh = about.notification.created_at > context.now() - KEPT;
    let is_wanted = is_wanted && is_fresh && subscription.wanted.alerts.allow(about.notification.kind);
    Ok(is_wanted.then_some(PushMessage {
        subscription,
        about,
        language,
    }))
}

async fn receiver(context: &Context, id: PushSubscriptionId) -> Result<Option<(PushSubscription, Member)>> {
    let mut snapshot = context.store.snapshot().await?;
    let Some(subscription) = push_subscription::by_id(&mut snapshot, id).await? else {
        return Ok(None);
    };
    let member = member::by_account(&mut snapshot, subscription.member.account()).await?;
    Ok(member.map(|member| (subscription, member)))
}
