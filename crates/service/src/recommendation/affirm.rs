//! Once a year an author is asked whether she still stands by what she wrote.

use chrono::TimeDelta;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::{Party, Standing};
use vouchwell_storage::recommendation;

use super::draft::{finish, new_draft, save_version};
use super::locked_for;
use super::offer::put_before;
use super::view::{RecommendationView, views};
use crate::error::Refusal;
use crate::{Context, Error, Result};

/// How long what she said holds before she is asked.
const ASKED_AFTER: TimeDelta = TimeDelta::days(365);
/// How many she is asked about at once.
const ASKED_AT_ONCE: u32 = 3;

/// The public texts of a member that are a year old, the oldest first, while no other text is on its way.
///
/// # Errors
/// The database is away.
pub async fn to_affirm(context: &Context, member: &Member) -> Result<Vec<RecommendationView>> {
    let before = context.now() - ASKED_AFTER;
    let author = member.account.id;
    let mut snapshot = context.store.snapshot().await?;
    let found = recommendation::unchanged_since(&mut snapshot, author, before, ASKED_AT_ONCE).await?;
    views(context, &mut snapshot, found, Some(author)).await
}

/// An author still stands by her public text: she signs the same words anew, and they go to their subject, who has
/// accepted them before. Affirming twice affirms once.
///
/// # Errors
/// It is not hers, not public, or another text is on its way; or the two are not acquainted any more.
pub async fn affirm(context: &Context, member: &Member, id: &RecommendationId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let found = locked_for(context, &mut transaction, member, id, Party::Author).await?;
    let Standing::Public(text) = &found.standing else {
        return Err(Error::NotFound);
    };
    match &found.progress {
        None => {}
        Some(version) if !version.is_draft() && version.words == text.words => return Ok(()),
        Some(_) => return Err(Refusal::NotADraft.into()),
    }
    let again = new_draft(context, text.words.clone());
    save_version(context, &mut transaction, id, again).await?;
    put_before(context, &mut transaction, member, id).await?;
    finish(context, transaction, member, id).await?;
    Ok(())
}
