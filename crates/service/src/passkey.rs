//! Passkeys: a member signs in by a key on a device of hers, which has seen that it is she. So one is both factors.
//!
//! Browsers are asked in two steps: they are given a challenge, and bring back what a device made of it. A challenge is
//! kept for some minutes and taken away with the first answer, whether or not that is good.

mod ceremony;

use chrono::TimeDelta;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::passkey::{Passkey, PasskeyName};
use vouchwell_domain::session::Session;
use vouchwell_storage::passkey::{self, Challenge};
use vouchwell_storage::{Transaction, lock};

use self::ceremony::{Added, Shown};
use crate::error::Refusal;
use crate::{Context, Result, second_factor, session};

/// How long a browser has for its answer.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// Whether browsers know passkeys for the address of this instance.
pub fn are_here(context: &Context) -> bool {
    ceremony::relying_party(context).is_ok()
}

/// What a browser is to ask its devices, in JSON as browsers read it. A member is given this for a new passkey of hers
/// when she shows her password, and a code if she is asked for one when she signs in; the code is used up.
///
/// # Errors
/// The password or the code is not right, she has as many as one can have, browsers know no passkeys for this address,
/// or the database is away.
pub async fn ask_to_add(context: &Context, member: &Member, password: String, code: &str) -> Result<String> {
    if !session::is_password(context, member, password).await? {
        return Err(Refusal::WrongPassword.into());
    }
    let mut transaction = context.store.begin().await?;
    let known = passkey::of_member(&mut transaction, member.id).await?;
    if known.len() >= Passkey::MOST {
        return Err(Refusal::TooManyPasskeys.into());
    }
    second_factor::ask_for(context, &mut transaction, member, code).await?;
    let asked = ceremony::ask_to_add(context, member, known)?;
    keep(
        context,
        &mut transaction,
        Some(member.id),
        asked.challenge,
        asked.state,
    )
    .await?;
    transaction.commit().await?;
    Ok(asked.options)
}

/// A member's browser answers with a new passkey.
///
/// # Errors
/// The answer is not good, she has as many as one can have, or the database is away.
pub async fn add(context: &Context, member: &Member, name: PasskeyName, answer: &str) -> Result<()> {
    let answer = Added::read(answer).ok_or(Refusal::PasskeyNotGood)?;
    let mut transaction = context.store.begin().await?;
    // Others are counted that she adds at this moment; and what ends everything waits, or is waited for.
    lock::account(&mut transaction, member.account.id).await?;
    let now = context.now();
    let state = passkey::take(&mut transaction, answer.challenge, Some(member.id), now).await?;
    let added = state.and_then(|state| answer.verify(context, &state, name));
    let has_many = passkey::of_member(&mut transaction, member.id).await?.len() >= Passkey::MOST;
    let outcome = match added {
        Some(_) if has_many => Err(Refusal::TooManyPasskeys.into()),
        Some(added) if passkey::insert(&mut transaction, member.id, &added).await? => Ok(()),
        _ => Err(Refusal::PasskeyNotGood.into()),
    };
    transaction.commit().await?;
    outcome
}

/// The passkeys of a member, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member) -> Result<Vec<Passkey>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(passkey::of_member(&mut snapshot, member.id).await?)
}

/// A member removes a passkey. Nobody signs in by it any more; browsers in which somebody did stay signed in.
///
/// # Errors
/// The database is away.
pub async fn remove(context: &Context, member: &Member, credential_id: &[u8]) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    passkey::remove(&mut transaction, member.id, credential_id).await?;
    Ok(transaction.commit().await?)
}

/// What a browser is to ask its devices when somebody wants to sign in by a passkey; who it is, they say.
///
/// # Errors
/// Browsers know no passkeys for this address, or the database is away.
pub async fn ask_to_sign_in(context: &Context) -> Result<String> {
    let asked = ceremony::ask_to_sign_in(context)?;
    let mut transaction = context.store.begin().await?;
    keep(context, &mut transaction, None, asked.challenge, asked.state).await?;
    transaction.commit().await?;
    Ok(asked.options)
}

/// Signs in the member whose passkey a browser answers with; nothing if the answer is not good. Why it is not, nobody is
/// told. The secret is a new one, and ends the session that the browser had before.
///
/// # Errors
/// The database is away.
pub async fn sign_in(
    context: &Context,
    answer: &str,
    browser: &str,
    before: Option<&Session>,
) -> Result<Option<String>> {
    let Some(answer) = Shown::read(answer) else {
        return Ok(None);
    };
    let now = context.now();
    let mut transaction = context.store.begin().await?;
    let state = passkey::take(&mut transaction, answer.challenge, None, now).await?;
    let known = passkey::find(&mut transaction, answer.credential_id()).await?;
    let mut secret = None;
    if let (Some(state), Some((member, known))) = (state, known)
        && let Some(used) = answer.verify(context, &state, &member, &known)
    {
        let is_there =
            passkey::note_use(&mut transaction, &known.credential_id, used, now.date_naive()).await?;
        if is_there {
            secret = Some(session::begin(context, &mut transaction, &member, browser, before).await?);
        }
    }
    transaction.commit().await?;
    Ok(secret)
}

async fn keep(
    context: &Context,
    transaction: &mut Transaction,
    member: Option<MemberId>,
    challenge: [u8; 16],
    state: Vec<u8>,
) -> Result<()> {
    let now = context.now();
    passkey::forget_over(transaction, now).await?;
    let asked = Challenge {
        challenge,
        member,
        state,
        ends_at: now + PATIENCE,
    };
    Ok(passkey::ask(transaction, &asked).await?)
}
