//! Polls and votes that come from elsewhere.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::poll::{Poll, Question};
use vouchwell_storage::{Transaction, member, poll, status};

use super::{begin, schedule_end, tell};
use crate::{Context, Result};

/// Somebody of another server chooses an answer of a member's poll. What does not fit changes nothing.
pub(crate) async fn receive_vote(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    question: &ObjectUri,
    option: &str,
) -> Result<()> {
    let Some(about) = status::visible_by_uri(transaction, question, Some(from.id)).await? else {
        return Ok(());
    };
    if member::by_account(transaction, about.account).await?.is_none() {
        return Ok(());
    }
    let chosen = poll::votes_of(transaction, about.id, from.id).await?;
    let Some(asked) = poll::by_status(transaction, about.id).await? else {
        return Ok(());
    };
    let choice = asked.options.iter().position(|found| found.title == option);
    let may_choose = |choice: &usize| {
        let is_new = chosen.is_empty() || (asked.multiple && !chosen.contains(choice));
        is_new && !asked.is_over(context.now())
    };
    if let Some(choice) = choice.filter(may_choose) {
        poll::vote(transaction, about.id, from.id, &[choice], chosen.is_empty()).await?;
        tell::soon(context, transaction, about.id).await?;
    }
    Ok(())
}

/// A poll comes with its Note, or its server says how it stands now. The answers of a poll that asks something else
/// now begin anew.
pub(crate) async fn receive_question(
    context: &Context,
    transaction: &mut Transaction,
    status: StatusId,
    question: Option<Question>,
) -> Result<()> {
    let kept = poll::by_status(transaction, status).await?;
    let Some(question) = question else {
        if kept.is_some() {
            poll::remove(transaction, status).await?;
        }
        return Ok(());
    };
    let end = question.closed.or(question.ends_at);
    let told = Poll {
        status,
        options: question.options,
        multiple: question.multiple,
        hides_totals: question.hides_totals,
        ends_at: end.map(|end| end.datetime()),
        has_ended: false,
        voters: question.voters,
    };
    let asks_same = |kept: &Poll| {
        let titles =
            |poll: &Poll| -> Vec<String> { poll.options.iter().map(|option| option.title.clone()).collect() };
        titles(kept) == titles(&told) && kept.multiple == told.multiple
    };
    match kept {
        Some(kept) if asks_same(&kept) => {
            poll::replace_told(transaction, &told).await?;
            if kept.ends_at != told.ends_at && !kept.has_ended {
                schedule_end(context, transaction, &told).await?;
            }
            Ok(())
        }
        Some(_) => {
            poll::remove(transaction, status).await?;
            begin(context, transaction, &told).await
        }
        None => begin(context, transaction, &told).await,
    }
}
