//! What authors answered themselves, each a job of the host where it lives.

use std::time::Duration;

use tokio::time::timeout;
use url::Url;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::status::Status;
use vouchwell_service::status::{Concern, Reach};
use vouchwell_storage::{account, status};

use super::answered::{outcome_here, outcome_there};
use super::effect::Kept;
use crate::Federation;
use crate::activity::{Received, ReceivedNote, fetched};
use crate::client::{FetchBudget, FetchError};
use crate::deliver::Outcome;
use crate::resolve::ResolveError;

/// Fetches for one answer, whose author is known: itself with either signature, and as many redirects.
const FETCHES: u32 = 4;
/// Time for an answer. It stays within the lease of the job.
const PATIENCE: Duration = Duration::from_secs(25);

impl Federation {
    /// Fetches a Note that is said to answer a post that is here, unless it is known by now. It is kept if it does and has
    /// the same author; then what answers it is asked for.
    pub(crate) async fn fetch_reply(&self, uri: &ObjectUri, answered: StatusId, remaining: u8) -> Outcome {
        match self.try_to_fetch_reply(uri, answered, remaining).await {
            Ok(outcome) => outcome,
            Err(error) => outcome_here(&error),
        }
    }

    async fn try_to_fetch_reply(
        &self,
        uri: &ObjectUri,
        answered: StatusId,
        remaining: u8,
    ) -> Result<Outcome, ResolveError> {
        let Some((answered, author)) = self.awaiting(uri, answered).await? else {
            return Ok(Outcome::Nothing);
        };
        let note = match timeout(PATIENCE, self.fetch_own_reply(uri, &answered, &author)).await {
            Ok(Ok(note)) => note,
            Ok(Err(error)) => return Ok(outcome_there(&error)),
            Err(_) => return Ok(Outcome::Away(FetchError::Timeout.to_string())),
        };
        let Some(note) = note else {
            tracing::info!(%uri, "what is said to be an author's own answer is none, and is not kept");
            return Ok(Outcome::Arrived { learnt: None });
        };
        if self.awaiting(uri, answered.id).await?.is_some() {
            let author = Box::new(author);
            let reach = Reach {
                above: 0,
                below: remaining,
            };
            self.keep_alone(Kept::Ordinary { author, note }, Concern::WrittenOn(reach))
                .await?;
        }
        Ok(Outcome::Arrived { learnt: None })
    }

    /// The post that an answer is fetched for and its author; nothing if the answer is here by now, or the post no more.
    async fn awaiting(
        &self,
        uri: &ObjectUri,
        answered: StatusId,
    ) -> Result<Option<(Status, Account)>, ResolveError> {
        let mut snapshot = self.context.store.snapshot().await?;
        if status::by_uri(&mut snapshot, uri).await?.is_some() {
            return Ok(None);
        }
        let Some(answered) = status::by_id(&mut snapshot, answered).await? else {
            return Ok(None);
        };
        let author = account::by_id(&mut snapshot, answered.account).await?;
        Ok(author.map(|author| (answered, author)))
    }

    /// The Note, if it is for everybody and its author answers that post of hers.
    async fn fetch_own_reply(
        &self,
        uri: &ObjectUri,
        answered: &Status,
        author: &Account,
    ) -> Result<Option<ReceivedNote>, ResolveError> {
        let url = Url::parse(uri.as_str()).map_err(|_| ResolveError::Unreadable)?;
        let document = self.fetch(&url, &FetchBudget::of(FETCHES)).await?;
        let (by, received) = fetched(&document, uri).map_err(|_| ResolveError::Unreadable)?;
        Ok(match received {
            Received::CreateNote(note)
                if by == author.uri
                    && note.visibility.is_open()
                    && note.in_reply_to.as_ref() == Some(&answered.uri) =>
            {
                Some(note)
            }
            _ => None,
        })
    }
}
