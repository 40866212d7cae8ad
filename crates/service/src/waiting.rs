//! Whether anything waits for a member's answer.

use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{acquaintance, recommendation, request};

use crate::{Context, Result};

/// Whether somebody says that he knows a member, asks her, or has written about her, and she has not answered.
///
/// # Errors
/// The database is away.
pub async fn somebody_waits(context: &Context, member: &Member) -> Result<bool> {
    let (now, one) = (context.now(), Page::newest(1));
    let mut snapshot = context.store.snapshot().await?;
    let said = acquaintance::waiting(&mut snapshot, member.id, now, one).await?;
    if !said.is_empty()
        || !request::waiting(&mut snapshot, member.id, now, one)
            .await?
            .is_empty()
    {
        return Ok(true);
    }
    let written = recommendation::waiting(&mut snapshot, member.account.id, now, one).await?;
    Ok(!written.is_empty())
}
