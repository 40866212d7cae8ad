//! Letting received activities take effect: what needs the network before the transaction, the rest in it.

mod announced;
mod answered;
mod aside;
mod effect;
mod new_notes;
mod prepare;
mod quoted;
mod reply;

use std::collections::HashSet;
use std::sync::Arc;

use futures::StreamExt as _;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_storage::{Transaction, activity, job};

pub(crate) use aside::Places;

use crate::Federation;
use crate::client::FetchBudget;
use crate::retry::{Pace, RetryPolicy};
use effect::Effect;
use new_notes::NewNote;
use prepare::Known;

/// Activities whose people are looked up here at the same time.
const AT_ONCE: usize = 16;

/// What is to be done with a job once everything that it needs is here.
enum Prepared {
    /// It can take effect.
    Effect(Box<Effect>),
    /// It has taken effect already, which needed the network alone.
    Done,
    /// It has none, for this reason.
    Dropped(String),
    /// Something it needs cannot be had just now.
    Later(String),
    /// Somebody has to be asked for what it needs, which there was no leave to do.
    Unasked,
}

impl Federation {
    /// Processes a batch: one commit for all, each in a part of its own. What needs other servers is done aside, so that
    /// one which does not answer keeps nobody else waiting.
    ///
    /// # Errors
    /// The database is away, and nothing of it happened.
    pub async fn process(self: &Arc<Self>, jobs: &[LeasedJob]) -> Result<(), vouchwell_storage::Error> {
        let known = self.known_to(jobs).await?;
        let preparing: Vec<_> = jobs
            .iter()
            .map(async |job| self.prepare_job(job, &known, &FetchBudget::nothing()).await)
            .collect();
        let prepared: Vec<Prepared> = futures::stream::iter(preparing).buffered(AT_ONCE).collect().await;
        let mut here = Vec::with_capacity(jobs.len());
        let mut aside = Vec::new();
        for (job, prepared) in jobs.iter().zip(prepared) {
            match prepared {
                Prepared::Unasked => aside.push(job.clone()),
                other => here.push((job, other)),
            }
        }
        self.conclude(here).await?;
        self.process_aside(aside).await;
        Ok(())
    }

    /// Lets what is prepared take effect, and ends its jobs.
    async fn conclude(&self, prepared: Vec<(&LeasedJob, Prepared)>) -> Result<(), vouchwell_storage::Error> {
        if prepared.is_empty() {
            return Ok(());
        }
        let mut transaction = self.context.store.begin().await?;
        // One that somebody else has taken since is left alone.
        let leased: Vec<&LeasedJob> = prepared.iter().map(|(job, _)| *job).collect();
        let held: HashSet<JobId> = job::hold(&mut transaction, &leased).await?.into_iter().collect();
        let ours = prepared
            .into_iter()
            .filter(|(job, _)| held.contains(&job.id))
            .collect();
        let mut ended = Vec::with_capacity(leased.len());
        for (job, outcome) in self.apply_all(&mut transaction, ours).await? {
            match outcome {
                Outcome::Done => ended.push(job),
                Outcome::Dropped(why) => {
                    tracing::info!(job = ?job.job, %why, "an activity had no effect");
                    ended.push(job);
                }
                Outcome::Later(why) => self.again(&mut transaction, job, &why).await?,
            }
        }
        activity::forget_bodies(&mut transaction, &received(&ended)).await?;
        let ended: Vec<JobId> = ended.into_iter().map(|job| job.id).collect();
        job::end(&mut transaction, &ended).await?;
        transaction.commit().await?;
        self.context.new_jobs.notify_one();
        Ok(())
    }

    async fn prepare_job(&self, leased: &LeasedJob, known: &Known, budget: &FetchBudget) -> Prepared {
        match &leased.job {
            Job::Process { actor, activity } => self.prepare((actor, activity), known, budget).await,
            _ => Prepared::Dropped("this is no received activity".to_owned()),
        }
    }

    /// Lets a batch take effect in its order. Notes that come one after the other do so together.
    async fn apply_all<'a>(
        &self,
        transaction: &mut Transaction,
        prepared: Vec<(&'a LeasedJob, Prepared)>,
    ) -> Result<Vec<(&'a LeasedJob, Outcome)>, vouchwell_storage::Error> {
        let mut outcomes = Vec::with_capacity(prepared.len());
        let mut notes = Vec::new();
        for (job, prepared) in prepared {
            match NewNote::of(prepared) {
                Ok(note) => notes.push((job, note)),
                Err(prepared) => {
                    self.apply_notes(transaction, &mut notes, &mut outcomes).await?;
                    outcomes.push((job, self.apply(transaction, prepared).await?));
                }
            }
        }
        self.apply_notes(transaction, &mut notes, &mut outcomes).await?;
        for (_, outcome) in &outcomes {
            let outcome = outcome.word();
            metrics::counter!("vouchwell_activities_processed_total", "outcome" => outcome).increment(1);
        }
        Ok(outcomes)
    }

    async fn apply(
        &self,
        transaction: &mut Transaction,
        prepared: Prepared,
    ) -> Result<Outcome, vouchwell_storage::Error> {
        Ok(match prepared {
            Prepared::Effect(effect) => self.take_effect(transaction, *effect).await?,
            Prepared::Done => Outcome::Done,
            Prepared::Dropped(why) => Outcome::Dropped(why),
            Prepared::Later(why) => Outcome::Later(why),
            Prepared::Unasked => Outcome::Dropped("it needs more than one activity may ask for".to_owned()),
        })
    }

    /// The whole effect or nothing of it.
    async fn take_effect(
        &self,
        transaction: &mut Transaction,
        effect: Effect,
    ) -> Result<Outcome, vouchwell_storage::Error> {
        transaction.savepoint().await?;
        match effect.take(&self.context, transaction).await {
            Ok(refusal) => {
                transaction.release().await?;
                Ok(refusal.map_or(Outcome::Done, Outcome::Dropped))
            }
            Err(vouchwell_service::Error::Storage(error)) if error.is_unavailable() => Err(error),
            Err(vouchwell_service::Error::Storage(error)) => {
                transaction.undo_part().await?;
                tracing::error!(%error, cause = ?error, "an activity failed");
                Ok(Outcome::Later(error.to_string()))
            }
            Err(error) => {
                transaction.undo_part().await?;
                Ok(Outcome::Dropped(error.to_string()))
            }
        }
    }

    /// Gives a job back, or gives it up after the full time.
    pub(crate) async fn again(
        &self,
        transaction: &mut Transaction,
        leased: &LeasedJob,
        why: &str,
    ) -> Result<(), vouchwell_storage::Error> {
        let (now, policy) = (self.context.now(), RetryPolicy::scaled(self.retry_scale));
        match policy.next(
            Pace::Usual,
            leased.attempts,
            leased.first_failed_at,
            now,
            &*self.context.entropy,
        ) {
            Some(at) => job::retry(transaction, leased, at, why, now).await?,
            None => job::fail(transaction, leased, why, now).await?,
        };
        Ok(())
    }
}

fn received<'a>(jobs: &[&'a LeasedJob]) -> Vec<(&'a ActorUri, &'a ObjectUri)> {
    let received = |leased: &&'a LeasedJob| match &leased.job {
        Job::Process { actor, activity } => Some((actor, activity)),
        _ => None,
    };
    jobs.iter().filter_map(received).collect()
}

enum Outcome {
    Done,
    Dropped(String),
    Later(String),
}

impl Outcome {
    const fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped(_) => "dropped",
            Self::Later(_) => "later",
        }
    }
}
