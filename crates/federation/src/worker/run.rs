//! What is done with a job that was taken.

use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_service::timer;
use vouchwell_storage::{account, job};

use crate::Federation;
use crate::client::FetchBudget;

impl Federation {
    pub(super) async fn run(&self, jobs: Vec<LeasedJob>) {
        for leased in jobs {
            let done = match &leased.job {
                Job::Distribute(distribution) => self
                    .distribute(distribution, &leased)
                    .await
                    .map_err(|error| error.to_string()),
                _ => self.run_timer(&leased).await,
            };
            if let Err(why) = done {
                self.give_back(&leased, &why).await;
            }
        }
    }

    async fn run_timer(&self, leased: &LeasedJob) -> Result<(), String> {
        let was_done = timer::run(&self.context, &leased.job)
            .await
            .map_err(|error| error.to_string())?;
        if let Job::RefreshAccount { account } = &leased.job {
            self.refresh(*account).await?;
        } else if !was_done {
            tracing::error!(job = ?leased.job, "a job is in the wrong queue");
        }
        self.complete(leased).await.map_err(|error| error.to_string())
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
        job::complete(&mut transaction, std::slice::from_ref(leased)).await?;
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
