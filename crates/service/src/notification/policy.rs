//! Of whom members want to be told.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::TimeDelta;
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::{NotificationKind, NotificationPolicy, Standing, Treatment};
use vouchwell_domain::status::Visibility;
use vouchwell_storage::{Transaction, notification, notification_policy, status};

use super::News;
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

/// What becomes of each of these.
pub(super) async fn treatments(
    context: &Context,
    transaction: &mut Transaction,
    news: &[News],
) -> Result<Vec<Treatment>> {
    let judged = || news.iter().filter(|news| !news.kind.is_always_told());
    let members: BTreeSet<MemberId> = judged().map(|news| news.member).collect();
    let policies = notification_policy::of_members(transaction, members).await?;
    let judged: Vec<&News> = judged()
        .filter(|news| policies.contains_key(&news.member))
        .collect();
    let now = context.now();
    let pairs: Vec<_> = judged.iter().map(|news| (news.member, news.from)).collect();
    let standings =
        notification_policy::standings(transaction, &pairs, (now - FOLLOWER_AFTER, now - NEW)).await?;
    let unasked = unasked(transaction, &judged).await?;
    let treatment = |news: &News| {
        let policy = policies
            .get(&news.member)
            .filter(|_| !news.kind.is_always_told())?;
        let standing = *standings.get(&(news.member, news.from))?;
        let writes_unasked = news
            .about
            .is_some_and(|about| unasked.contains(&(news.member, about)));
        Some(policy.treatment(Standing {
            writes_unasked,
            ..standing
        }))
    };
    Ok(news
        .iter()
        .map(|news| treatment(news).unwrap_or(Treatment::Accept))
        .collect())
}

/// Those mentions that are written to members alone, without answering them.
async fn unasked(transaction: &mut Transaction, judged: &[&News]) -> Result<HashSet<(MemberId, StatusId)>> {
    let mentions = || {
        judged
            .iter()
            .filter(|news| news.kind == NotificationKind::Mention)
    };
    let about: BTreeSet<StatusId> = mentions().filter_map(|news| news.about).collect();
    let about: Vec<StatusId> = about.into_iter().collect();
    let direct: HashMap<StatusId, Option<AccountId>> = status::by_ids(transaction, &about)
        .await?
        .into_iter()
        .filter(|mention| mention.visibility == Visibility::Direct)
        .map(|mention| {
            (
                mention.id,
                mention.in_reply_to.and_then(|answered| answered.account),
            )
        })
        .collect();
    let is_unasked = |news: &&News| {
        let about = news.about?;
        let answered = direct.get(&about)?;
        (*answered != Some(news.member.account())).then_some((news.member, about))
    };
    Ok(mentions().filter_map(is_unasked).collect())
}
