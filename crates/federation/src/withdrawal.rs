//! Asking a server whether something that is public here was withdrawn.

use std::time::Duration;

use http::StatusCode;
use thiserror::Error;
use url::Url;
use vouchwell_domain::withdrawal::WithdrawalQuestion;
use vouchwell_evidence::{Digest, Signed, Withdrawal, json};
use vouchwell_service::withdrawal::question;

use crate::Federation;
use crate::client::{DocumentType, FetchBudget, FetchError};
use crate::deliver::Outcome;
use crate::keys::KeyError;

/// Time for all documents of one question together; the job is ours for a little longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a question has no answer.
#[derive(Debug, Error)]
enum QuestionError {
    /// The server could not be asked.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It answered with something else.
    #[error("the answer is no withdrawal of the document that was asked about")]
    Unfit,
    /// Requests cannot be signed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The answer could not be kept.
    #[error(transparent)]
    Service(#[from] vouchwell_service::Error),
}

impl Federation {
    /// Asks about every document of a recommendation, and lets the withdrawals that come take effect.
    pub(crate) async fn ask_for_withdrawals(&self, question: &WithdrawalQuestion) -> Outcome {
        match tokio::time::timeout(PATIENCE, self.ask(question)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(QuestionError::Fetch(error))) => Outcome::of(&error),
            Ok(Err(error @ QuestionError::Unfit)) => Outcome::Refused(error.to_string()),
            Ok(Err(error)) => Outcome::NotNow(error.to_string()),
            Err(_) => Outcome::Away("the server did not answer in time".to_owned()),
        }
    }

    async fn ask(&self, question: &WithdrawalQuestion) -> Result<Outcome, QuestionError> {
        let documents = question::documents(&self.context, question).await?;
        let Some(origin) = self
            .client
            .origin_of(&question.host)
            .filter(|_| !documents.is_empty())
        else {
            return Ok(Outcome::Nothing);
        };
        let budget = FetchBudget::default();
        let mut withdrawals = Vec::new();
        for document in &documents {
            withdrawals.extend(self.withdrawal_of(&origin, document, &budget).await?);
        }
        question::take_answer(&self.context, question, &withdrawals).await?;
        Ok(Outcome::Arrived { learnt: None })
    }

    /// What a server answers for a document: its withdrawal, with its own proof, or that it knows of none.
    async fn withdrawal_of(
        &self,
        origin: &Url,
        document: &Digest,
        budget: &FetchBudget,
    ) -> Result<Option<Signed<Withdrawal>>, QuestionError> {
        let mut address = origin.clone();
        address.set_path(&format!("/.well-known/vouchwell/withdrawals/{document}"));
        let answer = self
            .get::<QuestionError>(&address, DocumentType::Json, budget)
            .await?;
        if matches!(answer.status(), StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Ok(None);
        }
        let value = json::read(answer.document()?).map_err(|_| QuestionError::Unfit)?;
        let withdrawal: Signed<Withdrawal> = Signed::parse(value).map_err(|_| QuestionError::Unfit)?;
        if withdrawal.digest == *document {
            Ok(Some(withdrawal))
        } else {
            Err(QuestionError::Unfit)
        }
    }
}
