//! What a member's filters look for.

use vouchwell_domain::filter::{Filter, FilterKeyword};
use vouchwell_domain::identifier::{FilterId, FilterKeywordId};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, filter};

use super::{LENGTH, MOST, bound, commit};
use crate::error::Refusal;
use crate::{Context, Error, Result};

/// What becomes of something that a filter looks for; nothing stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeywordChange {
    /// The text.
    pub keyword: Option<String>,
    /// Whether it must begin and end where words do.
    pub whole_word: Option<bool>,
    /// Whether it is removed.
    pub is_removed: bool,
}

/// Something that a filter of a member looks for, with the filter.
///
/// # Errors
/// She has no filter that does, or the database is away.
pub async fn keyword(
    context: &Context,
    member: &Member,
    id: FilterKeywordId,
) -> Result<(Filter, FilterKeyword)> {
    let mut snapshot = context.store.snapshot().await?;
    find(&mut snapshot, member, id).await
}

/// A filter of a member looks for something more.
///
/// # Errors
/// She has no such filter, it looks for too much, the keyword is empty or too long; or the database is away.
pub async fn add_keyword(
    context: &Context,
    member: &Member,
    id: FilterId,
    wanted: KeywordChange,
) -> Result<FilterKeyword> {
    let mut transaction = context.store.begin().await?;
    let all = filter::all(&mut transaction, member.id).await?;
    let kept = all.iter().find(|kept| kept.id == id).ok_or(Error::NotFound)?;
    let changes = vec![(None, wanted)];
    bound(&all, &changes)?;
    apply(context, &mut transaction, kept, changes).await?;
    let kept = filter::by_id(&mut transaction, member.id, id).await?;
    commit(transaction, member).await?;
    kept.and_then(|kept| kept.keywords.into_iter().next_back())
        .ok_or(Error::NotFound)
}

/// A filter of a member looks for something else instead.
///
/// # Errors
/// She has no filter that looks for it, the new one is empty or too long; or the database is away.
pub async fn change_keyword(
    context: &Context,
    member: &Member,
    id: FilterKeywordId,
    wanted: KeywordChange,
) -> Result<FilterKeyword> {
    let mut transaction = context.store.begin().await?;
    let (kept, _) = find(&mut transaction, member, id).await?;
    apply(context, &mut transaction, &kept, vec![(Some(id), wanted)]).await?;
    let (_, keyword) = find(&mut transaction, member, id).await?;
    commit(transaction, member).await?;
    Ok(keyword)
}

/// A filter of a member looks for something no more.
///
/// # Errors
/// She has no filter that does, or the database is away.
pub async fn remove_keyword(context: &Context, member: &Member, id: FilterKeywordId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    find(&mut transaction, member, id).await?;
    filter::remove_keyword(&mut transaction, id).await?;
    commit(transaction, member).await?;
    Ok(())
}

async fn find(
    transaction: &mut Transaction,
    member: &Member,
    id: FilterKeywordId,
) -> Result<(Filter, FilterKeyword)> {
    let kept = filter::by_keyword(transaction, member.id, id).await?;
    let found = kept.and_then(|kept| {
        let keyword = kept.keywords.iter().find(|keyword| keyword.id == id)?.clone();
        Some((kept, keyword))
    });
    found.ok_or(Error::NotFound)
}

/// Adds, changes and removes what a filter looks for. Only its own keywords can be named.
pub(super) async fn apply(
    context: &Context,
    transaction: &mut Transaction,
    kept: &Filter,
    changes: Vec<(Option<FilterKeywordId>, KeywordChange)>,
) -> Result<()> {
    let added = changes.iter().filter(|(id, _)| id.is_none()).count();
    if kept.keywords.len() + added > MOST {
        return Err(Refusal::Invalid(format!("a filter looks for at most {MOST} things")).into());
    }
    for (id, wanted) in changes {
        let Some(id) = id else {
            let made = FilterKeyword {
                id: FilterKeywordId::next(context.now(), &*context.entropy),
                keyword: checked(wanted.keyword.as_deref().unwrap_or_default(), "a keyword")?,
                whole_word: wanted.whole_word.unwrap_or(false),
            };
            filter::insert_keyword(transaction, kept.id, &made).await?;
            continue;
        };
        let known = kept.keywords.iter().find(|keyword| keyword.id == id);
        let known = known.ok_or(Error::NotFound)?.clone();
        if wanted.is_removed {
            filter::remove_keyword(transaction, id).await?;
            continue;
        }
        let changed = FilterKeyword {
            id,
            keyword: wanted
                .keyword
                .map_or(Ok(known.keyword), |keyword| checked(&keyword, "a keyword"))?,
            whole_word: wanted.whole_word.unwrap_or(known.whole_word),
        };
        filter::update_keyword(transaction, &changed).await?;
    }
    Ok(())
}

/// A text that is there and not too long.
pub(super) fn checked(typed: &str, what: &str) -> Result<String> {
    let text = typed.trim();
    if (1..=LENGTH).contains(&text.chars().count()) {
        Ok(text.to_owned())
    } else {
        Err(Refusal::Invalid(format!("write {what} of at most {LENGTH} characters")).into())
    }
}
