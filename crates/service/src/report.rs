//! Reports: kept for the moderators.

use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{ObjectUri, ReportId};
use vouchwell_domain::page::Page;
use vouchwell_domain::report::Report;
use vouchwell_storage::{Transaction, report};

use crate::{Context, Result};

/// Letters of a report that are kept.
const CONTENT_LENGTH: usize = 3_000;
/// Things that one report may name.
const OBJECTS: usize = 100;

/// Somebody reports accounts or statuses. Only what belongs to this instance is kept, and a report that
/// names nothing of it is of no concern here.
///
/// # Errors
/// The database is away.
pub async fn receive_flag(
    context: &Context,
    transaction: &mut Transaction,
    reporter: &ActorUri,
    activity: &ObjectUri,
    objects: &[ObjectUri],
    content: &str,
) -> Result<()> {
    let is_own_id = activity.origin() == Some(reporter.url().origin());
    let objects: Vec<ObjectUri> = objects
        .iter()
        .filter(|object| context.address.is_origin_of(object.as_str()))
        .take(OBJECTS)
        .cloned()
        .collect();
    if !is_own_id || objects.is_empty() {
        return Ok(());
    }
    let now = context.now();
    let received = Report {
        id: ReportId::next(now, &*context.entropy),
        uri: activity.clone(),
        reporter: reporter.clone(),
        objects,
        content: content.chars().take(CONTENT_LENGTH).collect(),
        created_at: now,
    };
    report::insert(transaction, &received).await?;
    Ok(())
}

/// The reports, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, page: Page) -> Result<Vec<Report>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(report::list(&mut snapshot, page).await?)
}
