//! The e-mail address of a member: it counts once she has followed a link that was sent there.

use chrono::TimeDelta;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::mail::Letter;
use vouchwell_domain::member::Member;
use vouchwell_storage::email::{self, Addresses, Wanted};
use vouchwell_storage::{Transaction, lock, member};

use crate::error::Refusal;
use crate::member::taken;
use crate::timed_link::{self, Purpose, TimedLink};
use crate::{Context, Error, Result, mail, second_factor};

/// How long a link is good, and how long it is tried to send it.
const LIFETIME: TimeDelta = TimeDelta::days(1);
/// How long it is tried to tell an address that it is not used any more.
const TOLD: TimeDelta = TimeDelta::days(3);
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

/// A member wants another address, or to show that the present one is hers: she is sent a link. A code is used up if she
/// has a second factor, and no second one by a second click. Nobody is told here whether somebody else has the address;
/// then nothing is sent.
///
/// # Errors
/// The code is not right, or the database is away.
pub async fn want(
    context: &Context,
    member: &Member,
    to: EmailAddress,
    code: &str,
    language: Option<Language>,
) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    if is_wanted_already(context, &mut transaction, member, &to).await? {
        return Ok(());
    }
    second_factor::ask_for(context, &mut transaction, member, code).await?;
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
    email::want(transaction, member.id, &wanted).await?;
    let letter = Letter::ConfirmAddress { member: member.id };
    mail::post(context, transaction, letter, language, LIFETIME).await
}

/// Whether she wanted this address a moment ago.
async fn is_wanted_already(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    to: &EmailAddress,
) -> Result<bool> {
    let addresses = email::of(transaction, member.id).await?;
    let wanted = addresses.and_then(|addresses| addresses.wanted);
    Ok(wanted.is_some_and(|wanted| wanted.email == *to && wanted.ends_at + TWICE > context.now() + LIFETIME))
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

/// The name of the member to whom the link with this secret was sent. It stands in the link, so whoever has that is told
/// nothing by it.
pub fn addressee<'a>(context: &Context, secret: &'a str) -> Option<&'a str> {
    let link = TimedLink::read(context, secret, Purpose::Address).ok()?;
    Some(link.name)
}

/// The member shows that she reads what is sent to her address: it is hers now, whoever else gave it as his. What she had
/// shown to be hers before is told. A link that was followed before changes nothing.
///
/// # Errors
/// See [`sent_to`]; or somebody else has shown that the address is his.
pub async fn confirm(context: &Context, member: &Member, secret: &str) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    // A second click waits for the first, and finds the address confirmed.
    lock::account(&mut transaction, member.account.id).await?;
    let (email, is_confirmed) = find(context, &mut transaction, member, secret).await?;
    if is_confirmed {
        return Ok(());
    }
    if is_of_another(&mut transaction, member, &email).await? {
        return Err(Refusal::Taken.into());
    }
    let before = email::of(&mut transaction, member.id).await?;
    let before = before.and_then(|addresses| addresses.confirmed);
    email::confirm(&mut transaction, member.id, &email)
        .await
        .map_err(taken)?;
    if let Some(to) = before.filter(|before| !is_same(before, &email)) {
        let letter = Letter::AddressChanged {
            member: member.id,
            to,
        };
        mail::post(context, &mut transaction, letter, None, TOLD).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Whether nobody else can have an address: somebody has shown that it is hers. Where nobody can show it, because no
/// e-mail is sent, whoever gives it first has it.
pub(crate) async fn is_taken(
    context: &Context,
    transaction: &mut Transaction,
    email: &EmailAddress,
) -> Result<bool> {
    if context.terms.sends_mail {
        Ok(member::who_confirmed(transaction, email).await?.is_some())
    } else {
        lock::email(transaction, email).await?;
        Ok(member::by_email(transaction, email).await?.is_some())
    }
}

async fn is_of_another(transaction: &mut Transaction, member: &Member, email: &EmailAddress) -> Result<bool> {
    let confirmed = member::who_confirmed(transaction, email).await?;
    Ok(confirmed.is_some_and(|other| other != member.id))
}

fn is_same(one: &EmailAddress, other: &EmailAddress) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
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
    if is_of_another(transaction, member, &email).await? {
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
