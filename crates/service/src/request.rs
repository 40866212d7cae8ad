//! Requests: a member asks an acquaintance for a recommendation, and is asked.

mod ask;
mod receive;
mod remind;

use vouchwell_domain::identifier::RequestId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Audience, Message};
use vouchwell_domain::page::Page;
use vouchwell_domain::request::{Request, RequestAnswer, ShownRequestState, Side};
use vouchwell_storage::{Transaction, account, doubt, lock, request};

pub use ask::ask;
pub(crate) use receive::{receive_accept, receive_invite, receive_meet_first, receive_reject, receive_undo};
pub use remind::remind;

use crate::account::{AccountView, views_by_id};
use crate::acquaintance::check_length;
use crate::error::Refusal;
use crate::{Context, Error, Result, outbox};

/// A request as its owner is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// The owner's view.
    pub request: Request,
    /// How far it is, by the clock.
    pub state: ShownRequestState,
    /// The other person.
    pub other: AccountView,
}

/// A member's requests, asked and received, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<RequestView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = request::list(&mut snapshot, member.id, page).await?;
    views(context, &mut snapshot, found).await
}

/// One of a member's requests.
///
/// # Errors
/// It is not hers to see, or the database is away.
pub async fn show(context: &Context, member: &Member, id: &RequestId) -> Result<RequestView> {
    let mut snapshot = context.store.snapshot().await?;
    let found = request::of_owner(&mut snapshot, member.id, id).await?;
    let found = found.filter(Request::is_visible_to_owner).into_iter().collect();
    let mut shown = views(context, &mut snapshot, found).await?;
    shown.pop().ok_or(Error::NotFound)
}

/// What waits for a member's answer, newest first.
///
/// # Errors
/// The database is away.
pub async fn waiting(context: &Context, member: &Member, page: Page) -> Result<Vec<RequestView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = request::waiting(&mut snapshot, member.id, context.now(), page).await?;
    views(context, &mut snapshot, found).await
}

/// How many requests of a member are open, as she sees them.
///
/// # Errors
/// The database is away.
pub async fn count_open(context: &Context, member: &Member) -> Result<i64> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(request::count_open(&mut snapshot, member.id, context.now()).await?)
}

/// Answers a request. All answers but *write* and *meet first* are silent, unless the member tells.
///
/// # Errors
/// It is not hers, was answered, or is closed.
pub async fn answer(
    context: &Context,
    member: &Member,
    id: &RequestId,
    answer: RequestAnswer,
    message: Option<String>,
    tell: bool,
) -> Result<RequestView> {
    check_length(message.as_deref())?;
    let mut transaction = context.store.begin().await?;
    let found = request::of_owner(&mut transaction, member.id, id).await?;
    let found = found
        .filter(Request::is_visible_to_owner)
        .ok_or(Error::NotFound)?;
    lock::pair(&mut transaction, member.account.id, found.other).await?;
    let found = request::of_owner(&mut transaction, member.id, id).await?;
    let found = found
        .filter(Request::is_visible_to_owner)
        .ok_or(Error::NotFound)?;
    let open = !found.is_asked_by_owner() && found.shown(context.timestamp()) == ShownRequestState::Open;
    if !open {
        let is_given = matches!(found.side, Side::Asked { answer: Some(given), .. } if given == answer);
        if is_given {
            return view(context, &mut transaction, found).await;
        }
        return Err(Refusal::NothingToAnswer.into());
    }
    let answered = Request {
        side: Side::Asked {
            answer: Some(answer),
            hidden: false,
        },
        ..found
    };
    request::save(&mut transaction, &answered).await?;
    if answer == RequestAnswer::DontKnow {
        doubt::record(&mut transaction, member.id, answered.other, context.now()).await?;
    }
    let asker = account::by_id(&mut transaction, answered.other)
        .await?
        .ok_or(Error::NotFound)?;
    let (object, to) = (answered.invite.clone(), asker.uri.clone());
    let said = match answer {
        RequestAnswer::Write => Some(Message::Accept {
            object,
            to,
            result: AcceptResult::Nothing,
        }),
        RequestAnswer::MeetFirst => Some(Message::TentativeAccept {
            object,
            to,
            content: message,
            end_time: None,
        }),
        _ if tell => Some(Message::Reject {
            object,
            to,
            content: message,
        }),
        _ => None,
    };
    if let Some(said) = said {
        outbox::send(context, &mut transaction, member, said, Audience::only(asker.id)).await?;
    }
    let view = view(context, &mut transaction, answered).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

async fn view(context: &Context, transaction: &mut Transaction, found: Request) -> Result<RequestView> {
    views(context, transaction, vec![found])
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

async fn views(
    context: &Context,
    transaction: &mut Transaction,
    found: Vec<Request>,
) -> Result<Vec<RequestView>> {
    let others: Vec<_> = found.iter().map(|request| request.other).collect();
    let accounts = views_by_id(transaction, &others).await?;
    let now = context.timestamp();
    Ok(found
        .into_iter()
        .filter_map(|request| {
            let other = accounts.get(&request.other)?.clone();
            Some(RequestView {
                state: request.shown(now),
                other,
                request,
            })
        })
        .collect())
}
