//! How far a member has read, for all her apps.

use std::collections::BTreeMap;

use vouchwell_domain::marker::{MarkedTimeline, Marker};
use vouchwell_domain::member::Member;
use vouchwell_storage::marker;

use crate::{Context, Result};

/// How far a member has read, as far as she has said.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member) -> Result<BTreeMap<MarkedTimeline, Marker>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(marker::list(&mut snapshot, member.id).await?)
}

/// A member has read on.
///
/// # Errors
/// The database is away.
pub async fn save(
    context: &Context,
    member: &Member,
    read: &[(MarkedTimeline, String)],
) -> Result<BTreeMap<MarkedTimeline, Marker>> {
    let mut transaction = context.store.begin().await?;
    for (timeline, last_read) in read {
        marker::save(&mut transaction, member.id, *timeline, last_read, context.now()).await?;
    }
    let mut kept = marker::list(&mut transaction, member.id).await?;
    transaction.commit().await?;
    kept.retain(|timeline, _| read.iter().any(|(named, _)| named == timeline));
    Ok(kept)
}
