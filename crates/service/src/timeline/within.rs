//! What stands within statuses: what they boost and what they quote.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::identifier::{MemberId, RecommendationId, StatusId};
use vouchwell_domain::quote::{Quote, QuoteState};
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, quote, status};

use crate::Result;

/// What stands within some statuses, as far as the reader may see it.
pub(super) struct Within {
    pub(super) boosted: Vec<Status>,
    pub(super) quotes: HashMap<StatusId, Quote>,
    pub(super) quoted: Vec<Status>,
}

impl Within {
    pub(super) async fn of(
        transaction: &mut Transaction,
        statuses: &[Status],
        reader: Option<MemberId>,
    ) -> Result<Self> {
        let boosted = boosted(transaction, statuses, reader).await?;
        let ids = statuses.iter().map(|status| status.id);
        let quoting: BTreeSet<StatusId> = ids.chain(boosted.iter().map(|status| status.id)).collect();
        let quoting: Vec<StatusId> = quoting.into_iter().collect();
        let quotes = quote::of_statuses(transaction, &quoting).await?;
        let approved = quotes
            .values()
            .filter(|quote| quote.state == QuoteState::Accepted);
        let quoted: BTreeSet<StatusId> = approved.filter_map(|quote| quote.quoted).collect();
        let quoted: Vec<StatusId> = quoted.into_iter().collect();
        let quoted = quote::shown_to(transaction, &quoted, reader).await?;
        Ok(Self {
            boosted,
            quotes,
            quoted,
        })
    }

    /// What is boosted and what is quoted.
    pub(super) fn statuses(&self) -> impl Iterator<Item = &Status> + Clone {
        self.boosted.iter().chain(&self.quoted)
    }

    /// The recommendations that it carries.
    pub(super) fn carried(&self) -> impl Iterator<Item = &RecommendationId> {
        self.statuses()
            .filter_map(|status| status.recommendation.as_ref())
    }
}

/// What is boosted by some of these statuses, as far as the reader may see it.
async fn boosted(
    transaction: &mut Transaction,
    statuses: &[Status],
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    let boosted: BTreeSet<StatusId> = statuses.iter().filter_map(|status| status.reblog_of).collect();
    let boosted: Vec<StatusId> = boosted.into_iter().collect();
    Ok(status::visible_by_ids(transaction, &boosted, reader).await?)
}
