//! Reports, and how they were dealt with.

use std::collections::HashMap;

use vouchwell_domain::account::Account;
use vouchwell_domain::audit::Act;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{ObjectUri, ReportId};
use vouchwell_domain::page::Page;
use vouchwell_domain::report::{Report, Resolution};
use vouchwell_domain::status::Status;
use vouchwell_storage::{account, report, report_resolution, status};

use super::{Moderator, audit};
use crate::{Context, Error, Result};

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReport {
    /// The report.
    pub report: Report,
    /// How it was dealt with.
    pub resolution: Option<Resolution>,
    /// Whom it is about, as far as they are known here.
    pub about: Vec<Account>,
}

/// A report with all that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// The report, and whom it is about.
    pub listed: ListedReport,
    /// Who reports; an instance for the members of another server.
    pub reporter: Option<Account>,
    /// The statuses that it names, as far as they are here.
    pub statuses: Vec<Status>,
    /// What it names besides.
    pub unknown: Vec<ObjectUri>,
}

/// The reports, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, _: Moderator<'_>, page: Page) -> Result<Vec<ListedReport>> {
    let mut snapshot = context.store.snapshot().await?;
    let reports = report::list(&mut snapshot, page).await?;
    let ids: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
    let resolutions = report_resolution::of_reports(&mut snapshot, &ids).await?;
    let mut resolutions: HashMap<ReportId, Resolution> = resolutions.into_iter().collect();
    let actors: Vec<ActorUri> = reports.iter().flat_map(named).collect();
    let accounts = account::by_uris(&mut snapshot, &actors).await?;
    let listed = reports.into_iter().map(|report| ListedReport {
        resolution: resolutions.remove(&report.id),
        about: about(&report, &accounts),
        report,
    });
    Ok(listed.collect())
}

/// One report.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn one(context: &Context, moderator: Moderator<'_>, id: ReportId) -> Result<ReportView> {
    let listed = list(context, moderator, Page::only(id.number())).await?.pop();
    let listed = listed.ok_or(Error::NotFound)?;
    let mut snapshot = context.store.snapshot().await?;
    let objects = &listed.report.objects;
    let statuses = status::by_uris(&mut snapshot, objects).await?;
    let is_known = |uri: &ObjectUri| {
        statuses.iter().any(|status| status.uri == *uri)
            || listed
                .about
                .iter()
                .any(|account| account.uri.as_str() == uri.as_str())
    };
    Ok(ReportView {
        reporter: account::by_uri(&mut snapshot, &listed.report.reporter).await?,
        unknown: objects.iter().filter(|uri| !is_known(uri)).cloned().collect(),
        statuses,
        listed,
    })
}

/// Marks a report as dealt with. Who reported and who was reported are not told.
///
/// # Errors
/// There is no such report, or the database is away.
pub async fn resolve(context: &Context, moderator: Moderator<'_>, id: ReportId, note: &str) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let found = report::list(&mut transaction, Page::only(id.number())).await?;
    if found.is_empty() {
        return Err(Error::NotFound);
    }
    let resolution = Resolution {
        by: moderator.0.account.name.clone(),
        note: note.trim().to_owned(),
        at: context.now(),
    };
    if !report_resolution::insert(&mut transaction, id, &resolution).await? {
        return Ok(());
    }
    let (subject, note) = (id.to_string(), resolution.note);
    audit::record(
        context,
        &mut transaction,
        moderator.0,
        Act::ResolveReport,
        subject,
        note,
    )
    .await?;
    Ok(transaction.commit().await?)
}

fn named(report: &Report) -> Vec<ActorUri> {
    let objects = report.objects.iter();
    objects.filter_map(|uri| uri.as_str().parse().ok()).collect()
}

fn about(report: &Report, accounts: &[Account]) -> Vec<Account> {
    let named = named(report);
    let about = accounts.iter().filter(|account| named.contains(&account.uri));
    about.cloned().collect()
}
