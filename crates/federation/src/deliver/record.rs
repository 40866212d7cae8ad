//! Storing what became of deliveries: many of them share one commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::StatusCode;
use vouchwell_domain::account::Host;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_domain::peer::SignatureScheme;
use vouchwell_domain::{Clock, Entropy};
use vouchwell_service::Context;
use vouchwell_storage::group_commit::Apply;
use vouchwell_storage::{Result, Transaction, follow, job, missing_account, peer};

use crate::client::FetchError;
use crate::retry::{FAILURES_TO_CLOSE, Pace, RetryPolicy};

/// Days on which an inbox and an actor have to be missing before the follower counts as gone.
const DAYS_MISSING: i64 = 3;
/// How often a server is asked for what a post answers.
const FETCHES_OF_ANSWERED: u32 = 5;

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is there; perhaps it was learnt which signature the host takes.
    Arrived {
        /// The signature it took, if that was not known.
        learnt: Option<SignatureScheme>,
    },
    /// There is nothing to bring any more, or nowhere.
    Nothing,
    /// Our own rules forbid the address.
    Forbidden(String),
    /// The host answers, and will hardly take it another time.
    Refused(String),
    /// The host answers, and may take it another time.
    NotYet(String),
    /// The host does not answer.
    Away(String),
    /// The inbox is not found.
    Missing,
    /// The inbox is gone.
    Gone,
    /// The inbox is not found or gone, and so are actors behind it.
    AccountsGone(GoneAccounts),
    /// Something here did not work.
    NotNow(String),
    /// The host did not answer the delivery before this one.
    NotTried,
}

/// Whom an inbox that is not found or gone belonged to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneAccounts {
    /// Those whose own actors are not found or gone.
    pub accounts: Vec<(AccountId, ActorUri)>,
    /// Whether the inbox says *gone*, which needs no second day.
    pub for_good: bool,
    /// Whether they are all that the inbox is known for.
    pub nobody_is_left: bool,
}

impl Outcome {
    /// What an error says.
    pub(crate) fn of(error: &FetchError) -> Self {
        match error {
            FetchError::Status(StatusCode::NOT_FOUND) => Self::Missing,
            FetchError::Status(StatusCode::GONE) => Self::Gone,
            FetchError::Status(status) if status.is_server_error() => Self::Away(error.to_string()),
            FetchError::Status(status) if may_pass(*status) => Self::NotYet(error.to_string()),
            FetchError::Status(_) => Self::Refused(error.to_string()),
            FetchError::Refused(_) => Self::Forbidden(error.to_string()),
            other => Self::Away(other.to_string()),
        }
    }

    /// Whether it says something about the host and not about the activity.
    pub const fn says_that_host_is_down(&self) -> bool {
        matches!(self, Self::Away(_) | Self::NotTried)
    }

    /// Whether the host answered, whatever it said.
    const fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Arrived { .. }
                | Self::Refused(_)
                | Self::NotYet(_)
                | Self::Missing
                | Self::Gone
                | Self::AccountsGone(_)
        )
    }

    /// The word of the metric.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Arrived { .. } => "arrived",
            Self::Nothing => "nothing",
            Self::Forbidden(_) => "forbidden",
            Self::Refused(_) => "refused",
            Self::NotYet(_) => "not_yet",
            Self::Away(_) => "away",
            Self::Missing => "missing",
            Self::Gone | Self::AccountsGone(_) => "gone",
            Self::NotNow(_) => "not_now",
            Self::NotTried => "not_tried",
        }
    }
}

/// Whether a refusal is one of the moment: the key could not be asked for, or there was too much at once.
const fn may_pass(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS
    )
}

/// A delivery and what became of it.
#[derive(Debug)]
pub struct Delivered {
    /// The job.
    pub job: LeasedJob,
    /// The host.
    pub host: Host,
    /// What became of it.
    pub outcome: Outcome,
}

/// Stores outcomes.
pub struct Record {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    policy: RetryPolicy,
}

impl Record {
    /// With the time and randomness of the use cases.
    pub fn new(context: &Context, retry_scale: f64) -> Self {
        Self {
            clock: Arc::clone(&context.clock),
            entropy: Arc::clone(&context.entropy),
            policy: RetryPolicy::scaled(retry_scale),
        }
    }

    /// The usual outcome, for many at once.
    async fn note_arrived(&self, transaction: &mut Transaction, arrived: &[&Delivered]) -> Result<()> {
        let hosts: BTreeSet<&Host> = arrived.iter().map(|delivered| &delivered.host).collect();
        peer::answered(transaction, hosts).await?;
        let learnt: BTreeMap<&Host, SignatureScheme> = arrived
            .iter()
            .filter_map(|delivered| match delivered.outcome {
                Outcome::Arrived { learnt } => Some((&delivered.host, learnt?)),
                _ => None,
            })
            .collect();
        peer::set_signature_schemes(transaction, &learnt, self.clock.now()).await?;
        let jobs: Vec<&LeasedJob> = arrived.iter().map(|delivered| &delivered.job).collect();
        let inboxes = jobs.iter().filter_map(|leased| match &leased.job {
            Job::Deliver { inbox, .. } => Some(inbox),
            _ => None,
        });
        missing_account::forget(transaction, inboxes).await?;
        let held = job::hold(transaction, &jobs).await?;
        job::end(transaction, &held).await
    }

    async fn note(&self, transaction: &mut Transaction, delivered: &Delivered) -> Result<()> {
        let Delivered {
            job: leased,
            host,
            outcome,
        } = delivered;
        let inbox = match &leased.job {
            Job::Deliver { inbox, .. } => Some(inbox),
            _ => None,
        };
        if outcome.is_answer() {
            peer::answered(transaction, [host]).await?;
        }
        if matches!(outcome, Outcome::Away(_)) {
            self.count_failure(transaction, host).await?;
        }
        if is_given_up(leased, outcome) {
            tracing::info!(%host, outcome = outcome.word(), "what a post answers cannot be had");
            job::complete(transaction, leased).await?;
            return Ok(());
        }
        match outcome {
            Outcome::Arrived { .. } | Outcome::Nothing => {
                job::complete(transaction, leased).await?;
            }
            Outcome::Forbidden(why) => {
                tracing::warn!(%host, %why, "a request to a server is not allowed");
                job::complete(transaction, leased).await?;
            }
            Outcome::AccountsGone(gone) => {
                let Some(inbox) = inbox else { return Ok(()) };
                if self.note_gone(transaction, inbox, gone).await? {
                    job::complete(transaction, leased).await?;
                } else {
                    self.again(transaction, leased, Pace::Usual, "the inbox is not found")
                        .await?;
                }
            }
            Outcome::Refused(why) => {
                self.again(transaction, leased, pace_after_refusal(&leased.job), why)
                    .await?;
            }
            Outcome::NotTried => {
                self.again(transaction, leased, Pace::Usual, "the host does not answer")
                    .await?;
            }
            Outcome::Away(why) | Outcome::NotYet(why) | Outcome::NotNow(why) => {
                self.again(transaction, leased, Pace::Usual, why).await?;
            }
            Outcome::Missing => {
                self.again(transaction, leased, Pace::Usual, "the inbox is not found")
                    .await?;
            }
            Outcome::Gone => {
                self.again(transaction, leased, Pace::Usual, "the inbox is gone")
                    .await?;
            }
        }
        Ok(())
    }

    /// Ends the follows of those who are gone for good; whether nobody is left to whom the inbox could bring anything.
    async fn note_gone(
        &self,
        transaction: &mut Transaction,
        inbox: &ObjectUri,
        gone: &GoneAccounts,
    ) -> Result<bool> {
        let today = self.clock.now().date_naive();
        let mut all_ended = true;
        for (account, actor) in &gone.accounts {
            let is_over = gone.for_good
                || missing_account::note(transaction, inbox, actor, today).await? >= DAYS_MISSING;
            if is_over {
                follow::remove_all_by(transaction, *account).await?;
            }
            all_ended &= is_over;
        }
        Ok(all_ended && gone.nobody_is_left)
    }

    async fn again(
        &self,
        transaction: &mut Transaction,
        leased: &LeasedJob,
        pace: Pace,
        why: &str,
    ) -> Result<()> {
        let now = self.clock.now();
        match self
            .policy
            .next(pace, leased.attempts, leased.first_failed_at, now, &*self.entropy)
        {
            Some(at) => job::retry(transaction, leased, at, why, now).await?,
            None => job::fail(transaction, leased, why, now).await?,
        };
        Ok(())
    }

    async fn count_failure(&self, transaction: &mut Transaction, host: &Host) -> Result<()> {
        let failures = peer::failed(transaction, host).await?;
        if failures >= FAILURES_TO_CLOSE {
            let until = self.clock.now() + self.policy.rest(failures);
            peer::close(transaction, host, until).await?;
        }
        Ok(())
    }
}

/// What was withdrawn is asked about and taken back as soon as it can be.
const fn pace_after_refusal(job: &Job) -> Pace {
    match job {
        Job::Deliver { withdrawal: true, .. } | Job::AskForWithdrawals(_) => Pace::Usual,
        _ => Pace::Seldom,
    }
}

/// Without its thread and what it quotes a post can be read as well: that is asked for a few times, and once where it is refused.
const fn is_given_up(leased: &LeasedJob, outcome: &Outcome) -> bool {
    let is_refused = matches!(outcome, Outcome::Refused(_) | Outcome::Missing | Outcome::Gone);
    let is_last = leased.attempts + 1 >= FETCHES_OF_ANSWERED;
    let may_pass = matches!(
        outcome,
        Outcome::Away(_) | Outcome::NotYet(_) | Outcome::NotNow(_) | Outcome::NotTried
    );
    let can_be_missing = matches!(
        leased.job,
        Job::FetchAnswered { .. } | Job::FetchReply { .. } | Job::CheckQuote { .. }
    );
    can_be_missing && (is_refused || (is_last && may_pass))
}

impl Apply for Record {
    type Item = Delivered;
    type Output = ();

    async fn apply(&self, transaction: &mut Transaction, group: &[Delivered]) -> Result<Vec<()>> {
        let (arrived, others): (Vec<&Delivered>, Vec<&Delivered>) = group
            .iter()
            .partition(|delivered| matches!(delivered.outcome, Outcome::Arrived { .. }));
        self.note_arrived(transaction, &arrived).await?;
        for delivered in others {
            self.note(transaction, delivered).await?;
        }
        Ok(vec![(); group.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_whether_another_try_is_of_use() {
        let word =
            |status: u16| Outcome::of(&FetchError::Status(StatusCode::from_u16(status).unwrap())).word();
        for refused in [400, 403, 405, 406, 413, 415, 422] {
            assert_eq!(word(refused), "refused", "{refused}");
        }
        for passing in [401, 408, 425, 429] {
            assert_eq!(word(passing), "not_yet", "{passing}");
        }
        assert_eq!(
            [404, 410, 500, 503].map(word),
            ["missing", "gone", "away", "away"]
        );
    }
}
