//! New passwords for members who have lost theirs: by a link that whoever runs the instance gives them, or that is sent
//! to the address which they have shown to be theirs.

use chrono::TimeDelta;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::mail::Letter;
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, lock, member};

use crate::member::password;
use crate::timed_link::{self, Purpose, TimedLink};
use crate::{Context, Error, Result, mail, session};

/// How long a link is good.
const LIFETIME: TimeDelta = TimeDelta::hours(1);
/// How long it is tried to send one.
const TRIED: TimeDelta = TimeDelta::hours(12);

/// The secret of a link by which a member chooses a new password, within an hour. It is made of the password that she
/// has, so it is over as soon as that is another one, and so are all that were made before.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn offer(context: &Context, name: &MemberName) -> Result<String> {
    let mut snapshot = context.store.snapshot().await?;
    let member = session::named(&mut snapshot, name.as_str()).await?;
    let member = member.ok_or(Error::NotFound)?;
    secret(context, &mut snapshot, &member).await
}

/// Somebody who may be a member asks for a link, which is sent to her address if it is a member's who has shown that it
/// is hers. Whether there is one makes no difference here.
///
/// # Errors
/// The database is away.
pub async fn ask(context: &Context, to: EmailAddress, language: Option<Language>) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let letter = Letter::NewPassword { to };
    mail::post(context, &mut transaction, letter, language, TRIED).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

pub(crate) async fn secret(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
) -> Result<String> {
    let until = (context.now() + LIFETIME).timestamp();
    let subject = subject(transaction, member).await?;
    Ok(timed_link::secret(
        context,
        member,
        until,
        Purpose::NewPassword,
        &subject,
    ))
}

/// Whose password is chosen by the link with this secret.
///
/// # Errors
/// The link is not good ([`Error::NotFound`]), or the database is away.
pub async fn whose(context: &Context, secret: &str) -> Result<Member> {
    let mut snapshot = context.store.snapshot().await?;
    find(context, &mut snapshot, secret).await
}

/// Puts the password that was typed in place of the one that was lost. Everything by which somebody acts for the member
/// ends, and every passkey is removed: whoever knew the lost one may have added some. A second factor stays.
///
/// # Errors
/// The link is not good ([`Error::NotFound`]), the password cannot be used, or the database is away.
pub async fn choose(context: &Context, secret: &str, typed: String) -> Result<()> {
    whose(context, secret).await?;
    let hash = password::hash(typed, &*context.entropy).await?;
    let mut transaction = context.store.begin().await?;
    let member = find(context, &mut transaction, secret).await?;
    lock::account(&mut transaction, member.account.id).await?;
    // Asked again of the locked row: another one may have been faster.
    let member = find(context, &mut transaction, secret).await?;
    member::set_password_hash(&mut transaction, member.id, &hash).await?;
    session::shut_out(context, &mut transaction, &member).await?;
    Ok(transaction.commit().await?)
}

/// The name of the member for whom a link was made here whose hour is not over, though it may have been used.
pub fn made_for(context: &Context, secret: &str) -> Option<String> {
    let link = TimedLink::read(context, secret, Purpose::NewPassword).ok()?;
    Some(link.name.to_owned())
}

/// Whether a member has this password now.
///
/// # Errors
/// The database is away.
pub async fn is_chosen(context: &Context, name: &str, typed: String) -> Result<bool> {
    let mut snapshot = context.store.snapshot().await?;
    let Some(member) = session::named(&mut snapshot, name).await? else {
        return Ok(false);
    };
    drop(snapshot);
    session::is_password(context, &member, typed).await
}

async fn find(context: &Context, transaction: &mut Transaction, secret: &str) -> Result<Member> {
    let link = TimedLink::read(context, secret, Purpose::NewPassword)?;
    let member = session::named(transaction, link.name).await?;
    let member = member.ok_or(Error::NotFound)?;
    let subject = subject(transaction, &member).await?;
    if link.is_about(context, &subject) {
        Ok(member)
    } else {
        Err(Error::NotFound)
    }
}

async fn subject(transaction: &mut Transaction, member: &Member) -> Result<String> {
    let hash = member::password_hash(transaction, member.id).await?;
    Ok(hash.unwrap_or_default())
}
