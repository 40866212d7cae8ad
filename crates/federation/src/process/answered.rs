//! Notes that others answer, each a job of the host where it lives.

use std::time::Duration;

use tokio::time::timeout;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_service::status::{Concern, Reach, fetch_above};
use vouchwell_storage::status;

use super::effect::Kept;
use crate::Federation;
use crate::client::{FetchBudget, FetchError};
use crate::deliver::Outcome;
use crate::resolve::ResolveError;

/// Fetches for one Note: itself and its author, or two people, with either signature.
const FETCHES: u32 = 8;
/// Time for a Note and its author, on one host. With the time for others it stays within the lease of the job.
const PATIENCE: Duration = Duration::from_secs(25);
/// Time for whom a recommendation is about. It is short, because the host of the Note waits while another is asked.
const PATIENCE_WITH_OTHERS: Duration = Duration::from_secs(5);

impl Federation {
    /// Fetches a Note that somebody answers, unless it is known by now, and asks for what is around it.
    pub(crate) async fn fetch_answered(&self, uri: &ObjectUri, reach: Reach) -> Outcome {
        match self.try_to_fetch_answered(uri, reach).await {
            Ok(outcome) => outcome,
            Err(error) => outcome_here(&error),
        }
    }

    async fn try_to_fetch_answered(&self, uri: &ObjectUri, reach: Reach) -> Result<Outcome, ResolveError> {
        let mut reading = self.context.store.for_one_query().await?;
        let known = status::by_uri(&mut reading, uri).await?;
        drop(reading);
        if let Some(known) = known {
            let mut transaction = self.context.store.begin().await?;
            fetch_above(&self.context, &mut transaction, &known, reach).await?;
            transaction.commit().await?;
            self.context.new_jobs.notify_one();
            return Ok(Outcome::Nothing);
        }
        let budget = FetchBudget::of(FETCHES);
        match self.fetch_to_keep(uri, &budget, PATIENCE).await? {
            Ok(Some(note)) => self.keep_alone(note, Concern::Wanted(reach)).await?,
            Ok(None) => {}
            Err(failed) => return Ok(failed),
        }
        Ok(Outcome::Arrived { learnt: None })
    }

    /// Fetches a Note with the people whom it needs, if it is to be kept; or what its failure says about its host. Other
    /// hosts have a short time of their own, and say nothing about that one.
    pub(super) async fn fetch_to_keep(
        &self,
        uri: &ObjectUri,
        budget: &FetchBudget,
        patience: Duration,
    ) -> Result<Result<Option<Kept>, Outcome>, ResolveError> {
        let fetched = match timeout(patience, self.fetch_note(uri, budget)).await {
            Ok(Ok(fetched)) => fetched,
            Ok(Err(error)) => return Ok(Err(outcome_there(&error))),
            Err(_) => return Ok(Err(Outcome::Away(FetchError::Timeout.to_string()))),
        };
        match timeout(PATIENCE_WITH_OTHERS, self.to_keep(fetched, budget)).await {
            Ok(note) => Ok(Ok(note?)),
            Err(_) => Err(FetchError::Timeout.into()),
        }
    }
}

/// What an error says about the host that was asked for a Note of its own.
pub(super) fn outcome_there(error: &ResolveError) -> Outcome {
    match error {
        ResolveError::Fetch(
            error @ (FetchError::Redirect
            | FetchError::BudgetSpent
            | FetchError::TooLarge { .. }
            | FetchError::ContentType),
        ) => Outcome::Refused(error.to_string()),
        ResolveError::Fetch(FetchError::Signing(_)) => outcome_here(error),
        ResolveError::Fetch(error) => Outcome::of(error),
        ResolveError::Unreadable | ResolveError::Document(_) => Outcome::Refused(error.to_string()),
        other => outcome_here(other),
    }
}

/// The same where it says nothing about that host.
pub(super) fn outcome_here(error: &ResolveError) -> Outcome {
    if error.is_transient() {
        Outcome::NotNow(error.to_string())
    } else {
        tracing::info!(%error, "a post of a thread, or one that is quoted, is not kept");
        Outcome::Nothing
    }
}
