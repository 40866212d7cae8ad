//! Second factors: codes of an app that a member shows beside her password.

mod code;

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::session::Session;
use vouchwell_storage::{Transaction, lock, member, second_factor};

use crate::error::Refusal;
use crate::token::digest_of;
use crate::vault::Purpose;
use crate::{Context, Error, Result, session};

/// Seconds within which the code has to follow the password.
const PATIENCE: i64 = 600;
/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// As long is a secret (RFC 4226, section 4: at least 160 bits are recommended).
const SECRET: usize = 20;

/// How it stands with the second factor of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// She has none.
    Off,
    /// She has a secret and has not shown a code of it yet.
    Begun {
        /// The secret, in base32, for those who type it.
        secret: String,
        /// The same as an address, for those who scan it.
        address: String,
    },
    /// She is asked for a code.
    On {
        /// Recovery codes that are left.
        recovery_codes: i64,
    },
}

/// How it stands.
///
/// # Errors
/// The vault cannot open the secret, or the database is away.
pub async fn state(context: &Context, member: &Member) -> Result<State> {
    let mut snapshot = context.store.snapshot().await?;
    let Some(known) = second_factor::of(&mut snapshot, member.id).await? else {
        return Ok(State::Off);
    };
    if known.confirmed {
        let recovery_codes = second_factor::count_recovery_codes(&mut snapshot, member.id).await?;
        return Ok(State::On { recovery_codes });
    }
    let secret = code::base32(&open(context, member.id, &known.secret)?);
    let host = context.address.host().to_string();
    let label: String = url::form_urlencoded::byte_serialize(host.as_bytes()).collect();
    let name = &member.account.name;
    let address = format!("otpauth://totp/{label}:{name}?secret={secret}&issuer={label}");
    Ok(State::Begun { secret, address })
}

/// Makes a new secret. Nothing is asked of the member until she has shown a code of it.
///
/// # Errors
/// There is a second factor already, or the database is away.
pub async fn begin(context: &Context, member: &Member) -> Result<()> {
    let mut secret = [0_u8; SECRET];
    context.entropy.fill(&mut secret);
    let account = member.account.id;
    let sealed = context
        .vault
        .seal(account, Purpose::SecondFactor, &secret, &*context.entropy);
    let sealed = sealed.map_err(|_| Error::Internal("a second factor could not be sealed"))?;
    let mut transaction = context.store.begin().await?;
    if !second_factor::begin(&mut transaction, member.id, &sealed).await? {
        return Err(Refusal::SecondFactorOn.into());
    }
    Ok(transaction.commit().await?)
}

/// A member shows the first code, and is asked for one from now on. Answers her recovery codes, which are told this
/// once; whoever clicks twice is told the same ones.
///
/// # Errors
/// The code is not right, nothing was begun, or the database is away.
pub async fn confirm(context: &Context, member: &Member, typed: &str) -> Result<Vec<String>> {
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    let known = second_factor::of(&mut transaction, member.id).await?;
    let known = known.ok_or(Error::NotFound)?;
    let secret = open(context, member.id, &known.secret)?;
    let step = code::step_with(&secret, &plain(typed), context.now());
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|number| recovery_code(context, member.id, &known.secret, number))
        .collect();
    if known.confirmed {
        let left = second_factor::count_recovery_codes(&mut transaction, member.id).await?;
        let is_second_click =
            step == Some(known.last_step) && usize::try_from(left).is_ok_and(|left| left == RECOVERY_CODES);
        return Some(codes).filter(|_| is_second_click).ok_or(Error::NotFound);
    }
    let step = step.ok_or(Refusal::WrongCode)?;
    if !second_factor::use_step(&mut transaction, member.id, step).await? {
        return Err(Refusal::WrongCode.into());
    }
    let digests: Vec<_> = codes.iter().map(|code| digest_of(&plain(code))).collect();
    second_factor::insert_recovery_codes(&mut transaction, member.id, &digests).await?;
    transaction.commit().await?;
    Ok(codes)
}

/// A member ends her second factor, by her password and a code or a recovery code. A second click changes nothing.
///
/// # Errors
/// The password or the code is not right, or the database is away.
pub async fn end(context: &Context, member: &Member, password: String, code: &str) -> Result<()> {
    if !session::is_password(context, member, password).await? {
        return Err(Refusal::WrongPassword.into());
    }
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    ask_for(context, &mut transaction, member, code).await?;
    second_factor::remove(&mut transaction, member.id).await?;
    Ok(transaction.commit().await?)
}

/// Ends the second factor of a member who has lost her device and her recovery codes.
///
/// # Errors
/// The database is away.
pub async fn remove(context: &Context, member: &Member) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    second_factor::remove(&mut transaction, member.id).await?;
    Ok(transaction.commit().await?)
}

/// Whether a member is asked for a code.
///
/// # Errors
/// The database is away.
pub async fn is_asked_for(context: &Context, member: &Member) -> Result<bool> {
    let mut snapshot = context.store.snapshot().await?;
    is_on(&mut snapshot, member.id).await
}

/// Uses up the code or the recovery code that a member shows beside her password, if she is asked for one.
///
/// # Errors
/// It is not right, or the database is away.
pub(crate) async fn ask_for(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    typed: &str,
) -> Result<()> {
    let is_let_through = !is_on(transaction, member.id).await?
        || use_code(context, transaction, member.id, &plain(typed)).await?;
    if is_let_through {
        Ok(())
    } else {
        Err(Refusal::WrongCode.into())
    }
}

pub(crate) async fn is_on(transaction: &mut Transaction, member: MemberId) -> Result<bool> {
    let known = second_factor::of(transaction, member).await?;
    Ok(known.is_some_and(|known| known.confirmed))
}

/// What says that a member has shown her password a moment ago. Nobody but the vault can make it.
/// With another password it is good no more.
pub(crate) fn ticket(context: &Context, member: &Member, password_hash: &str) -> String {
    let until = context.now().timestamp() + PATIENCE;
    let words = format!("{} {until}", member.account.name);
    let words = format!("{words} {}", context.vault.stamp(&shown(&words, password_hash)));
    format!(
        "{words} {}",
        context.vault.stamp(&format!("second factor {words}"))
    )
}

/// What a ticket says of the password that was shown.
fn shown(words: &str, password_hash: &str) -> String {
    format!("password before a second factor {words} {password_hash}")
}

/// The name of the member to whom a ticket was given, while it is good.
pub fn named_by(context: &Context, ticket: &str) -> Option<String> {
    let (words, stamp) = ticket.rsplit_once(' ')?;
    let (name, until, _) = parts(words)?;
    let is_good = context.vault.is_stamp(&format!("second factor {words}"), stamp)
        && until
            .parse::<i64>()
            .is_ok_and(|until| until > context.now().timestamp());
    is_good.then(|| name.to_owned())
}

/// The name, the end and the password of a ticket.
fn parts(words: &str) -> Option<(&str, &str, &str)> {
    let (words, password) = words.rsplit_once(' ')?;
    let (name, until) = words.split_once(' ')?;
    Some((name, until, password))
}

/// Whether the password that was shown is still the member's.
async fn is_of_password(
    context: &Context,
    transaction: &mut Transaction,
    member: MemberId,
    ticket: &str,
) -> Result<bool> {
    let (words, _) = ticket.rsplit_once(' ').ok_or(Error::NotFound)?;
    let (name, until, password) = parts(words).ok_or(Error::NotFound)?;
    let Some(hash) = member::password_hash(transaction, member).await? else {
        return Ok(false);
    };
    let said = shown(&format!("{name} {until}"), &hash);
    Ok(context.vault.is_stamp(&said, password))
}

/// Signs a member in who has shown her password and now shows a code or a recovery code; nothing if it is not right. The
/// code is used up.
///
/// # Errors
/// The ticket is not good any more ([`Error::NotFound`]), or the database is away.
pub async fn sign_in(
    context: &Context,
    ticket: &str,
    typed: &str,
    browser: &str,
    before: Option<&Session>,
) -> Result<Option<String>> {
    let name = named_by(context, ticket).ok_or(Error::NotFound)?;
    let mut transaction = context.store.begin().await?;
    let member = session::named(&mut transaction, &name)
        .await?
        .ok_or(Error::NotFound)?;
    if !is_of_password(context, &mut transaction, member.id, ticket).await? {
        return Err(Error::NotFound);
    }
    if !use_code(context, &mut transaction, member.id, &plain(typed)).await? {
        return Ok(None);
    }
    let secret = session::begin(context, &mut transaction, &member, browser, before).await?;
    transaction.commit().await?;
    Ok(Some(secret))
}

async fn use_code(
    context: &Context,
    transaction: &mut Transaction,
    member: MemberId,
    typed: &str,
) -> Result<bool> {
    let known = second_factor::of(transaction, member).await?;
    let known = known.filter(|known| known.confirmed).ok_or(Error::NotFound)?;
    let secret = open(context, member, &known.secret)?;
    match code::step_with(&secret, typed, context.now()) {
        Some(step) => Ok(second_factor::use_step(transaction, member, step).await?),
        None => Ok(second_factor::use_recovery_code(transaction, member, &digest_of(typed)).await?),
    }
}

fn open(context: &Context, member: MemberId, sealed: &[u8]) -> Result<Vec<u8>> {
    let opened = context
        .vault
        .open_sealed(member.account(), Purpose::SecondFactor, sealed);
    opened.map_err(|_| Error::Internal("a second factor was sealed by another vault"))
}

/// 80 bits that only the vault can make of a secret, in groups that people can copy.
fn recovery_code(context: &Context, member: MemberId, sealed: &[u8], number: usize) -> String {
    let made_of = format!("recovery code {number} of {member} {}", hex::encode(sealed));
    let stamp = context.vault.bytes_of(&made_of);
    let letters = code::base32(stamp.as_ref().get(..10).unwrap_or_default());
    let groups: Vec<&str> = (0..letters.len())
        .step_by(4)
        .filter_map(|at| letters.get(at..at + 4))
        .collect();
    groups.join("-")
}

/// A code as it is compared, however it was typed.
fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(|letter| letter.is_ascii_alphanumeric());
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}
