//! The language in which a member reads pages and what the instance tells her.

use vouchwell_domain::evidence::Language;
use vouchwell_domain::member::Member;
use vouchwell_storage::reading_language;

use crate::{Context, Result};

/// The language that a member has chosen, if any.
///
/// # Errors
/// The database is away.
pub async fn of(context: &Context, member: &Member) -> Result<Option<Language>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(reading_language::of(&mut snapshot, member.id).await?)
}

/// A member chooses a language, or none in particular.
///
/// # Errors
/// The database is away.
pub async fn choose(context: &Context, member: &Member, language: Option<&Language>) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    reading_language::save(&mut transaction, member.id, language).await?;
    transaction.commit().await?;
    Ok(())
}
