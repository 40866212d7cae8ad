//! What is done with a job that was taken.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::timeout;
use vouchwell_domain::identifier::{AccountId, JobId};
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_domain::mail::Mailing;
use vouchwell_service::mail::{self, MailError};
use vouchwell_service::{media, timer};
use vouchwell_storage::{account, job};

use crate::Federation;
use crate::client::FetchBudget;

/// Time for a job that asks other servers; within its lease, so that nobody else begins it again.
const PATIENCE: Duration = Duration::from_secs(12);

/// Time for an e-mail, which may wait for its place among others, and for the mail server at each of its steps.
const MAIL_PATIENCE: Duration = Duration::from_secs(240);
/// Longer than that, so that nobody else begins it again.
const MAIL_LEASE: TimeDelta = TimeDelta::seconds(270);

impl Federation {
    pub(super) async fn run(self: &Arc<Self>, jobs: Vec<LeasedJob>) {
        for leased in jobs {
            self.pulse.beat(leased.job.queue());
            match &leased.job {
                // A server that does not answer keeps nothing else waiting.
                Job::RefreshAccount { .. }
                | Job::VerifyLinks { .. }
                | Job::FetchPortrait { .. }
                | Job::FetchPreviewCard { .. } => {
                    let federation = Arc::clone(self);
                    tokio::spawn(async move {
                        let asked = timeout(PATIENCE, federation.ask_others(&leased.job)).await;
                        let asked = asked.unwrap_or_else(|_| Err("no answer in time".to_owned()));
                        federation.finish(&leased, asked).await;
                    });
                }
                Job::Mail(mailing) => {
                    let (federation, mailing) = (Arc::clone(self), mailing.clone());
                    tokio::spawn(async move { federation.mail(leased, &mailing).await });
                }
                // A large picture takes seconds; one that waits for its turn is not in memory.
                Job::ProcessMedia { media } => {
                    let (federation, media) = (Arc::clone(self), *media);
                    tokio::spawn(async move {
                        let processed = media::process(&federation.context, media).await;
                        let processed = processed.map_err(|error| error.to_string());
                        federation.finish(&leased, processed).await;
                    });
                }
                Job::Distribute(distribution) => {
                    let done = self.distribute(distribution, &leased).await;
                    if let Err(error) = done {
                        self.give_back(&leased, &error.to_string()).await;
                    }
                }
                job => {
                    let done = timer::run(&self.context, job).await;
                    if let Ok(false) = done {
                        tracing::error!(?job, "a job is in the wrong queue");
                    }
                    if let Job::EraseKeys { account } | Job::RotateRequestKey { account, .. } = job {
                        // What is still needed is opened again.
                        self.keys.forget(*account);
                    }
                    self.finish(&leased, done.map(|_| ()).map_err(|error| error.to_string()))
                        .await;
                }
            }
        }
    }

    /// Does a job that asks other servers.
    async fn ask_others(&self, job: &Job) -> Result<(), String> {
        match job {
            Job::RefreshAccount { account } => self.refresh(*account).await,
            Job::VerifyLinks { account } => self
                .verify_links(*account)
                .await
                .map_err(|error| error.to_string()),
            Job::FetchPortrait { account } => self
                .fetch_portrait(*account)
                .await
                .map_err(|error| error.to_string()),
            Job::FetchPreviewCard { address } => self
                .fetch_preview_card(address)
                .await
                .map_err(|error| error.to_string()),
            _ => Ok(()),
        }
    }

    /// Sends an e-mail if the job is still ours, and is for as long as the mail server may take.
    async fn mail(&self, mut leased: LeasedJob, mailing: &Mailing) {
        match self.lease_anew(&mut leased, MAIL_LEASE).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, "an e-mail waits until the database is back");
                return;
            }
        }
        let sent = timeout(MAIL_PATIENCE, self.send_mail(leased.id, mailing)).await;
        let sent = sent.unwrap_or_else(|_| Err("the mail server took too long".to_owned()));
        self.finish(&leased, sent).await;
    }

    /// Sends an e-mail. Neither its address nor what it says is written into the log.
    async fn send_mail(&self, job: JobId, mailing: &Mailing) -> Result<(), String> {
        let mail = mail::write(&self.context, mailing).await;
        let Some(mail) = mail.map_err(|error| error.to_string())? else {
            return Ok(());
        };
        let Some(mailer) = &self.mailer else {
            tracing::warn!("an e-mail was to be sent, and VOUCHWELL_SMTP names no server for it");
            return Ok(());
        };
        let outcome = match mailer.send(job, mail).await {
            Ok(()) => "sent",
            Err(MailError::Never(why)) => {
                tracing::warn!(%why, "an e-mail was refused for good");
                "refused"
            }
            Err(MailError::NotNow(why)) => {
                metrics::counter!("vouchwell_mails_total", "outcome" => "not_now").increment(1);
                return Err(why);
            }
        };
        metrics::counter!("vouchwell_mails_total", "outcome" => outcome).increment(1);
        Ok(())
    }

    async fn finish(&self, leased: &LeasedJob, done: Result<(), String>) {
        let done = match done {
            Ok(()) => self.complete(leased).await.map_err(|error| error.to_string()),
            failed => failed,
        };
        if let Err(why) = done {
            self.give_back(leased, &why).await;
        }
    }

    async fn refresh(&self, id: AccountId) -> Result<(), String> {
        let mut snapshot = self
            .context
            .store
            .snapshot()
            .await
            .map_err(|error| error.to_string())?;
        let account = account::by_id(&mut snapshot, id)
            .await
            .map_err(|error| error.to_string())?;
        drop(snapshot);
        let Some(account) = account.filter(|account| !account.is_local()) else {
            return Ok(());
        };
        match self.refetch(&account.uri, &FetchBudget::default()).await {
            Err(error) if error.is_transient() => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    pub(super) async fn complete(&self, leased: &LeasedJob) -> Result<(), vouchwell_storage::Error> {
        let mut transaction = self.context.store.begin().await?;
        job::complete(&mut transaction, leased).await?;
        transaction.commit().await
    }

    pub(super) async fn give_back(&self, leased: &LeasedJob, why: &str) {
        tracing::warn!(job = ?leased.id, %why, "a job is tried again later");
        let given_back = async {
            let mut transaction = self.context.store.begin().await?;
            self.again(&mut transaction, leased, why).await?;
            transaction.commit().await
        };
        if let Err(error) = given_back.await {
            // The lease runs out, and the job comes back by itself.
            tracing::warn!(%error, "a job could not be given back");
        }
    }
}
