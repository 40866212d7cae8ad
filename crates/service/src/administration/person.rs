//! People of the instance: who there is, and who is kept out.

use chrono::{DateTime, Utc};
use vouchwell_domain::account::MemberName;
use vouchwell_domain::audit::Act;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::page::Page;
use vouchwell_domain::session::Session;
use vouchwell_storage::member_list::{self, ListedMember};
use vouchwell_storage::{access_token, invitation, lock, member, session, suspension};

use super::{Administrator, audit};
use crate::error::Refusal;
use crate::{Context, Error, Result, new_password};

/// A member, with what follows when she is kept out.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The member.
    pub listed: ListedMember,
    /// How her recommendations of others are held back.
    pub quarantine: Quarantine,
    /// Browsers in which she is signed in.
    pub sessions: usize,
    /// Apps and tokens that act for her.
    pub tokens: usize,
    /// Her invitations by which somebody can come.
    pub invitations: i64,
}

/// How a member's recommendations are held back for the age of her account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarantine {
    /// Not at all.
    Exempt,
    /// Until a time.
    Until(DateTime<Utc>),
    /// Not any more.
    Over,
}

impl Quarantine {
    /// That of a member now.
    pub fn of(context: &Context, member: &Member) -> Self {
        let until = member.created_at + context.terms.quarantine;
        if member.quarantine_exempt {
            Self::Exempt
        } else if until > context.now() {
            Self::Until(until)
        } else {
            Self::Over
        }
    }
}

/// Members who are found by words of their names or addresses and by their role, newest first.
///
/// # Errors
/// The database is away.
pub async fn search(
    context: &Context,
    _: Administrator<'_>,
    words: &str,
    role: Option<Role>,
    page: Page,
) -> Result<Vec<ListedMember>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(member_list::search(&mut snapshot, words.trim(), role, page).await?)
}

/// One member.
///
/// # Errors
/// There is no such, or the database is away.
pub async fn one(context: &Context, _: Administrator<'_>, name: &MemberName) -> Result<PersonView> {
    let now = context.now();
    let mut snapshot = context.store.snapshot().await?;
    let found = member::by_name(&mut snapshot, name)
        .await?
        .ok_or(Error::NotFound)?;
    let only = Page::only(found.account.id.number());
    let mut listed = member_list::search(&mut snapshot, name.as_str(), None, only).await?;
    let listed = listed.pop().ok_or(Error::NotFound)?;
    let begun_after = now - Session::LONGEST;
    let used_after = (now - Session::IDLE).date_naive();
    let sessions = session::of_member(&mut snapshot, found.id, begun_after, used_after).await?;
    Ok(PersonView {
        quarantine: Quarantine::of(context, &found),
        sessions: sessions.len(),
        tokens: access_token::grants(&mut snapshot, found.id).await?.len(),
        invitations: invitation::count_open(&mut snapshot, found.id, now).await?,
        listed,
    })
}

/// The secret of a link by which a member who has lost her password chooses another one.
///
/// # Errors
/// There is no such member, she is kept out, or the database is away.
pub async fn offer_password(
    context: &Context,
    administrator: Administrator<'_>,
    name: &MemberName,
    note: &str,
) -> Result<String> {
    let secret = new_password::offer(context, name).await?;
    let mut transaction = context.store.begin().await?;
    let (name, note) = (name.to_string(), note.trim().to_owned());
    audit::record(
        context,
        &mut transaction,
        administrator.0,
        Act::OfferPassword,
        name,
        note,
    )
    .await?;
    transaction.commit().await?;
    Ok(secret)
}

/// Keeps a member out: she is signed out everywhere and cannot sign in. What she wrote and signed stays.
///
/// # Errors
/// There is no such member, she runs the instance herself, or the database is away.
pub async fn suspend(
    context: &Context,
    administrator: Administrator<'_>,
    name: &MemberName,
    note: &str,
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let member = member::by_name(&mut transaction, name)
        .await?
        .ok_or(Error::NotFound)?;
    if member.role >= Role::Admin {
        return Err(Refusal::Administrator.into());
    }
    lock::account(&mut transaction, member.account.id).await?;
    if !suspension::insert(&mut transaction, member.id, context.now()).await? {
        return Ok(());
    }
    crate::session::end_all(context, &mut transaction, &member).await?;
    let (name, note) = (name.to_string(), note.trim().to_owned());
    audit::record(
        context,
        &mut transaction,
        administrator.0,
        Act::Suspend,
        name,
        note,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// Lets a member in again. She signs in anew.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn unsuspend(
    context: &Context,
    administrator: Administrator<'_>,
    name: &MemberName,
    note: &str,
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let member = member::by_name(&mut transaction, name)
        .await?
        .ok_or(Error::NotFound)?;
    if !suspension::remove(&mut transaction, member.id).await? {
        return Ok(());
    }
    let (name, note) = (name.to_string(), note.trim().to_owned());
    audit::record(
        context,
        &mut transaction,
        administrator.0,
        Act::Unsuspend,
        name,
        note,
    )
    .await?;
    Ok(transaction.commit().await?)
}
