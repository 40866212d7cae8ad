//! Sessions: members sign in with a browser, see where they are signed in, and end it.

use vouchwell_domain::member::Member;
use vouchwell_domain::session::Session;
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::{
    Transaction, access_token, authorization_code, lock, member, passkey, session, suspension,
};

use crate::member::password;
use crate::token::{digest_of, new_secret};
use crate::{Context, Result, second_factor};

/// As much is kept of what a browser says it is.
const LONGEST_BROWSER: usize = 200;

/// Who wants to sign in.
#[derive(Clone)]
pub struct Credentials {
    /// Her name or her e-mail address.
    pub login: String,
    /// As typed.
    pub password: String,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// The name or the password is wrong.
    Refused,
    /// She has a second factor: with this ticket, which is good for some minutes, a code of it signs her in.
    CodeWanted(String),
    /// She is signed in; the secret that her browser keeps.
    Begun(String),
}

impl SignIn {
    /// The secret of the session, if she is signed in.
    pub fn begun(self) -> Option<String> {
        match self {
            Self::Begun(secret) => Some(secret),
            Self::Refused | Self::CodeWanted(_) => None,
        }
    }
}

/// Signs a member in, unless she has a second factor. The secret is always a new one, and ends the session
/// that the browser had before. Nobody is told whether it was the name or the password that was wrong, and both
/// take as long.
///
/// # Errors
/// The database is away.
pub async fn sign_in(
    context: &Context,
    credentials: Credentials,
    browser: &str,
    before: Option<&Session>,
) -> Result<SignIn> {
    sign_in_by(context, credentials, browser, before, None).await
}

/// Signs a member in by a form that only this browser has, as [`sign_in`] does. However often it is sent, as by a double
/// click, it begins one session.
///
/// # Errors
/// The database is away.
pub async fn sign_in_once(
    context: &Context,
    credentials: Credentials,
    browser: &str,
    before: Option<&Session>,
    form: &str,
) -> Result<SignIn> {
    sign_in_by(context, credentials, browser, before, Some(form)).await
}

async fn sign_in_by(
    context: &Context,
    credentials: Credentials,
    browser: &str,
    before: Option<&Session>,
    form: Option<&str>,
) -> Result<SignIn> {
    let mut snapshot = context.store.snapshot().await?;
    let member = named(&mut snapshot, &credentials.login).await?;
    let hash = match &member {
        Some(member) => member::password_hash(&mut snapshot, member.id).await?,
        None => None,
    };
    drop(snapshot);
    let is_right = password::is_right(credentials.password, hash.clone()).await?;
    let (Some(member), Some(hash), true) = (member, hash, is_right) else {
        return Ok(SignIn::Refused);
    };
    let mut transaction = context.store.begin().await?;
    if second_factor::is_on(&mut transaction, member.id).await? {
        let ticket = second_factor::ticket(context, &member, &hash);
        return Ok(SignIn::CodeWanted(ticket));
    }
    let secret = match form {
        Some(form) => begin_once(context, &mut transaction, &member, browser, before, form).await?,
        None => begin(context, &mut transaction, &member, browser, before).await?,
    };
    transaction.commit().await?;
    Ok(SignIn::Begun(secret))
}

/// Begins a session of a member who has shown who she is, and ends the one that the browser had before.
pub(crate) async fn begin(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    browser: &str,
    before: Option<&Session>,
) -> Result<String> {
    let secret = new_secret(&*context.entropy);
    begin_with(context, transaction, member, browser, before, &secret).await?;
    Ok(secret)
}

/// Begins a session as [`begin`] does, by a form that only this browser has: the same one however often it is sent.
pub(crate) async fn begin_once(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    browser: &str,
    before: Option<&Session>,
    form: &str,
) -> Result<String> {
    let what = format!("session {} {form}", member.id.account().number());
    let secret = context.vault.stamp(&what);
    begin_with(context, transaction, member, browser, before, &secret).await?;
    Ok(secret)
}

async fn begin_with(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    browser: &str,
    before: Option<&Session>,
    secret: &str,
) -> Result<()> {
    let now = context.now();
    let begun = Session {
        digest: digest_of(secret),
        member: member.clone(),
        browser: browser.chars().take(LONGEST_BROWSER).collect(),
        created_at: now,
        last_used_on: now.date_naive(),
    };
    session::delete_old(transaction, now - Session::LONGEST).await?;
    if let Some(before) = before {
        session::delete(transaction, before.member.id, &before.digest).await?;
    }
    Ok(session::insert(transaction, &begun).await?)
}

/// A secret for a browser in which nobody is signed in. It stands for nobody; forms are stamped for it.
pub fn visitor(context: &Context) -> String {
    new_secret(&*context.entropy)
}

/// The session of a browser, by its secret.
///
/// # Errors
/// The database is away.
pub async fn by_secret(context: &Context, secret: &str) -> Result<Option<Session>> {
    let now = context.now();
    let mut snapshot = context.store.snapshot().await?;
    Ok(session::find(
        &mut snapshot,
        &digest_of(secret),
        now - Session::LONGEST,
        (now - Session::IDLE).date_naive(),
    )
    .await?)
}

/// Remembers that a session was used today.
///
/// # Errors
/// The database is away.
pub async fn note_use(context: &Context, used: &Session) -> Result<()> {
    let today = context.now().date_naive();
    if used.last_used_on < today {
        let mut transaction = context.store.begin().await?;
        session::note_use(&mut transaction, &used.digest, today).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Where a member is signed in, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member) -> Result<Vec<Session>> {
    let now = context.now();
    let mut snapshot = context.store.snapshot().await?;
    Ok(session::of_member(
        &mut snapshot,
        member.id,
        now - Session::LONGEST,
        (now - Session::IDLE).date_naive(),
    )
    .await?)
}

/// Whether this is a member's password.
///
/// # Errors
/// The database is away.
pub async fn is_password(context: &Context, member: &Member, typed: String) -> Result<bool> {
    let mut snapshot = context.store.snapshot().await?;
    let hash = member::password_hash(&mut snapshot, member.id).await?;
    drop(snapshot);
    password::is_right(typed, hash).await
}

/// A member changes her password. Every session and token ends, and the browser that asks keeps the secret of a new
/// session. Her passkeys stay, as does a second factor. Nothing happens if the old password is another one.
///
/// # Errors
/// The new password is too short or too long, or the database is away.
pub async fn change_password(
    context: &Context,
    member: &Member,
    (old, new): (String, String),
    browser: &str,
) -> Result<Option<String>> {
    if !is_password(context, member, old).await? {
        return Ok(None);
    }
    let hash = password::hash(new, &*context.entropy).await?;
    let mut transaction = context.store.begin().await?;
    member::set_password_hash(&mut transaction, member.id, &hash).await?;
    end_all(context, &mut transaction, member).await?;
    let secret = begin(context, &mut transaction, member, browser, None).await?;
    transaction.commit().await?;
    Ok(Some(secret))
}

/// Signs a member out in one browser.
///
/// # Errors
/// The database is away.
pub async fn end(context: &Context, member: &Member, digest: &SecretDigest) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    session::delete(&mut transaction, member.id, digest).await?;
    transaction.commit().await?;
    Ok(())
}

/// Leaves a member nothing by which somebody else may have come in: see [`shut_out`].
///
/// # Errors
/// The database is away.
pub async fn end_everything(context: &Context, member: &Member) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    shut_out(context, &mut transaction, member).await?;
    transaction.commit().await?;
    Ok(())
}

/// Ends what [`end_all`] does and removes every passkey, because nobody knows who has added them. The password and a
/// second factor stay.
pub(crate) async fn shut_out(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
) -> Result<()> {
    // Passkeys first: whoever signs in by one at this moment has done so before the sessions end, or does not any more.
    passkey::remove_all(transaction, member.id).await?;
    end_all(context, transaction, member).await
}

/// Ends every session and token of a member, codes that nobody has exchanged yet, and passkeys that were begun and not
/// added. Her passkeys stay.
///
/// # Errors
/// The database is away.
pub async fn end_all(context: &Context, transaction: &mut Transaction, member: &Member) -> Result<()> {
    passkey::forget_asked(transaction, member.id).await?;
    session::delete_all(transaction, member.id).await?;
    access_token::revoke_all(transaction, member.id, context.now()).await?;
    authorization_code::delete_open(transaction, member.id, None).await?;
    Ok(())
}

/// The member with this name or e-mail address, whose account is neither gone nor kept out.
pub(crate) async fn named(transaction: &mut Transaction, login: &str) -> Result<Option<Member>> {
    let login = login.trim().trim_start_matches('@');
    let found = if let Ok(email) = login.parse() {
        member::by_email(transaction, &email).await?
    } else if let Ok(name) = login.parse() {
        member::by_name(transaction, &name).await?
    } else {
        None
    };
    let Some(member) = found.filter(|member| member.account.gone_at.is_none()) else {
        return Ok(None);
    };
    let is_out = suspension::since(transaction, member.id).await?.is_some();
    Ok(Some(member).filter(|_| !is_out))
}
