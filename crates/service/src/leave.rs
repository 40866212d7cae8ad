//! Whether others may quote a post of a member, or show her in a collection of theirs.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{Transaction, account, status};

use crate::inbox::open_member;
use crate::{Context, Result, outbox};

/// Somebody asks a member's leave. Her actor and her posts say that nobody has it, and who asks all the same is told so:
/// his server would wait for ever. About a post that is not for everybody nothing is said.
pub(crate) async fn refuse(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    request: &ObjectUri,
    object: &ObjectUri,
) -> Result<()> {
    let Some(member) = asked(transaction, from, object).await? else {
        return Ok(());
    };
    let message = Message::Reject {
        object: request.clone(),
        to: from.uri.clone(),
        content: None,
    };
    outbox::send(context, transaction, &member, message, Audience::only(from.id)).await?;
    Ok(())
}

/// Whose leave it is to give, unless she hears nothing of who asks.
async fn asked(transaction: &mut Transaction, from: &Account, object: &ObjectUri) -> Result<Option<Member>> {
    if let Ok(actor) = object.as_str().parse()
        && let Some(member) = open_member(transaction, &actor, from).await?
    {
        return Ok(Some(member));
    }
    let status = status::by_uri(transaction, object).await?;
    let Some(status) = status.filter(|status| status.visibility.is_open()) else {
        return Ok(None);
    };
    match account::by_id(transaction, status.account).await? {
        Some(author) => open_member(transaction, &author.uri, from).await,
        None => Ok(None),
    }
}
