//! Bringing activities to inboxes and messages to apps, and putting questions to servers.

mod follower;
mod record;

use bytes::Bytes;
use url::Url;
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_domain::peer::SignatureScheme;
use vouchwell_storage::activity;

pub use record::{Delivered, GoneAccounts, Outcome, Record};

use crate::Federation;
use crate::client::FetchError;
use crate::retry::FAILURES_TO_CLOSE;
use crate::second_knock::refuses_signature;
use crate::signature::{BodyDigest, OutgoingRequest};

/// What is to be brought where.
struct Delivery<'a> {
    activity: &'a ObjectUri,
    inbox: &'a ObjectUri,
    signer: AccountId,
}

impl Federation {
    /// Brings the jobs for one host, some at once. If the host was away lately, the first of them finds out
    /// whether it is back; if it is not, the others are not tried.
    pub async fn deliver_to_host(&self, host: Host, jobs: Vec<LeasedJob>) {
        let known = self.peer(&host).await;
        let was_away = known
            .as_ref()
            .is_some_and(|peer| peer.failures >= FAILURES_TO_CLOSE);
        let scheme = known.and_then(|peer| peer.signature_scheme);
        let mut jobs = jobs.into_iter();
        if was_away && let Some(probe) = jobs.next() {
            let outcome = self.try_job(&probe, scheme).await;
            let is_down = outcome.says_that_host_is_down();
            self.record(probe, &host, outcome).await;
            if is_down {
                for job in jobs {
                    self.record(job, &host, Outcome::NotTried).await;
                }
                return;
            }
        }
        let deliveries = jobs.map(|job| async {
            let outcome = self.try_job(&job, scheme).await;
            self.record(job, &host, outcome).await;
        });
        futures::future::join_all(deliveries).await;
    }

    async fn try_job(&self, job: &LeasedJob, scheme: Option<SignatureScheme>) -> Outcome {
        let (activity, inbox, signer, withdrawal) = match &job.job {
            Job::Deliver {
                activity,
                inbox,
                signer,
                withdrawal,
            } => (activity, inbox, signer, withdrawal),
            Job::AskForWithdrawals(question) => return self.ask_for_withdrawals(question).await,
            Job::Push {
                subscription,
                notification,
                ..
            } => return self.push(*subscription, *notification).await,
            _ => return Outcome::Nothing,
        };
        let delivery = Delivery {
            activity,
            inbox,
            signer: *signer,
        };
        // What somebody has withdrawn is taken back everywhere.
        if !withdrawal && let Ok(url) = Url::parse(inbox.as_str()) {
            match self.is_shut_out(&url).await {
                Ok(false) => {}
                Ok(true) => return Outcome::Nothing,
                Err(error) => return Outcome::NotNow(error.to_string()),
            }
        }
        let outcome = self.attempt(&delivery, scheme).await;
        match outcome {
            Outcome::Missing | Outcome::Gone if !withdrawal => self.who_is_gone(inbox, outcome).await,
            other => other,
        }
    }

    async fn attempt(&self, delivery: &Delivery<'_>, scheme: Option<SignatureScheme>) -> Outcome {
        let body = match self.body(delivery.activity).await {
            Ok(Some(body)) => body,
            // What it was about is withdrawn.
            Ok(None) => return Outcome::Nothing,
            Err(error) => return Outcome::NotNow(error.to_string()),
        };
        let Ok(url) = Url::parse(delivery.inbox.as_str()) else {
            return Outcome::Nothing;
        };
        let first = scheme.unwrap_or(SignatureScheme::Cavage);
        let mut answer = self.post(delivery.signer, &url, body.clone(), first).await;
        let mut used = first;
        if answer
            .as_ref()
            .err()
            .is_some_and(AttemptError::is_about_signature)
        {
            used = first.other();
            answer = self.post(delivery.signer, &url, body, used).await;
        }
        match answer {
            Ok(()) => Outcome::Arrived {
                learnt: (scheme != Some(used)).then_some(used),
            },
            Err(AttemptError::Fetch(error)) => Outcome::of(&error),
            Err(AttemptError::Key(error)) => Outcome::NotNow(error),
        }
    }

    async fn body(&self, uri: &ObjectUri) -> Result<Option<Bytes>, vouchwell_storage::Error> {
        let mut reading = self.context.store.for_one_query().await?;
        Ok(activity::sent(&mut reading, uri)
            .await?
            .map(|sent| Bytes::from(sent.body)))
    }

    async fn post(
        &self,
        signer: AccountId,
        url: &Url,
        body: Bytes,
        scheme: SignatureScheme,
    ) -> Result<(), AttemptError> {
        let keys = self.keys.of(&self.context, signer).await;
        let keys = keys.map_err(|error| AttemptError::Key(error.to_string()))?;
        let request = OutgoingRequest::post(url, BodyDigest::of(&body));
        let headers = keys.at(self.context.now(), scheme.into()).sign(&request);
        let headers = headers.map_err(|error| AttemptError::Key(error.to_string()))?;
        self.client
            .post(url, body, headers)
            .await
            .map_err(AttemptError::Fetch)?;
        Ok(())
    }

    async fn record(&self, job: LeasedJob, host: &Host, outcome: Outcome) {
        let counter = match &job.job {
            Job::AskForWithdrawals(_) => "vouchwell_withdrawal_questions_total",
            Job::Push { .. } => "vouchwell_push_messages_total",
            _ => "vouchwell_deliveries_total",
        };
        metrics::counter!(counter, "outcome" => outcome.word()).increment(1);
        let delivered = Delivered {
            job,
            host: host.clone(),
            outcome,
        };
        if let Err(error) = self.delivered.submit(delivered).await {
            // The lease runs out, and the delivery is tried again: twice is better than not at all.
            tracing::warn!(%error, %host, "the outcome of a delivery was not stored");
        }
    }
}

enum AttemptError {
    Fetch(FetchError),
    Key(String),
}

impl AttemptError {
    fn is_about_signature(&self) -> bool {
        match self {
            Self::Fetch(error) => error.status().is_some_and(refuses_signature),
            Self::Key(_) => false,
        }
    }
}
