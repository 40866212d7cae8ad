//! Whether the author of a quoted post approves: asked where the approval stands, a job of that host.

use std::time::Duration;

use http::StatusCode;
use tokio::time::timeout;
use url::Url;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::quote::{self, OpenQuote};

use super::answered::outcome_there;
use super::effect::keep;
use crate::Federation;
use crate::client::{FetchBudget, FetchError};
use crate::deliver::Outcome;
use crate::note::approves;
use crate::resolve::ResolveError;

/// Fetches for one quote: the quoted post, its author and the approval, with either signature, and two people if
/// the post is a recommendation.
const FETCHES: u32 = 10;
/// Time for all of it; it stays within the lease of the job.
const PATIENCE: Duration = Duration::from_secs(25);

impl Federation {
    /// Finds out whether the author of what a post quotes approves, and fetches the quoted post for it if it may. What
    /// that post quotes is not fetched.
    pub(crate) async fn check_quote(&self, status: StatusId, fetches: bool) -> Outcome {
        match timeout(PATIENCE, self.try_to_check_quote(status, fetches)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => outcome_there(&error),
            Err(_) => Outcome::Away(FetchError::Timeout.to_string()),
        }
    }

    async fn try_to_check_quote(&self, status: StatusId, fetches: bool) -> Result<Outcome, ResolveError> {
        let budget = FetchBudget::of(FETCHES);
        let Some(mut found) = self.open_quote(status).await? else {
            return Ok(Outcome::Nothing);
        };
        if found.author.is_none() && fetches {
            self.fetch_quoted(&found, &budget).await?;
            let Some(again) = self.open_quote(status).await? else {
                return Ok(Outcome::Nothing);
            };
            found = again;
        }
        let approves = self.asked_approval(&found, &budget).await?;
        let mut transaction = self.context.store.begin().await?;
        quote::settle(&mut transaction, status, &found.named, approves).await?;
        transaction.commit().await?;
        Ok(Outcome::Arrived { learnt: None })
    }

    async fn open_quote(&self, status: StatusId) -> Result<Option<OpenQuote>, ResolveError> {
        let mut snapshot = self.context.store.snapshot().await?;
        Ok(quote::open(&mut snapshot, status).await?)
    }

    async fn fetch_quoted(&self, found: &OpenQuote, budget: &FetchBudget) -> Result<(), ResolveError> {
        let fetched = self.fetch_note(&found.named.uri, budget).await?;
        let Some(note) = self.to_keep(fetched, budget).await? else {
            return Ok(());
        };
        let mut transaction = self.context.store.begin().await?;
        if let Some(reason) = keep(&self.context, &mut transaction, note).await? {
            tracing::info!(reason, uri = %found.named.uri, "what a post quotes is not kept");
        }
        transaction.commit().await?;
        self.context.new_jobs.notify_one();
        Ok(())
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
        if address.origin() != Some(author.uri.url().origin()) {
            return Ok(Some(false));
        }
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
