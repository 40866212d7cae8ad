//! Of whom members want to be told.

use chrono::TimeDelta;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{NotificationKind, NotificationPolicy, Standing, Treatment};
use vouchwell_domain::status::Visibility;
use vouchwell_storage::{Transaction, notification, notification_policy, status};

use crate::{Context, Result};

/// How long somebody has to follow a member before he counts as a follower.
const FOLLOWER_AFTER: TimeDelta = TimeDelta::days(3);
/// How long an account is new.
const NEW: TimeDelta = TimeDelta::days(30);

/// A policy and what it holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyView {
    /// The policy.
    pub policy: NotificationPolicy,
    /// Of how many accounts something is held back.
    pub requests: i64,
    /// How many notifications are.
    pub notifications: i64,
}

/// The policy of a member.
///
/// # Errors
/// The database is away.
pub async fn policy(context: &Context, member: &Member) -> Result<PolicyView> {
    let mut snapshot = context.store.snapshot().await?;
    view(&mut snapshot, member).await
}

/// A member changes her policy. What came before stays where it is.
///
/// # Errors
/// The database is away.
pub async fn set_policy(
    context: &Context,
    member: &Member,
    change: impl FnOnce(NotificationPolicy) -> NotificationPolicy,
) -> Result<PolicyView> {
    let mut transaction = context.store.begin().await?;
    let policy = change(notification_policy::of(&mut transaction, member.id).await?);
    notification_policy::save(&mut transaction, member.id, &policy).await?;
    let view = view(&mut transaction, member).await?;
    transaction.commit().await?;
    Ok(view)
}

async fn view(transaction: &mut Transaction, member: &Member) -> Result<PolicyView> {
    let (requests, notifications) = notification::held_back(transaction, member.id).await?;
    Ok(PolicyView {
        policy: notification_policy::of(transaction, member.id).await?,
        requests,
        notifications,
    })
}

/// What becomes of something that a member is to be told.
pub(super) async fn treatment(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    kind: NotificationKind,
    from: AccountId,
    about: Option<StatusId>,
) -> Result<Treatment> {
    let policy = notification_policy::of(transaction, member.id).await?;
    // Whoever began a poll or voted waits for its end.
    let is_waited_for = kind == NotificationKind::Poll;
    if is_waited_for || policy == NotificationPolicy::default() {
        return Ok(Treatment::Accept);
    }
    let now = context.now();
    let times = (now - FOLLOWER_AFTER, now - NEW);
    let Some(standing) = notification_policy::standing(transaction, member.id, from, times).await? else {
        return Ok(Treatment::Accept);
    };
    let writes_unasked = match about {
        Some(about) if kind == NotificationKind::Mention => {
            let mention = status::by_id(transaction, about).await?;
            mention.is_some_and(|mention| {
                let answered = mention.in_reply_to.and_then(|answered| answered.account);
                mention.visibility == Visibility::Direct && answered != Some(member.account.id)
            })
        }
        _ => false,
    };
    Ok(policy.treatment(Standing {
        writes_unasked,
        ..standing
    }))
}
