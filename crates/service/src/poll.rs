//! Polls: members and others choose, and are told how it stands.

mod end;
mod receive;
mod tell;

use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::poll::{Poll, Question};
use vouchwell_domain::status::Status;
use vouchwell_storage::poll::PollRecord;
use vouchwell_storage::{Transaction, account, poll};

pub(crate) use end::end;
pub(crate) use receive::{receive_question, receive_vote};
pub(crate) use tell::tell_standing;

use crate::error::Refusal;
use crate::involvement::open_status;
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result, outbox};

/// A poll with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollView {
    /// The poll.
    pub poll: Poll,
    /// The pictures that stand for names in it.
    pub emojis: Vec<CustomEmoji>,
    /// What the reader chose, where the reader is a member.
    pub reader: Option<Participation>,
}

/// How a member takes part in a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    /// Whether there is nothing more for her to choose: she voted, or asks herself.
    pub has_voted: bool,
    /// The positions of the answers that she chose.
    pub chosen: Vec<usize>,
}

impl PollView {
    pub(crate) fn new(
        record: PollRecord,
        emojis: Vec<CustomEmoji>,
        author: AccountId,
        reader: Option<AccountId>,
    ) -> Self {
        let PollRecord { poll, chosen } = record;
        Self {
            poll,
            emojis,
            reader: reader.map(|reader| Participation {
                has_voted: reader == author || !chosen.is_empty(),
                chosen,
            }),
        }
    }
}

/// The poll of a status, if the reader may see it.
///
/// # Errors
/// There is none that she may see, or the database is away.
pub async fn show(context: &Context, reader: Option<&Member>, id: StatusId) -> Result<PollView> {
    let view = crate::timeline::status(context, reader, id).await?;
    view.poll.ok_or(Error::NotFound)
}

/// A member chooses answers of a poll, once and for good.
///
/// # Errors
/// There is no such poll for her, it is over, she has voted or asks herself, or the choice does not fit; or the
/// database is away.
pub async fn vote(context: &Context, member: &Member, id: StatusId, choices: &[usize]) -> Result<PollView> {
    let mut transaction = context.store.begin().await?;
    let status = open_status(&mut transaction, member, id).await?;
    let chosen = poll::votes_of(&mut transaction, status.id, member.account.id).await?;
    let asked = poll::by_status(&mut transaction, status.id).await?;
    let asked = asked.ok_or(Error::NotFound)?;
    let mut choices = choices.to_vec();
    choices.sort_unstable();
    choices.dedup();
    if status.account == member.account.id {
        return Err(Refusal::OwnPoll.into());
    } else if asked.is_over(context.now()) {
        return Err(Refusal::PollOver.into());
    } else if !chosen.is_empty() {
        return Err(Refusal::VotedAlready.into());
    } else if choices.is_empty() || choices.iter().any(|choice| *choice >= asked.options.len()) {
        return Err(Refusal::NoSuchChoice.into());
    } else if choices.len() > 1 && !asked.multiple {
        return Err(Refusal::OneChoice.into());
    }
    poll::vote(&mut transaction, status.id, member.account.id, &choices, true).await?;
    let author = account::by_id(&mut transaction, status.account).await?;
    let author = author.ok_or(Error::Internal("a status has no author"))?;
    if author.is_local() {
        tell::soon(context, &mut transaction, status.id).await?;
    } else {
        for option in choices.iter().filter_map(|choice| asked.options.get(*choice)) {
            let vote = Message::Vote {
                question: status.uri.clone(),
                option: option.title.clone(),
                to: author.uri.clone(),
            };
            outbox::send(context, &mut transaction, member, vote, Audience::only(author.id)).await?;
        }
    }
    let view = view(context, &mut transaction, member, status).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    view.poll.ok_or(Error::NotFound)
}

async fn view(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    status: Status,
) -> Result<StatusView> {
    let found = load(context, transaction, vec![status], Some(member.id))
        .await?
        .pop();
    found.ok_or(Error::Internal("a status has no author"))
}

/// Keeps a poll with its status, and that it is to end.
pub(crate) async fn begin(context: &Context, transaction: &mut Transaction, begun: &Poll) -> Result<()> {
    poll::insert(transaction, begun).await?;
    schedule_end(context, transaction, begun).await
}

async fn schedule_end(context: &Context, transaction: &mut Transaction, poll: &Poll) -> Result<()> {
    let Some(end) = poll.ends_at.filter(|_| !poll.has_ended) else {
        return Ok(());
    };
    let job = Job::EndPoll { status: poll.status };
    outbox::schedule(context, transaction, &job, end).await
}

/// The poll of a status as other servers are told of it.
pub(crate) async fn question_of(transaction: &mut Transaction, status: StatusId) -> Result<Option<Question>> {
    Ok(poll::by_status(transaction, status).await?.map(|poll| {
        let end = poll.ends_at.map(Timestamp::from_datetime);
        Question {
            multiple: poll.multiple,
            hides_totals: poll.hides_totals && !poll.has_ended,
            ends_at: end,
            closed: end.filter(|_| poll.has_ended),
            voters: poll.voters,
            options: poll.options,
        }
    }))
}
