//! The audit log.

use vouchwell_domain::audit::{Act, AuditEntry};
use vouchwell_domain::identifier::AuditEntryId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{Transaction, audit};

use super::Administrator;
use crate::{Context, Result};

/// What was done, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, _: Administrator<'_>, page: Page) -> Result<Vec<AuditEntry>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(audit::list(&mut snapshot, page).await?)
}

pub(super) async fn record(
    context: &Context,
    transaction: &mut Transaction,
    by: &Member,
    act: Act,
    subject: String,
    note: String,
) -> Result<()> {
    let now = context.now();
    let entry = AuditEntry {
        id: AuditEntryId::next(now, &*context.entropy),
        done_by: by.account.name.clone(),
        act,
        subject,
        note,
        created_at: now,
    };
    Ok(audit::add(transaction, &entry).await?)
}
