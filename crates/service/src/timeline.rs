//! Timelines: statuses with all that is shown of them, read in a fixed number of statements.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::{Involvement, Status};
use vouchwell_storage::status::StatusCounts;
use vouchwell_storage::{Transaction, status, timeline};

pub use vouchwell_storage::timeline::Source;

use crate::account::{AccountView, living, views_by_id};
use crate::withdrawal::read_current;
use crate::{Context, Error, Result};

/// A status with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusView {
    /// The status.
    pub status: Status,
    /// Who wrote it.
    pub account: AccountView,
    /// Who is mentioned.
    pub mentions: Vec<Account>,
    /// What it counts.
    pub counts: StatusCounts,
    /// What the reader has done with it, where the reader is a member.
    pub involvement: Option<Involvement>,
}

/// What a member follows, what she wrote and what mentions her.
///
/// # Errors
/// The database is away.
pub async fn home(context: &Context, member: &Member, page: Page) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let found = timeline::home(&mut snapshot, member.id, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What everybody may read.
///
/// # Errors
/// The database is away.
pub async fn public(
    context: &Context,
    reader: Option<&Member>,
    source: Source,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let found = timeline::public(&mut snapshot, page, source, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// The statuses of an account that the reader may see.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn of_account(
    context: &Context,
    reader: Option<&Member>,
    account: AccountId,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        living(&mut snapshot, account).await?;
        let found = status::of_account(&mut snapshot, account, page, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// One status, if the reader may see it.
///
/// # Errors
/// There is none that she may see, or the database is away.
pub async fn status(context: &Context, reader: Option<&Member>, id: StatusId) -> Result<StatusView> {
    let reader = reader.map(|member| member.id);
    let found = show(context, reader, move |mut snapshot| async move {
        let found = status::visible_by_id(&mut snapshot, id, reader).await?;
        Ok((snapshot, found.into_iter().collect()))
    });
    found.await?.pop().ok_or(Error::NotFound)
}

/// The newest statuses that contain the text and that the reader may see.
///
/// # Errors
/// The database is away.
pub async fn search(
    context: &Context,
    reader: Option<&Member>,
    text: &str,
    limit: u32,
) -> Result<Vec<StatusView>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let found = status::search(&mut snapshot, text, limit, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// Statuses that carry a recommendation are shown only as long as it is known to hold.
async fn show<F: Future<Output = Result<(Transaction, Vec<Status>)>>>(
    context: &Context,
    reader: Option<MemberId>,
    read: impl Fn(Transaction) -> F,
) -> Result<Vec<StatusView>> {
    let (mut snapshot, statuses) = read_current(context, read, |statuses| {
        let carried = statuses
            .iter()
            .filter_map(|status| status.recommendation.as_ref());
        carried.collect()
    })
    .await?;
    load(&mut snapshot, statuses, reader).await
}

/// Adds all that is shown of statuses that were read, in a fixed number of statements for all.
pub(crate) async fn load(
    transaction: &mut Transaction,
    statuses: Vec<Status>,
    reader: Option<MemberId>,
) -> Result<Vec<StatusView>> {
    let ids: Vec<StatusId> = statuses.iter().map(|status| status.id).collect();
    let people: BTreeSet<AccountId> = statuses
        .iter()
        .flat_map(|status| status.mentions.iter().copied().chain([status.account]))
        .collect();
    let people: Vec<AccountId> = people.into_iter().collect();
    let accounts = views_by_id(transaction, &people).await?;
    let counts = status::counts_of(transaction, &ids).await?;
    let involvements = match reader {
        Some(member) => Some(status::involvements(transaction, member, &ids).await?),
        None => None,
    };
    Ok(statuses
        .into_iter()
        .filter_map(|status| {
            let account = accounts.get(&status.account)?.clone();
            let known = status.mentions.iter().filter_map(|id| accounts.get(id));
            let mentions = known.map(|view| view.account.clone()).collect();
            let involvement = involvements
                .as_ref()
                .map(|found| found.get(&status.id).copied().unwrap_or_default());
            Some(StatusView {
                counts: counts.get(&status.id).copied().unwrap_or_default(),
                involvement,
                status,
                account,
                mentions,
            })
        })
        .collect())
}

/// Adds all that is shown of the statuses of a list.
pub(crate) async fn load_placed(
    transaction: &mut Transaction,
    placed: Vec<Placed<Status>>,
    reader: Option<MemberId>,
) -> Result<Vec<Placed<StatusView>>> {
    let positions: HashMap<StatusId, i64> = placed
        .iter()
        .map(|placed| (placed.item.id, placed.position))
        .collect();
    let statuses = placed.into_iter().map(|placed| placed.item).collect();
    let views = load(transaction, statuses, reader).await?;
    Ok(views
        .into_iter()
        .filter_map(|item| {
            let position = *positions.get(&item.status.id)?;
            Some(Placed { position, item })
        })
        .collect())
}
