//! Whether the author of a quoted post approves: asked where the approval stands, a job of that host.

use std::time::Duration;

use http::StatusCode;
use tokio::time::timeout;
use url::Url;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::quote::{self, OpenQuote};
use vouchwell_service::status::{Concern, Reach};

use super::answered::{outcome_here, outcome_there};
use crate::Federation;
use crate::client::{FetchBudget, FetchError};
use crate::deliver::Outcome;
use crate::note::approves;
use crate::resolve::ResolveError;

/// Fetches for one quote: the quoted post, its author and the approval, with either signature, and two people if
/// the post is a recommendation.
const FETCHES: u32 = 10;
/// Time for the quoted post. With the time for others and for the approval it stays within the lease of the job.
const PATIENCE: Duration = Duration::from_secs(15);
/// Time for the approval.
const PATIENCE_WITH_APPROVAL: Duration = Duration::from_secs(10);

impl Federation {
    /// Finds out whether the author of what a post quotes approves, and fetches the quoted post for it if it may. What
    /// that post quotes is not fetched.
    pub(crate) async fn check_quote(&self, status: StatusId, fetches: bool) -> Outcome {
        match self.try_to_check_quote(status, fetches).await {
            Ok(outcome) => outcome,
            Err(error) => outcome_here(&error),
        }
    }

    async fn try_to_check_quote(&self, status: StatusId, fetches: bool) -> Result<Outcome, ResolveError> {
        let budget = FetchBudget::of(FETCHES);
        let Some(mut found) = self.open_quote(status).await? else {
            return Ok(Outcome::Nothing);
        };
        let mut outcome = Outcome::Nothing;
        if found.author.is_none() && fetches {
            match self.fetch_to_keep(&found.named.uri, &budget, PATIENCE).await? {
                // What that answers is not fetched.
                Ok(Some(note)) => self.keep_alone(note, Concern::Wanted(Reach::BELOW)).await?,
                Ok(None) => {}
                Err(failed) => return Ok(failed),
            }
            outcome = Outcome::Arrived { learnt: None };
            let Some(again) = self.open_quote(status).await? else {
                return Ok(outcome);
            };
            found = again;
        }
        let asked = timeout(PATIENCE_WITH_APPROVAL, self.asked_approval(&found, &budget)).await;
        let approves = match asked {
            Ok(Ok(approves)) => approves,
            Ok(Err(error)) => return Ok(outcome_there(&error)),
            Err(_) => return Ok(Outcome::Away(FetchError::Timeout.to_string())),
        };
        if approves.is_some() {
            outcome = Outcome::Arrived { learnt: None };
        }
        let mut transaction = self.context.store.begin().await?;
        quote::settle(&mut transaction, status, &found.named, approves).await?;
        transaction.commit().await?;
        Ok(outcome)
    }

    async fn open_quote(&self, status: StatusId) -> Result<Option<OpenQuote>, ResolveError> {
        let mut snapshot = self.context.store.snapshot().await?;
        Ok(quote::open(&mut snapshot, status).await?)
    }

    /// Whether the author approves; nothing if she has said nothing, or the post is not here. An approval stands on her
    /// own server.
    async fn asked_approval(
        &self,
        found: &OpenQuote,
        budget: &FetchBudget,
    ) -> Result<Option<bool>, ResolveError> {
        let (Some(author), Some(address)) = (&found.author, &found.named.approval) else {
            return Ok(None);
        };
        let url = Url::parse(address.as_str()).map_err(|_| ResolveError::Unreadable)?;
        match self.fetch(&url, budget).await {
            Ok(document) => Ok(Some(approves(
                &document,
                address,
                &author.uri,
                &found.quoting,
                &found.named.uri,
            ))),
            Err(ResolveError::Fetch(FetchError::Status(StatusCode::NOT_FOUND | StatusCode::GONE))) => {
                Ok(Some(false))
            }
            Err(error) => Err(error),
        }
    }
}
