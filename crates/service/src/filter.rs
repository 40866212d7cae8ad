//! Filters: what a member does not want to read, or not at once. Posts that are shown to
//! her are marked with what her filters find in them, and her app does the rest. Nobody else knows of them.

mod keyword;
mod status;

use chrono::{DateTime, Utc};
use vouchwell_domain::filter::{Filter, FilterAction, FilterContext};
use vouchwell_domain::identifier::{FilterId, FilterKeywordId, MemberId};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, filter};

pub use keyword::{KeywordChange, add_keyword, change_keyword, keyword, remove_keyword};
pub use status::{add_status, filter_status, remove_status};

use self::keyword::{apply, checked};
use crate::error::Refusal;
use crate::{Context, Error, Result};

/// Characters of a title and of a keyword.
const LENGTH: usize = 500;
/// Filters that one member may have, and keywords of one of them.
const MOST: usize = 100;
/// Keywords that one member may have in all of her filters: each is looked for in all that she reads.
const MOST_KEYWORDS: usize = 200;

/// What a member says of a filter; nothing stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterChange {
    /// What she calls it.
    pub title: Option<String>,
    /// Where it holds.
    pub contexts: Option<Vec<FilterContext>>,
    /// What becomes of what it finds.
    pub action: Option<FilterAction>,
    /// When it ends; nothing within for never.
    pub expires_at: Option<Option<DateTime<Utc>>>,
    /// What is added, changed and removed of what it looks for.
    pub keywords: Vec<(Option<FilterKeywordId>, KeywordChange)>,
}

/// The filters of a member.
///
/// # Errors
/// The database is away.
pub async fn all(context: &Context, member: &Member) -> Result<Vec<Filter>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(filter::all(&mut snapshot, member.id).await?)
}

/// A filter of a member.
///
/// # Errors
/// She has no such filter, or the database is away.
pub async fn show(context: &Context, member: &Member, id: FilterId) -> Result<Filter> {
    let mut snapshot = context.store.snapshot().await?;
    filter::by_id(&mut snapshot, member.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// A member makes a filter.
///
/// # Errors
/// It has no title or holds nowhere, something is too long, there are too many; or the database is away.
pub async fn create(context: &Context, member: &Member, wanted: FilterChange) -> Result<Filter> {
    let (mut transaction, now) = (context.store.begin().await?, context.now());
    let all = filter::all(&mut transaction, member.id).await?;
    if all.len() >= MOST {
        return Err(Refusal::Invalid(format!("you have {MOST} filters already; remove one first")).into());
    }
    bound(&all, &wanted.keywords)?;
    let made = Filter {
        id: FilterId::next(now, &*context.entropy),
        title: checked(wanted.title.as_deref().unwrap_or_default(), "a title")?,
        contexts: contexts(wanted.contexts.unwrap_or_default())?,
        action: wanted.action.unwrap_or(FilterAction::Warn),
        expires_at: wanted.expires_at.flatten(),
        keywords: Vec::new(),
        statuses: Vec::new(),
    };
    filter::insert(&mut transaction, member.id, &made, now).await?;
    apply(context, &mut transaction, &made, wanted.keywords).await?;
    finish(transaction, member, made.id).await
}

/// A member changes a filter.
///
/// # Errors
/// As of [`create`], or she has no such filter.
pub async fn change(
    context: &Context,
    member: &Member,
    id: FilterId,
    wanted: FilterChange,
) -> Result<Filter> {
    let mut transaction = context.store.begin().await?;
    let all = filter::all(&mut transaction, member.id).await?;
    let kept = all.iter().find(|kept| kept.id == id).cloned();
    let kept = kept.ok_or(Error::NotFound)?;
    bound(&all, &wanted.keywords)?;
    let changed = Filter {
        title: wanted
            .title
            .map_or(Ok(kept.title), |title| checked(&title, "a title"))?,
        contexts: wanted.contexts.map_or(Ok(kept.contexts), contexts)?,
        action: wanted.action.unwrap_or(kept.action),
        expires_at: wanted.expires_at.unwrap_or(kept.expires_at),
        ..kept
    };
    filter::update(&mut transaction, &changed).await?;
    apply(context, &mut transaction, &changed, wanted.keywords).await?;
    finish(transaction, member, id).await
}

/// A member removes a filter.
///
/// # Errors
/// She has no such filter, or the database is away.
pub async fn remove(context: &Context, member: &Member, id: FilterId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !filter::remove(&mut transaction, member.id, id).await? {
        return Err(Error::NotFound);
    }
    commit(transaction, member).await
}

/// What a member's filters find has changed.
async fn commit(mut transaction: Transaction, member: &Member) -> Result<()> {
    filter::announce_change(&mut transaction, member.id);
    Ok(transaction.commit().await?)
}

/// The filters of a member that have not ended, to mark what they find.
pub(crate) async fn in_force(
    transaction: &mut Transaction,
    reader: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<Filter>> {
    let mut filters = filter::all(transaction, reader).await?;
    filters.retain(|filter| filter.is_in_force(now));
    Ok(filters)
}

/// No more keywords are added than a member may have. Who has more of them from before may still change others.
fn bound(all: &[Filter], changes: &[(Option<FilterKeywordId>, KeywordChange)]) -> Result<()> {
    let kept: usize = all.iter().map(|filter| filter.keywords.len()).sum();
    let added = changes.iter().filter(|(id, _)| id.is_none()).count();
    if added > 0 && kept + added > MOST_KEYWORDS {
        return Err(Refusal::Invalid(format!(
            "your filters look for at most {MOST_KEYWORDS} things together; remove some first"
        ))
        .into());
    }
    Ok(())
}

fn contexts(mut contexts: Vec<FilterContext>) -> Result<Vec<FilterContext>> {
    contexts.sort_unstable();
    contexts.dedup();
    if contexts.is_empty() {
        return Err(Refusal::Invalid(
            "say where the filter holds: home, notifications, public, thread or account".to_owned(),
        )
        .into());
    }
    Ok(contexts)
}

async fn finish(mut transaction: Transaction, member: &Member, id: FilterId) -> Result<Filter> {
    let kept = filter::by_id(&mut transaction, member.id, id).await?;
    commit(transaction, member).await?;
    kept.ok_or(Error::NotFound)
}
