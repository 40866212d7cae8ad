//! What many views of recommendations need, read in a number of statements that does not grow with them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::{Attestation, Digest, Signed};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_domain::version::{Foundation, Version};
use vouchwell_storage::{Transaction, document, recommendation};

use crate::Result;
use crate::account::{AccountView, views_by_id};

/// What the views of some recommendations need.
pub(super) struct Loaded {
    pub(super) accounts: HashMap<AccountId, AccountView>,
    pub(super) attestations: HashMap<Digest, Signed<Attestation>>,
    pub(super) published: HashMap<(AccountId, AccountId), Vec<DateTime<Utc>>>,
}

pub(super) async fn load(transaction: &mut Transaction, found: &[Recommendation]) -> Result<Loaded> {
    let mut everybody: Vec<AccountId> = found.iter().flat_map(|one| [one.author, one.subject]).collect();
    everybody.sort_unstable();
    everybody.dedup();
    let accounts = views_by_id(transaction, &everybody).await?;
    let digests: Vec<Digest> = found
        .iter()
        .flat_map(|one| [public_foundation(one), progress_foundation(one)])
        .flatten()
        .flat_map(|foundation| [foundation.author_attestation, foundation.subject_attestation])
        .collect();
    Ok(Loaded {
        accounts,
        attestations: document::attestations(transaction, &digests).await?,
        published: returned(transaction, found).await?,
    })
}

/// When recommendations in the other direction were published, by author and subject; with others among the same
/// people.
pub(crate) async fn returned(
    transaction: &mut Transaction,
    found: &[Recommendation],
) -> Result<HashMap<(AccountId, AccountId), Vec<DateTime<Utc>>>> {
    let (authors, subjects): (Vec<_>, Vec<_>) = found.iter().map(|one| (one.author, one.subject)).unzip();
    let mut published: HashMap<_, Vec<_>> = HashMap::new();
    for (author, subject, at) in recommendation::published_among(transaction, &subjects, &authors).await? {
        published.entry((author, subject)).or_default().push(at);
    }
    Ok(published)
}

pub(super) fn public_foundation(found: &Recommendation) -> Option<&Foundation> {
    match &found.standing {
        Standing::Public(text) => Some(&text.foundation),
        Standing::Unpublished | Standing::Withdrawn { .. } => None,
    }
}

pub(super) fn progress_foundation(found: &Recommendation) -> Option<&Foundation> {
    found
        .progress
        .as_ref()
        .and_then(Version::offer)
        .map(|offer| &offer.foundation)
}
