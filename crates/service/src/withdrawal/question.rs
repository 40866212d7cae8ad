//! Asking other servers again, before something that was checked long ago is shown (protocol §8).

use std::time::Duration;

use vouchwell_domain::evidence::{Digest, Signed, Withdrawal};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::job::Job;
use vouchwell_domain::recommendation::Standing;
use vouchwell_domain::withdrawal::WithdrawalQuestion;
use vouchwell_storage::{Transaction, recommendation, withdrawal_question};

use super::receive;
use crate::{Context, Result, outbox};

/// How long a reader waits for the answers; after that she is shown when they came last.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is looked whether they came. Another node may have asked, so only the database knows.
const LOOK: Duration = Duration::from_millis(50);

/// Reads what is to be shown. If recommendations in it were not checked within a day, the servers of both people
/// are asked, and after their answers, or a moment without them, it is read again. However many readers there
/// are, on however many nodes, one question goes to a server in a day.
///
/// # Errors
/// It cannot be read.
pub(crate) async fn read_current<T, F: Future<Output = Result<(Transaction, T)>>>(
    context: &Context,
    read: impl Fn(Transaction) -> F,
    recommendations: impl Fn(&T) -> Vec<&RecommendationId>,
) -> Result<(Transaction, T)> {
    let (mut snapshot, found) = read(context.store.snapshot().await?).await?;
    let due = withdrawal_question::due(&mut snapshot, &recommendations(&found), context.now()).await?;
    if due.is_empty() {
        return Ok((snapshot, found));
    }
    drop(snapshot);
    // A database that takes no writes still shows what it has.
    match take_on(context, due).await {
        Ok(asked) => wait(context, &asked).await?,
        Err(error) => tracing::warn!(%error, cause = ?error, "nobody can be asked for withdrawals"),
    }
    read(context.store.snapshot().await?).await
}

/// The questions that nobody else has asked since, each with its job.
async fn take_on(context: &Context, due: Vec<WithdrawalQuestion>) -> Result<Vec<WithdrawalQuestion>> {
    let mut asked = Vec::new();
    let mut transaction = context.store.begin().await?;
    for question in due {
        if withdrawal_question::take_on(&mut transaction, &question).await? {
            let job = Job::AskForWithdrawals(question.clone());
            outbox::schedule(context, &mut transaction, &job, question.asked_at).await?;
            asked.push(question);
        }
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(asked)
}

async fn wait(context: &Context, asked: &[WithdrawalQuestion]) -> Result<()> {
    match tokio::time::timeout(PATIENCE, answers(context, asked)).await {
        Ok(answered) => answered,
        Err(_) => {
            tracing::debug!("a server did not answer in time; it is asked again behind the scenes");
            Ok(())
        }
    }
}

async fn answers(context: &Context, asked: &[WithdrawalQuestion]) -> Result<()> {
    loop {
        let mut snapshot = context.store.snapshot().await?;
        if withdrawal_question::are_answered(&mut snapshot, asked).await? {
            return Ok(());
        }
        drop(snapshot);
        tokio::time::sleep(LOOK).await;
    }
}

/// The documents that a question is about; none if it need not be asked any more.
///
/// # Errors
/// The database is away.
pub async fn documents(context: &Context, question: &WithdrawalQuestion) -> Result<Vec<Digest>> {
    if question.is_stale(context.now()) {
        return Ok(Vec::new());
    }
    let mut snapshot = context.store.snapshot().await?;
    let found = recommendation::by_id(&mut snapshot, &question.recommendation).await?;
    Ok(match found.map(|found| found.standing) {
        Some(Standing::Public(text)) => text.documents().to_vec(),
        _ => Vec::new(),
    })
}

/// A server has answered: the withdrawals take effect like those that are sent.
///
/// # Errors
/// The database is away.
pub async fn take_answer(
    context: &Context,
    question: &WithdrawalQuestion,
    withdrawals: &[Signed<Withdrawal>],
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    receive(context, &mut transaction, withdrawals).await?;
    withdrawal_question::answered(&mut transaction, question, context.now()).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}
