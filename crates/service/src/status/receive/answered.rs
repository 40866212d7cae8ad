//! What is fetched so that those who follow an author read what she answers.

use std::collections::BTreeSet;

use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::job::Job;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{Transaction, job};

use super::surroundings::Surroundings;
use super::{Arrival, Concern};
use crate::{Context, Result};

/// Posts above an answer that are fetched, one after the other.
const ABOVE: u8 = 10;

/// The jobs that fetch what new posts answer. What was fetched itself asks by [`fetch_above`].
pub(super) fn missing<'a>(
    context: &Context,
    surroundings: &Surroundings,
    arrivals: impl Iterator<Item = (&'a Arrival<'a>, &'a Option<Status>)>,
) -> Vec<(JobId, Job)> {
    let answered = arrivals.filter_map(|(arrival, new)| {
        let is_wanted = arrival.concern == Concern::Unknown && surroundings.is_followed(arrival);
        new.as_ref()
            .filter(|_| is_wanted)
            .and_then(|new| missing_above(context, new))
    });
    let notes: BTreeSet<&ObjectUri> = answered.collect();
    notes
        .into_iter()
        .filter_map(|note| job_for(context, note, ABOVE - 1))
        .collect()
}

/// A post that others answer was fetched, or is known by now: what it answers is fetched next, if that is not here and
/// some remain to be fetched.
///
/// # Errors
/// The database is away.
pub async fn fetch_above(
    context: &Context,
    transaction: &mut Transaction,
    note: &Status,
    remaining: u8,
) -> Result<()> {
    let Some(remaining) = remaining.checked_sub(1) else {
        return Ok(());
    };
    let next = missing_above(context, note).and_then(|above| job_for(context, above, remaining));
    if let Some((id, next)) = next {
        job::enqueue(transaction, &next, context.now(), context.now(), id).await?;
    }
    Ok(())
}

/// What a post answers, if that is not here. Nobody is asked because of what was said to some alone.
fn missing_above<'a>(context: &Context, status: &'a Status) -> Option<&'a ObjectUri> {
    let is_open = matches!(status.visibility, Visibility::Public | Visibility::Unlisted);
    let answered = status.in_reply_to.as_ref().filter(|_| is_open)?;
    let is_missing = answered.status.is_none() && !context.address.is_origin_of(answered.uri.as_str());
    is_missing.then_some(&answered.uri)
}

/// Nothing for an address that is of no host.
fn job_for(context: &Context, note: &ObjectUri, remaining: u8) -> Option<(JobId, Job)> {
    let note = note.clone();
    let job = Job::FetchAnswered { note, remaining };
    job.host()?;
    Some((JobId::next(context.now(), &*context.entropy), job))
}
