//! What stands above and below a status.

use std::collections::{BTreeMap, HashSet};

use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::status::Status;
use vouchwell_storage::status;

use crate::timeline::{StatusView, show};
use crate::{Context, Error, Result};

/// Steps that are followed from one answer to the next.
const DEPTH: u32 = 100;
/// Answers that are read.
const ANSWERS: u32 = 500;

/// The thread around a status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thread {
    /// What it answers, what that answers, and so on: the first of them first.
    pub ancestors: Vec<StatusView>,
    /// What answers it, each followed by what answers that.
    pub descendants: Vec<StatusView>,
}

/// The thread around a status, as far as the reader may see it.
///
/// # Errors
/// There is no such status that the reader may see, or the database is away.
pub async fn thread(context: &Context, reader: Option<&Member>, id: StatusId) -> Result<Thread> {
    let reader = reader.map(|member| member.id);
    let views = show(context, reader, move |mut snapshot| async move {
        let found = status::visible_by_id(&mut snapshot, id, reader).await?;
        let found = found.ok_or(Error::NotFound)?;
        let mut statuses = each_once(status::ancestors(&mut snapshot, id, reader, DEPTH).await?);
        let above: HashSet<StatusId> = statuses.iter().map(|status| status.id).collect();
        let mut below = each_once(status::descendants(&mut snapshot, id, reader, DEPTH, ANSWERS).await?);
        below.retain(|status| !above.contains(&status.id));
        statuses.push(found);
        statuses.extend(in_order(id, below));
        Ok((snapshot, statuses))
    })
    .await?;
    let mut views = views.into_iter();
    let ancestors = views.by_ref().take_while(|view| view.status.id != id).collect();
    Ok(Thread {
        ancestors,
        descendants: views.collect(),
    })
}

fn each_once(mut statuses: Vec<Status>) -> Vec<Status> {
    let mut seen = HashSet::new();
    statuses.retain(|status| seen.insert(status.id));
    statuses
}

/// Each answer behind what it answers. An answer to something that is not shown stands as if it answered the
/// status that is looked at.
fn in_order(root: StatusId, statuses: Vec<Status>) -> Vec<Status> {
    let shown: HashSet<StatusId> = statuses.iter().map(|status| status.id).collect();
    let mut answers: BTreeMap<StatusId, Vec<Status>> = BTreeMap::new();
    for status in statuses {
        let answered = status.in_reply_to.as_ref().and_then(|answered| answered.status);
        let answered = answered
            .filter(|answered| shown.contains(answered))
            .unwrap_or(root);
        answers.entry(answered).or_default().push(status);
    }
    for siblings in answers.values_mut() {
        siblings.sort_by_key(|status| std::cmp::Reverse(status.id));
    }
    let mut ordered = Vec::new();
    let mut waiting = answers.remove(&root).unwrap_or_default();
    while let Some(status) = waiting.pop() {
        waiting.extend(answers.remove(&status.id).unwrap_or_default());
        ordered.push(status);
    }
    ordered
}
