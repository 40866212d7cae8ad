//! The e-mail address of a member: it counts once she has followed a link that was sent there.

use chrono::TimeDelta;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::mail::Letter;
use vouchwell_domain::member::Member;
use vouchwell_storage::email::{self, Addresses, Wanted};
use vouchwell_storage::{Transaction, member};

use crate::error::Refusal;
use crate::member::taken;
use crate::timed_link::{self, Purpose, TimedLink};
use crate::{Context, Error, Result, mail};

/// How long a link is good, and how long it is tried to send it.
const LIFETIME: TimeDelta = TimeDelta::days(1);
/// Whoever asks again within this time has clicked twice.
const TWICE: TimeDelta = TimeDelta::seconds(10);

/// The addresses of a member; one that she wanted and did not confirm in time is forgotten.
///
/// # Errors
/// She is gone, or the database is away.
pub async fn of(context: &Context, member: &Member) -> Result<Addresses> {
    let mut snapshot = context.store.snapshot().await?;
    let found = email::of(&mut snapshot, member.id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Addresses {
        wanted: found.wanted.filter(|wanted| wanted.ends_at > context.now()),
        ..found
    })
}

/// A member wants another address, or to show that the present one is hers: she is sent a link. Nobody is told here
/// whether somebody else has the address; then nothing is sent.
///
/// # Errors
/// The database is away.
pub async fn want(
    context: &Context,
    member: &Member,
    to: EmailAddress,
    language: Option<Language>,
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    ask(context, &mut transaction, member, to, language).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

pub(crate) async fn ask(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    to: EmailAddress,
    language: Option<Language>,
) -> Result<()> {
    let wanted = Wanted {
        email: to,
        ends_at: context.now() + LIFETIME,
    };
    let before = email::of(transaction, member.id).await?;
    let before = before.and_then(|addresses| addresses.wanted);
    if before.is_some_and(|before| before.email == wanted.email && before.ends_at + TWICE > wanted.ends_at) {
        return Ok(());
    }
    email::want(transaction, member.id, &wanted).await?;
    let letter = Letter::ConfirmAddress { member: member.id };
    mail::post(context, transaction, letter, language, LIFETIME).await
}

/// The address that the link with this secret was sent to.
///
/// # Errors
/// The link is not good, or is another member's ([`Error::NotFound`]); or the database is away.
pub async fn sent_to(context: &Context, member: &Member, secret: &str) -> Result<EmailAddress> {
    let mut snapshot = context.store.snapshot().await?;
    let (email, _) = find(context, &mut snapshot, member, secret).await?;
    Ok(email)
}

/// The member shows that she reads what is sent to her address: it is hers now. A link that was followed before changes
/// nothing.
///
/// # Errors
/// See [`sent_to`]; or somebody else has the address.
pub async fn confirm(context: &Context, member: &Member, secret: &str) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let (email, is_confirmed) = find(context, &mut transaction, member, secret).await?;
    if is_confirmed {
        return Ok(());
    }
    let other = member::by_email(&mut transaction, &email).await?;
    if other.is_some_and(|other| other.id != member.id) {
        return Err(Refusal::Taken.into());
    }
    email::confirm(&mut transaction, member.id, &email)
        .await
        .map_err(taken)?;
    Ok(transaction.commit().await?)
}

/// The secret of the link to the address that a member wants, and that address; none if there is nothing to confirm.
pub(crate) async fn secret(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
) -> Result<Option<(EmailAddress, String)>> {
    let wanted = email::of(transaction, member.id)
        .await?
        .and_then(|addresses| addresses.wanted)
        .filter(|wanted| wanted.ends_at > context.now());
    let Some(Wanted { email, ends_at }) = wanted else {
        return Ok(None);
    };
    let other = member::by_email(transaction, &email).await?;
    if other.is_some_and(|other| other.id != member.id) {
        return Ok(None);
    }
    let secret = timed_link::secret(
        context,
        member,
        ends_at.timestamp(),
        Purpose::Address,
        email.as_str(),
    );
    Ok(Some((email, secret)))
}

/// The address that a link was sent to, and whether it is confirmed already.
async fn find(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    secret: &str,
) -> Result<(EmailAddress, bool)> {
    let link = TimedLink::read(context, secret, Purpose::Address)?;
    if link.name != member.account.name {
        return Err(Error::NotFound);
    }
    let addresses = email::of(transaction, member.id).await?;
    let addresses = addresses.ok_or(Error::NotFound)?;
    let wanted = addresses.wanted.map(|wanted| wanted.email);
    let email = [wanted, addresses.confirmed.clone()]
        .into_iter()
        .flatten()
        .find(|email| link.is_about(context, email.as_str()))
        .ok_or(Error::NotFound)?;
    let is_confirmed = addresses.confirmed.as_ref() == Some(&email);
    Ok((email, is_confirmed))
}
