//! Bringing activities to inboxes and messages to apps, and putting questions to servers.

mod follower;
mod known;
mod record;

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use url::Url;
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_domain::peer::SignatureScheme;
use vouchwell_service::status::Reach;

pub(crate) use known::Known;
pub use record::{Delivered, GoneAccounts, Outcome, Record};

use crate::Federation;
use crate::keys::RequestSigner;
use crate::retry::FAILURES_TO_CLOSE;
use crate::second_knock::refuses_signature;
use crate::signature::{BodyDigest, OutgoingRequest};

impl Federation {
    /// Brings the jobs for one host, some at once. If the host was away lately, the first of them finds out
    /// whether it is back; if it is not, the others are not tried.
    pub(crate) async fn deliver_to_host(&self, host: Host, jobs: Vec<LeasedJob>, known: Arc<Known>) {
        let was_away = known
            .peer(&host)
            .is_some_and(|peer| peer.failures >= FAILURES_TO_CLOSE);
        if !was_away {
            return self.try_jobs(&host, jobs, &known).await;
        }
        let mut jobs = jobs.into_iter();
        let Some(probe) = jobs.next() else { return };
        let outcome = self.try_job(&probe, &host, &known).await;
        let is_down = outcome.says_that_host_is_down();
        self.record(probe, &host, outcome).await;
        let others: Vec<LeasedJob> = jobs.collect();
        if is_down {
            return self.record_all(others, &host, &Outcome::NotTried).await;
        }
        match self.read_up([&host], &others).await {
            Ok(known) => self.try_jobs(&host, others, &known).await,
            Err(error) => {
                self.record_all(others, &host, &Outcome::NotNow(error.to_string()))
                    .await;
            }
        }
    }

    async fn try_jobs(&self, host: &Host, jobs: Vec<LeasedJob>, known: &Known) {
        let deliveries = jobs.into_iter().map(|job| async {
            let outcome = self.try_job(&job, host, known).await;
            self.record(job, host, outcome).await;
        });
        futures::future::join_all(deliveries).await;
    }

    async fn try_job(&self, job: &LeasedJob, host: &Host, known: &Known) -> Outcome {
        let (activity, inbox, signer, withdrawal) = match &job.job {
            Job::Deliver {
                activity,
                inbox,
                signer,
                withdrawal,
            } => (activity, inbox, signer, withdrawal),
            Job::AskForWithdrawals(question) => return self.ask_for_withdrawals(question).await,
            Job::FetchAnswered {
                note,
                remaining,
                below,
            } => {
                let reach = Reach {
                    above: *remaining,
                    below: *below,
                };
                return self.fetch_answered(note, reach).await;
            }
            Job::FetchReply {
                note,
                answered,
                remaining,
            } => return self.fetch_reply(note, *answered, *remaining).await,
            Job::CheckQuote { status, fetches, .. } => return self.check_quote(*status, *fetches).await,
            Job::Push {
                subscription,
                notification,
                ..
            } => return self.push(*subscription, *notification).await,
            _ => return Outcome::Nothing,
        };
        // What somebody has withdrawn is taken back everywhere.
        if !withdrawal && known.is_blocked(host) {
            return Outcome::Nothing;
        }
        // Without a text, what it was about is withdrawn.
        let (Some(body), Ok(url)) = (known.body(activity), Url::parse(inbox.as_str())) else {
            return Outcome::Nothing;
        };
        let signer = match self.keys.of(&self.context, *signer).await {
            Ok(signer) => signer,
            Err(error) => return Outcome::NotNow(error.to_string()),
        };
        let now = self.context.now();
        let scheme = known.peer(host).and_then(|peer| peer.signature_scheme(now));
        let outcome = self.bring(activity, body, &url, &signer, host, scheme);
        match outcome.await {
            outcome @ (Outcome::Missing | Outcome::Gone) if !withdrawal => {
                self.who_is_gone(inbox, outcome).await
            }
            other => other,
        }
    }

    /// Posts with the signature that the host is known to take, or with each in turn until one is not refused.
    async fn bring(
        &self,
        activity: &ObjectUri,
        body: Bytes,
        inbox: &Url,
        signer: &RequestSigner,
        host: &Host,
        scheme: Option<SignatureScheme>,
    ) -> Outcome {
        let known = self.known_of(host, scheme, signer);
        let request = OutgoingRequest::post(inbox, BodyDigest::of(&body));
        let (mut outcome, mut of_earlier) = (Outcome::Nothing, false);
        for knock in signer.knocks_with(activity, known) {
            let headers = match knock.at(self.context.now()).sign(&request) {
                Ok(headers) => headers,
                Err(error) => return Outcome::NotNow(error.to_string()),
            };
            let refusal = match self.client.post(inbox, body.clone(), headers).await {
                Ok(_) => {
                    return Outcome::Arrived {
                        learnt: (scheme != Some(knock.scheme)).then_some(knock.scheme),
                    };
                }
                Err(refusal) => refusal,
            };
            outcome = Outcome::of(&refusal);
            if !refusal.status().is_some_and(refuses_signature) {
                return outcome;
            }
            of_earlier |= knock.is_earlier && refusal.status() == Some(StatusCode::UNAUTHORIZED);
        }
        self.keys
            .note_refusal(signer, host, of_earlier, self.context.now());
        outcome
    }

    /// The same of several jobs.
    pub(crate) async fn record_all(&self, jobs: Vec<LeasedJob>, host: &Host, outcome: &Outcome) {
        let records = jobs
            .into_iter()
            .map(|job| self.record(job, host, outcome.clone()));
        futures::future::join_all(records).await;
    }

    async fn record(&self, job: LeasedJob, host: &Host, outcome: Outcome) {
        let counter = match &job.job {
            Job::AskForWithdrawals(_) => "vouchwell_withdrawal_questions_total",
            Job::Push { .. } => "vouchwell_push_messages_total",
            Job::FetchAnswered { .. } => "vouchwell_answered_posts_total",
            Job::FetchReply { .. } => "vouchwell_replies_total",
            Job::CheckQuote { .. } => "vouchwell_quotes_checked_total",
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
