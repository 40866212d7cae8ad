//! A member's own recommendations.

use std::cmp::Reverse;

use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, Recommendation};
use vouchwell_storage::{Transaction, recommendation};

use super::view::{RecommendationView, ids, views};
use crate::withdrawal::read_current;
use crate::{Context, Result};

/// A member's own recommendations, newest first: those she wrote, those about her, or without a party both.
///
/// # Errors
/// The database is away.
pub async fn list(
    context: &Context,
    member: &Member,
    party: Option<Party>,
    page: Page,
) -> Result<Vec<RecommendationView>> {
    let account = member.account.id;
    let read = move |mut snapshot| async move {
        let found = match party {
            Some(party) => recommendation::of_party(&mut snapshot, account, party, page).await?,
            None => of_both(&mut snapshot, member, page).await?,
        };
        Ok((snapshot, found))
    };
    let (mut snapshot, found) = read_current(context, read, |found| ids(found)).await?;
    views(context, &mut snapshot, found, Some(account)).await
}

/// The texts about a member that wait for her answer, newest first.
///
/// # Errors
/// The database is away.
pub async fn waiting(context: &Context, member: &Member, page: Page) -> Result<Vec<RecommendationView>> {
    let account = member.account.id;
    let now = context.now();
    let read = move |mut snapshot| async move {
        let found = recommendation::waiting(&mut snapshot, account, now, page).await?;
        Ok((snapshot, found))
    };
    let (mut snapshot, found) = read_current(context, read, |found| ids(found)).await?;
    views(context, &mut snapshot, found, Some(account)).await
}

async fn of_both(transaction: &mut Transaction, member: &Member, page: Page) -> Result<Vec<Recommendation>> {
    let mut found = Vec::new();
    for party in [Party::Author, Party::Subject] {
        found.extend(recommendation::of_party(transaction, member.account.id, party, page).await?);
    }
    found.sort_unstable_by_key(|one| Reverse(one.sequence));
    let limit = page.limit as usize;
    if page.from_oldest() {
        found.drain(..found.len().saturating_sub(limit));
    } else {
        found.truncate(limit);
    }
    Ok(found)
}
