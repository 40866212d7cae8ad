//! The audit log.

use vouchwell_domain::audit::{Act, AuditEntry, Doer};
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

/// Notes what was done from the command line.
///
/// # Errors
/// The database is away.
pub async fn record_command(context: &Context, act: Act, subject: String, note: String) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    add(context, &mut transaction, Doer::CommandLine, (act, subject), note).await?;
    Ok(transaction.commit().await?)
}

pub(crate) async fn record(
    context: &Context,
    transaction: &mut Transaction,
    by: &Member,
    act: Act,
    subject: String,
    note: String,
) -> Result<()> {
    let done_by = Doer::Member(by.account.name.clone());
    add(context, transaction, done_by, (act, subject), note).await
}

async fn add(
    context: &Context,
    transaction: &mut Transaction,
    done_by: Doer,
    (act, subject): (Act, String),
    note: String,
) -> Result<()> {
    let now = context.now();
    let entry = AuditEntry {
        id: AuditEntryId::next(now, &*context.entropy),
        done_by,
        act,
        subject,
        note,
        created_at: now,
    };
    Ok(audit::add(transaction, &entry).await?)
}
