//! Accounts as they are shown: with what their profiles count.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::account::{Account, Handle};
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::text::Mentioned;
use vouchwell_storage::account::AccountCounts;
use vouchwell_storage::{Transaction, account, account_move, follow};

use crate::custom_emoji::{self, Texts};
use crate::{Context, Error, Result};

/// An account and what its profile counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// What its profile counts.
    pub counts: AccountCounts,
    /// The pictures that stand for names in what it says of itself.
    pub emojis: Vec<CustomEmoji>,
    /// The account that its person has now, if she has moved and that one names this one as hers.
    pub moved: Option<Box<AccountView>>,
}

/// One account.
///
/// # Errors
/// It is not known here or was deleted, or the database is away.
pub async fn by_id(context: &Context, id: AccountId) -> Result<AccountView> {
    let mut snapshot = context.store.snapshot().await?;
    let account = living(&mut snapshot, id).await?;
    view(&mut snapshot, account).await
}

/// The account with this handle, if it is known here. The own host may stand in it or not.
///
/// # Errors
/// The database is away.
pub async fn by_handle(context: &Context, handle: &Handle) -> Result<Option<AccountView>> {
    let handle = here_or_elsewhere(context, handle);
    let mut snapshot = context.store.snapshot().await?;
    match account::by_handle(&mut snapshot, &handle).await? {
        Some(account) => view(&mut snapshot, account).await.map(Some),
        None => Ok(None),
    }
}

/// The account of an actor, if it is known here.
///
/// # Errors
/// The database is away.
pub async fn by_uri(context: &Context, uri: &ActorUri) -> Result<Option<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    match account::by_uri(&mut snapshot, uri).await? {
        Some(account) => view(&mut snapshot, account).await.map(Some),
        None => Ok(None),
    }
}

pub use vouchwell_storage::account::AccountSearch;

/// Accounts whose handles or names begin with the text, without those whom the reader does not want to hear.
///
/// # Errors
/// The database is away.
pub async fn search(
    context: &Context,
    reader: Option<&Member>,
    wanted: AccountSearch<'_>,
) -> Result<Vec<AccountView>> {
    let text = wanted.text.trim().trim_start_matches('@');
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut snapshot = context.store.snapshot().await?;
    let wanted = AccountSearch { text, ..wanted };
    let accounts = account::search(&mut snapshot, reader.map(|reader| reader.id), wanted).await?;
    views(&mut snapshot, accounts).await
}

/// Who follows an account, as far as the reader may know.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn followers(
    context: &Context,
    reader: Option<&Member>,
    id: AccountId,
    page: Page,
) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    if keeps_to_itself(&mut snapshot, reader, id).await? {
        return Ok(Vec::new());
    }
    let accounts = follow::followers(&mut snapshot, id, page).await?;
    views(&mut snapshot, accounts).await
}

/// Whom an account follows, as far as the reader may know.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn following(
    context: &Context,
    reader: Option<&Member>,
    id: AccountId,
    page: Page,
) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    if keeps_to_itself(&mut snapshot, reader, id).await? {
        return Ok(Vec::new());
    }
    let accounts = follow::following(&mut snapshot, id, page).await?;
    views(&mut snapshot, accounts).await
}

/// Whether an account tells nobody but itself whom it follows and who follows it.
async fn keeps_to_itself(
    transaction: &mut Transaction,
    reader: Option<&Member>,
    id: AccountId,
) -> Result<bool> {
    let account = account::by_id(transaction, id).await?.ok_or(Error::NotFound)?;
    let is_own = reader.is_some_and(|reader| reader.account.id == id);
    Ok(account.profile.hides_collections && !is_own)
}

/// Of those whom a member follows, those who follow these accounts too, in the order of the ids.
///
/// # Errors
/// The database is away.
pub async fn familiar_followers(
    context: &Context,
    member: &Member,
    ids: &[AccountId],
) -> Result<Vec<(AccountId, Vec<AccountView>)>> {
    let mut snapshot = context.store.snapshot().await?;
    let mut familiar = follow::familiar_followers(&mut snapshot, member.id, ids).await?;
    let all: BTreeSet<AccountId> = familiar.values().flatten().copied().collect();
    let all: Vec<AccountId> = all.into_iter().collect();
    let known = views_by_id(&mut snapshot, &all).await?;
    let of_one = |ids: Vec<AccountId>| ids.iter().filter_map(|id| known.get(id).cloned()).collect();
    Ok(ids
        .iter()
        .map(|id| (*id, of_one(familiar.remove(id).unwrap_or_default())))
        .collect())
}

/// Many accounts, in the order of their ids in the question; unknown ones are left out.
///
/// # Errors
/// The database is away.
pub async fn by_ids(context: &Context, ids: &[AccountId]) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    let known = views_by_id(&mut snapshot, ids).await?;
    Ok(ids.iter().filter_map(|id| known.get(id).cloned()).collect())
}

/// What accounts that may be shown everywhere are sorted by.
pub use vouchwell_storage::account::DirectoryOrder;

/// Accounts that say they may be shown everywhere.
///
/// # Errors
/// The database is away.
pub async fn directory(
    context: &Context,
    reader: Option<&Member>,
    only_here: bool,
    order: DirectoryOrder,
    (offset, limit): (u32, u32),
) -> Result<Vec<AccountView>> {
    let mut snapshot = context.store.snapshot().await?;
    let reader = reader.map(|reader| reader.id);
    let accounts = account::directory(&mut snapshot, reader, only_here, order, (offset, limit)).await?;
    views(&mut snapshot, accounts).await
}

/// What a member and other accounts are to each other, in the order of the ids; unknown ones are left out.
///
/// # Errors
/// The database is away.
pub async fn relationships(
    context: &Context,
    member: &Member,
    ids: &[AccountId],
) -> Result<Vec<(AccountId, Relationship)>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = follow::relationships(&mut snapshot, member.id, ids).await?;
    Ok(ids
        .iter()
        .filter_map(|id| found.get(id).map(|relationship| (*id, relationship.clone())))
        .collect())
}

/// An account that was not deleted.
///
/// # Errors
/// There is none.
pub(crate) async fn living(transaction: &mut Transaction, id: AccountId) -> Result<Account> {
    let found = account::by_id(transaction, id).await?;
    found
        .filter(|account| account.gone_at.is_none())
        .ok_or(Error::NotFound)
}

/// Adds the counts to accounts that were read, the pictures in their words, and where they have moved, in one statement
/// each for all.
///
/// # Errors
/// The database is away.
pub async fn views(transaction: &mut Transaction, accounts: Vec<Account>) -> Result<Vec<AccountView>> {
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let targets: HashMap<AccountId, Account> = account_move::targets(transaction, &ids)
        .await?
        .into_iter()
        .collect();
    let shown: Vec<AccountId> = ids
        .into_iter()
        .chain(targets.values().map(|target| target.id))
        .collect();
    let counts = account::counts_of(transaction, &shown).await?;
    let texts: Vec<Texts<'_>> = accounts
        .iter()
        .chain(targets.values())
        .map(Texts::of_account)
        .collect();
    let emojis = custom_emoji::in_each(transaction, &texts).await?;
    let emojis: HashMap<AccountId, Vec<CustomEmoji>> = accounts
        .iter()
        .chain(targets.values())
        .map(|account| account.id)
        .zip(emojis)
        .collect();
    let view = |account: Account, moved: Option<Box<AccountView>>| AccountView {
        counts: counts.get(&account.id).copied().unwrap_or_default(),
        emojis: emojis.get(&account.id).cloned().unwrap_or_default(),
        account,
        moved,
    };
    let moved = |from: &Account| {
        let target = targets.get(&from.id)?;
        let names_it = target.profile.also_known_as.contains(&from.uri);
        names_it.then(|| Box::new(view(target.clone(), None)))
    };
    Ok(accounts
        .into_iter()
        .map(|account| {
            let moved = moved(&account);
            view(account, moved)
        })
        .collect())
}

/// Accounts with their counts, by their ids; unknown ones are left out.
///
/// # Errors
/// The database is away.
pub(crate) async fn views_by_id(
    transaction: &mut Transaction,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, AccountView>> {
    let accounts = account::by_ids(transaction, ids).await?;
    let views = views(transaction, accounts).await?;
    Ok(views.into_iter().map(|view| (view.account.id, view)).collect())
}

/// Adds the counts to accounts of a list, in one statement for all.
pub(crate) async fn placed_views(
    transaction: &mut Transaction,
    placed: Vec<Placed<Account>>,
) -> Result<Vec<Placed<AccountView>>> {
    let (positions, accounts): (Vec<i64>, Vec<Account>) = placed
        .into_iter()
        .map(|placed| (placed.position, placed.item))
        .unzip();
    let views = views(transaction, accounts).await?;
    Ok(positions
        .into_iter()
        .zip(views)
        .map(|(position, item)| Placed { position, item })
        .collect())
}

/// Handles that may be looked up for one text; more are a flood.
const HANDLES: usize = 50;

/// Whose handles are known here, of those that stand in a text.
///
/// # Errors
/// The database is away.
pub async fn known(
    context: &Context,
    transaction: &mut Transaction,
    handles: &[Handle],
) -> Result<Vec<Mentioned>> {
    let mut found = Vec::new();
    for typed in handles.iter().take(HANDLES) {
        let handle = here_or_elsewhere(context, typed);
        let account = account::by_handle(transaction, &handle).await?;
        found.extend(
            account
                .filter(|account| account.gone_at.is_none())
                .map(|account| Mentioned {
                    handle: typed.clone(),
                    account,
                }),
        );
    }
    Ok(found)
}

/// The handle without its host if that is the own one.
fn here_or_elsewhere(context: &Context, handle: &Handle) -> Handle {
    let host = handle.host.clone().filter(|host| host != context.address.host());
    Handle {
        name: handle.name.clone(),
        host,
    }
}

pub(crate) async fn view(transaction: &mut Transaction, account: Account) -> Result<AccountView> {
    let view = views(transaction, vec![account]).await?.pop();
    view.ok_or(Error::Internal("an account that was read is shown"))
}
