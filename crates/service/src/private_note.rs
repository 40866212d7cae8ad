//! What a member notes about an account for herself.

use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_storage::{account, follow, private_note};

use crate::error::Refusal;
use crate::{Context, Error, Result};

/// Characters of a note.
const LENGTH: usize = 2_000;

/// A member notes something, in place of what she noted before; nothing ends the note.
///
/// # Errors
/// It is too long, there is no such account, or the database is away.
pub async fn write(
    context: &Context,
    member: &Member,
    target: AccountId,
    text: &str,
) -> Result<Relationship> {
    let text = text.trim();
    if text.chars().count() > LENGTH {
        return Err(Refusal::Invalid(format!("a note has at most {LENGTH} characters")).into());
    }
    let mut transaction = context.store.begin().await?;
    let target = account::by_id(&mut transaction, target)
        .await?
        .ok_or(Error::NotFound)?;
    private_note::save(&mut transaction, member.id, target.id, text).await?;
    let relationship = follow::relationship(&mut transaction, member.id, target.id).await?;
    transaction.commit().await?;
    Ok(relationship)
}
