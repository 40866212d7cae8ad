//! Whether others may quote a post of a member, or show her in a collection of theirs.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, account, status};

use crate::inbox::open_member;
use crate::{Context, Result, outbox, quote};

/// Somebody asks a member's leave. Her actor says that nobody has it to show her, and her posts say who has it to quote
/// them. Who asks without is told so: his server would wait for ever. About a post that is not for everybody nothing is said.
pub(crate) async fn answer(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    request: &ObjectUri,
    (object, quoting): (&ObjectUri, Option<&ObjectUri>),
) -> Result<()> {
    let Some((member, post)) = asked(transaction, from, object).await? else {
        return Ok(());
    };
    let result = match (&post, quoting) {
        (Some(post), Some(quoting)) => {
            quote::answer(context, transaction, from, &member, post, quoting).await?
        }
        _ => None,
    };
    let (object, to) = (request.clone(), from.uri.clone());
    let message = match result {
        Some(result) => Message::Accept { object, to, result },
        None => Message::Reject {
            object,
            to,
            content: None,
        },
    };
    outbox::send(context, transaction, &member, message, Audience::only(from.id)).await?;
    Ok(())
}

/// Whose leave it is to give, and for which post, unless she hears nothing of who asks.
async fn asked(
    transaction: &mut Transaction,
    from: &Account,
    object: &ObjectUri,
) -> Result<Option<(Member, Option<Status>)>> {
    if let Ok(actor) = object.as_str().parse()
        && let Some(member) = open_member(transaction, &actor, from).await?
    {
        return Ok(Some((member, None)));
    }
    let status = status::by_uri(transaction, object).await?;
    let Some(status) = status.filter(|status| status.visibility.is_open()) else {
        return Ok(None);
    };
    let Some(author) = account::by_id(transaction, status.account).await? else {
        return Ok(None);
    };
    let member = open_member(transaction, &author.uri, from).await?;
    Ok(member.map(|member| (member, Some(status))))
}
