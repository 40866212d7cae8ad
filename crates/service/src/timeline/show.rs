//! Reads statuses as the lists find them and adds all that is shown of them.

use std::collections::HashMap;

use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::page::Placed;
use vouchwell_domain::status::Status;
use vouchwell_storage::Transaction;

use super::view::{StatusView, complete};
use super::within::Within;
use crate::withdrawal::read_current;
use crate::{Context, Result};

/// Statuses that carry a recommendation, or boost or quote one that does, are shown only as long as it is known to hold.
pub(crate) async fn show<F: Future<Output = Result<(Transaction, Vec<Status>)>>>(
    context: &Context,
    reader: Option<MemberId>,
    read: impl Fn(Transaction) -> F,
) -> Result<Vec<StatusView>> {
    let read = &read;
    let (_, (), views) = show_beside(context, reader, move |snapshot| async move {
        let (snapshot, statuses) = read(snapshot).await?;
        Ok((snapshot, ((), statuses)))
    })
    .await?;
    Ok(views)
}

/// The same for the statuses of a list that keeps its own order and has no boosts.
pub(crate) async fn show_placed<F: Future<Output = Result<(Transaction, Vec<Placed<Status>>)>>>(
    context: &Context,
    reader: MemberId,
    read: impl Fn(Transaction) -> F,
) -> Result<Vec<Placed<StatusView>>> {
    let read = &read;
    let (_, positions, views) = show_beside(context, Some(reader), move |snapshot| async move {
        let (snapshot, placed) = read(snapshot).await?;
        let positions: HashMap<StatusId, i64> = placed
            .iter()
            .map(|placed| (placed.item.id, placed.position))
            .collect();
        let statuses = placed.into_iter().map(|placed| placed.item).collect();
        Ok((snapshot, (positions, statuses)))
    })
    .await?;
    Ok(views
        .into_iter()
        .filter_map(|item| {
            let position = *positions.get(&item.status.id)?;
            Some(Placed { position, item })
        })
        .collect())
}

/// The same where something else is read beside the statuses; and the snapshot, in which what that shows is read.
pub(crate) async fn show_beside<T, F: Future<Output = Result<(Transaction, (T, Vec<Status>))>>>(
    context: &Context,
    reader: Option<MemberId>,
    read: impl Fn(Transaction) -> F,
) -> Result<(Transaction, T, Vec<StatusView>)> {
    let read = &read;
    let read = move |snapshot| async move {
        let (mut snapshot, (beside, statuses)) = read(snapshot).await?;
        let within = Within::of(&mut snapshot, &statuses, reader).await?;
        Ok((snapshot, (beside, statuses, within)))
    };
    let (mut snapshot, (beside, statuses, within)) = read_current(context, read, |(_, statuses, within)| {
        let carried = statuses
            .iter()
            .filter_map(|status| status.recommendation.as_ref());
        carried.chain(within.carried()).collect()
    })
    .await?;
    let views = complete(context, &mut snapshot, statuses, within, reader).await?;
    Ok((snapshot, beside, views))
}

/// Adds all that is shown of statuses that were read, in a fixed number of statements for all. A boost of what
/// the reader may not see is left out.
pub(crate) async fn load(
    context: &Context,
    transaction: &mut Transaction,
    statuses: Vec<Status>,
    reader: Option<MemberId>,
) -> Result<Vec<StatusView>> {
    let within = Within::of(transaction, &statuses, reader).await?;
    complete(context, transaction, statuses, within, reader).await
}
