//! Conversations: direct statuses of one thread among the same people.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::conversation::Conversation;
use vouchwell_domain::identifier::{AccountId, ConversationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{Transaction, block, conversation, member as stored_member, status};

use crate::account::{AccountView, views_by_id};
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result};

/// A conversation with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationView {
    /// The conversation.
    pub conversation: Conversation,
    /// The others in it; of one that a member has with herself, she.
    pub accounts: Vec<AccountView>,
    /// What was last said.
    pub last_status: StatusView,
}

/// The conversations of a member, by what was last said.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<ConversationView>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = conversation::list(&mut snapshot, member.id, page).await?;
    views(context, &mut snapshot, member, found).await
}

/// A member has read a conversation.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn read(context: &Context, member: &Member, id: ConversationId) -> Result<ConversationView> {
    let mut transaction = context.store.begin().await?;
    conversation::read_by(&mut transaction, member.id, id).await?;
    let found = conversation::by_id(&mut transaction, member.id, id).await?;
    let view = views(context, &mut transaction, member, found.into_iter().collect())
        .await?
        .pop();
    transaction.commit().await?;
    view.ok_or(Error::NotFound)
}

/// A member forgets a conversation. It comes back with the next word that is said in it.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn remove(context: &Context, member: &Member, id: ConversationId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if !conversation::remove(&mut transaction, member.id, id).await? {
        return Err(Error::NotFound);
    }
    Ok(transaction.commit().await?)
}

/// Puts a direct status into the conversations of the members whom it concerns, unless they shut out its author.
pub(crate) async fn add(context: &Context, transaction: &mut Transaction, new: &Status) -> Result<()> {
    if new.visibility != Visibility::Direct {
        return Ok(());
    }
    let thread = conversation::thread(transaction, new).await?;
    let concerned: BTreeSet<AccountId> = new.mentions.iter().copied().chain([new.account]).collect();
    for account in concerned {
        let Some(member) = stored_member::by_account(transaction, account).await? else {
            continue;
        };
        if block::shuts_out(transaction, account, new.account).await? {
            continue;
        }
        let id = ConversationId::next(context.now(), &*context.entropy);
        conversation::add(transaction, id, member.id, thread, new).await?;
    }
    Ok(())
}

async fn views(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    found: Vec<Conversation>,
) -> Result<Vec<ConversationView>> {
    let people = |conversation: &Conversation| -> Vec<AccountId> {
        if conversation.participants.is_empty() {
            vec![member.account.id]
        } else {
            conversation.participants.iter().collect()
        }
    };
    let everybody: BTreeSet<AccountId> = found.iter().flat_map(people).collect();
    let everybody: Vec<AccountId> = everybody.into_iter().collect();
    let accounts = views_by_id(transaction, &everybody).await?;
    let ids: Vec<StatusId> = found
        .iter()
        .map(|conversation| conversation.last_status)
        .collect();
    let statuses = status::by_ids(transaction, &ids).await?;
    let mut statuses: HashMap<StatusId, StatusView> = load(context, transaction, statuses, Some(member.id))
        .await?
        .into_iter()
        .map(|view| (view.status.id, view))
        .collect();
    let views = found.into_iter().filter_map(|conversation| {
        Some(ConversationView {
            accounts: people(&conversation)
                .iter()
                .filter_map(|id| accounts.get(id).cloned())
                .collect(),
            last_status: statuses.remove(&conversation.last_status)?,
            conversation,
        })
    });
    Ok(views.collect())
}
