//! What is fetched around a post: what it answers, and what its author answered herself.

use std::collections::BTreeMap;

use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::job::Job;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, job};

use super::surroundings::Surroundings;
use super::{Arrival, Concern};
use crate::{Context, Result};

/// How many posts of a thread may still be fetched because of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Posts above it, one after the other.
    pub above: u8,
    /// Posts below it and below those above it that their authors wrote on, in all.
    pub below: u8,
}

impl Reach {
    /// For what a followed author sends.
    pub const WHOLE: Self = Self {
        above: 10,
        ..Self::BELOW
    };
    /// For what is fetched by itself.
    pub const BELOW: Self = Self { above: 0, below: 10 };
    /// For what leads to nothing else.
    pub const NOTHING: Self = Self { above: 0, below: 0 };
}

/// The jobs that fetch what is not here around new posts.
pub(super) fn missing<'a>(
    context: &Context,
    surroundings: &Surroundings,
    arrivals: impl Iterator<Item = (&'a Arrival<'a>, &'a Option<Status>)>,
) -> Vec<(JobId, Job)> {
    let mut jobs = Vec::new();
    let mut answered = BTreeMap::new();
    for (arrival, new) in arrivals {
        let reach = match arrival.concern {
            Concern::Wanted(reach) | Concern::WrittenOn(reach) => reach,
            Concern::Unknown if surroundings.is_followed(arrival) => Reach::WHOLE,
            Concern::Unknown => Reach::NOTHING,
        };
        let Some(new) = new.as_ref().filter(|new| new.visibility.is_open()) else {
            continue;
        };
        let replies = surroundings.missing_replies(arrival);
        let (below, spent) = fetch_below(context, new, &replies, reach.below);
        jobs.extend(below);
        let above = missing_above(context, new).filter(|_| reach.above > 0);
        if let Some(above) = above {
            let below = reach.below - spent;
            answered.entry(above).or_insert(Reach { below, ..reach });
        }
    }
    let above = answered
        .into_iter()
        .filter_map(|(note, reach)| next_above(context, note, reach));
    jobs.extend(above);
    jobs
}

/// A post that others answer is known by now: what it answers is fetched next, if that is not here and some remain to be
/// fetched.
///
/// # Errors
/// The database is away.
pub async fn fetch_above(
    context: &Context,
    transaction: &mut Transaction,
    note: &Status,
    reach: Reach,
) -> Result<()> {
    let next = missing_above(context, note).and_then(|above| next_above(context, above, reach));
    if let Some((id, next)) = next {
        job::enqueue(transaction, &next, context.now(), context.now(), id).await?;
    }
    Ok(())
}

/// What a post answers, if that is not here. Nobody is asked because of what was said to some alone.
fn missing_above<'a>(context: &Context, status: &'a Status) -> Option<&'a ObjectUri> {
    let answered = status
        .in_reply_to
        .as_ref()
        .filter(|_| status.visibility.is_open())?;
    let is_missing = answered.status.is_none() && !context.address.is_origin_of(answered.uri.as_str());
    is_missing.then_some(&answered.uri)
}

fn next_above(context: &Context, note: &ObjectUri, reach: Reach) -> Option<(JobId, Job)> {
    let remaining = reach.above.checked_sub(1)?;
    let next = Job::FetchAnswered {
        note: note.clone(),
        remaining,
        below: reach.below,
    };
    with_id(context, next)
}

/// The jobs for answers that a post names, and how many posts these can lead to. Each has an equal part, so that all of
/// them, and those that they name in turn, are never more than `below`.
fn fetch_below(
    context: &Context,
    answered: &Status,
    replies: &[&ObjectUri],
    below: u8,
) -> (Vec<(JobId, Job)>, u8) {
    let fetched = u8::try_from(replies.len()).unwrap_or(u8::MAX).min(below);
    let part = below.checked_div(fetched).unwrap_or(0);
    let jobs = replies
        .iter()
        .take(fetched.into())
        .map(|&note| Job::FetchReply {
            note: note.clone(),
            answered: answered.id,
            remaining: part.saturating_sub(1),
        })
        .filter_map(|job| with_id(context, job))
        .collect();
    (jobs, fetched * part)
}

/// Nothing for an address that is of no host.
fn with_id(context: &Context, job: Job) -> Option<(JobId, Job)> {
    job.host()?;
    Some((JobId::next(context.now(), &*context.entropy), job))
}
