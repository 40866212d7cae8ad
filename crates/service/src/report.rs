//! Reports: kept for the moderators.

use std::collections::BTreeSet;
use std::iter;

use vouchwell_domain::account::{Account, Home};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, ObjectUri, ReportId, StatusId};
use vouchwell_domain::job::{Distribution, Job};
use vouchwell_domain::limit::{REPORT_PERIOD, REPORTS_OF_SERVER};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Envelope, Message};
use vouchwell_domain::page::Page;
use vouchwell_domain::report::Report;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, account, report, status};

use crate::account::{AccountView, view};
use crate::error::Refusal;
use crate::remote_account::is_over;
use crate::{Context, Error, Result, outbox};

/// Letters of a report that are kept.
const CONTENT_LENGTH: usize = 3_000;
/// Things that one report may name.
const OBJECTS: usize = 100;

/// What a member wants to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport {
    /// Whom.
    pub account: AccountId,
    /// Which statuses of that account.
    pub statuses: Vec<StatusId>,
    /// What she writes with it.
    pub content: String,
    /// Whether the moderators of the account's server are told as well.
    pub forward: bool,
    /// By which the report is known, so that it is made once however often it is sent; nothing for a new one.
    pub once: Option<String>,
}

/// A report that a member made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// The report.
    pub report: Report,
    /// Whom it is about.
    pub account: AccountView,
    /// Which statuses.
    pub statuses: Vec<StatusId>,
    /// Whether the moderators of the account's server are told as well.
    pub forwarded: bool,
}

/// A member reports an account and statuses of it. Another server is told by the instance, not by the member, and
/// only if she asks for it; the account is told by nobody here.
///
/// # Errors
/// There is no such account, it has no such status that she may see, or she writes too much; or the database is away.
pub async fn report(context: &Context, member: &Member, new: NewReport) -> Result<ReportView> {
    let content = new.content.trim();
    if content.chars().count() > CONTENT_LENGTH {
        return Err(Refusal::Invalid(format!("a report has at most {CONTENT_LENGTH} characters")).into());
    }
    let mut transaction = context.store.begin().await?;
    let account = account::by_id(&mut transaction, new.account)
        .await?
        .ok_or(Error::NotFound)?;
    let statuses = statuses_of(&mut transaction, member, &account, &new.statuses).await?;
    let id = account.uri.as_str().parse();
    let id: ObjectUri = id.map_err(|_| Error::Internal("an actor id is no id"))?;
    let now = context.now();
    let made = Report {
        id: ReportId::next(now, &*context.entropy),
        uri: match &new.once {
            Some(once) => context
                .address
                .activity_called(&format!("{}\n{}\n{once}", member.account.uri, account.uri)),
            None => context.address.new_activity(&*context.entropy),
        },
        reporter: member.account.uri.clone(),
        objects: iter::once(id)
            .chain(statuses.iter().map(|status| status.uri.clone()))
            .collect(),
        content: content.to_owned(),
        created_at: now,
    };
    let is_new = report::insert(&mut transaction, &made).await?;
    let forwarded = new.forward && !account.is_local();
    if forwarded && is_new {
        forward(context, &mut transaction, &made, &account).await?;
    }
    let account = view(&mut transaction, account).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(ReportView {
        report: made,
        account,
        statuses: statuses.iter().map(|status| status.id).collect(),
        forwarded,
    })
}

async fn statuses_of(
    transaction: &mut Transaction,
    member: &Member,
    account: &Account,
    ids: &[StatusId],
) -> Result<Vec<Status>> {
    let wanted: BTreeSet<StatusId> = ids.iter().copied().collect();
    if wanted.len() >= OBJECTS {
        return Err(Refusal::Invalid(format!("a report names less than {OBJECTS} posts")).into());
    }
    let wanted: Vec<StatusId> = wanted.into_iter().collect();
    let mut found = status::visible_by_ids(transaction, &wanted, Some(member.id)).await?;
    found.retain(|status| status.account == account.id);
    if found.len() < wanted.len() {
        return Err(Error::NotFound);
    }
    found.sort_by_key(|status| status.id);
    Ok(found)
}

async fn forward(
    context: &Context,
    transaction: &mut Transaction,
    report: &Report,
    account: &Account,
) -> Result<()> {
    let instance = account::by_uri(transaction, &context.address.instance_actor())
        .await?
        .ok_or(Error::Internal("the instance has no actor"))?;
    let distribution = Distribution {
        sender: instance.id,
        envelope: Envelope {
            id: report.uri.clone(),
            from: instance.uri,
            message: Message::Flag {
                objects: report.objects.clone(),
                to: account.uri.clone(),
                content: report.content.clone(),
            },
        },
        audience: Audience::only(account.id),
    };
    let job = Job::Distribute(Box::new(distribution));
    outbox::schedule(context, transaction, &job, context.now()).await
}

/// Somebody reports accounts or statuses. Only members are kept, and statuses of theirs that somebody of the reporting
/// server may read: nobody makes a moderator look at what was written for others. A report that names nothing of this
/// is of no concern here, and neither is what comes from under one domain beyond a day's measure.
///
/// # Errors
/// The database is away.
pub async fn receive_flag(
    context: &Context,
    transaction: &mut Transaction,
    reporter: &Account,
    activity: &ObjectUri,
    objects: &[ObjectUri],
    content: &str,
) -> Result<()> {
    let Home::Elsewhere(host) = &reporter.home else {
        return Ok(());
    };
    let is_own_id = activity.origin() == Some(reporter.uri.url().origin());
    let objects: Vec<ObjectUri> = objects
        .iter()
        .filter(|object| context.address.is_origin_of(object.as_str()))
        .take(OBJECTS)
        .cloned()
        .collect();
    if !is_own_id || is_over(transaction, reporter).await? {
        return Ok(());
    }
    let objects = known_to(transaction, &reporter.uri, objects).await?;
    if objects.is_empty() {
        return Ok(());
    }
    let now = context.now();
    let domain = host.registrable_domain();
    if report::count_since(transaction, &domain, now - REPORT_PERIOD).await? >= REPORTS_OF_SERVER {
        tracing::warn!(%domain, report = %activity, "a report was not kept: its server sends too many");
        return Ok(());
    }
    let received = Report {
        id: ReportId::next(now, &*context.entropy),
        uri: activity.clone(),
        reporter: reporter.uri.clone(),
        objects,
        content: content.chars().take(CONTENT_LENGTH).collect(),
        created_at: now,
    };
    report::insert(transaction, &received).await?;
    Ok(())
}

/// Those of these objects that the server of a reporter can know of.
async fn known_to(
    transaction: &mut Transaction,
    reporter: &ActorUri,
    mut objects: Vec<ObjectUri>,
) -> Result<Vec<ObjectUri>> {
    let actors: Vec<ActorUri> = objects
        .iter()
        .filter_map(|object| object.as_str().parse().ok())
        .collect();
    let members = account::by_uris(transaction, &actors).await?;
    let origin = reporter.url().origin().ascii_serialization();
    let statuses = status::known_at(transaction, &objects, &origin).await?;
    objects.retain(|object| {
        statuses.contains(object)
            || members
                .iter()
                .any(|member| member.uri.as_str() == object.as_str())
    });
    Ok(objects)
}

/// The reports, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, page: Page) -> Result<Vec<Report>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(report::list(&mut snapshot, page).await?)
}
