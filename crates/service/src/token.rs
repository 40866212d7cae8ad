//! Secrets that are shown once and kept as digests: bearer tokens and the setup link.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use vouchwell_domain::Entropy;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::application::Application;
use vouchwell_domain::token::{AccessToken, Scopes, SecretDigest};
use vouchwell_storage::{access_token, member};

use crate::{Context, Error, Result};

/// What bearer tokens begin with, so that scanners of leaked secrets know them.
const PREFIX: &str = "vouchwell_";

/// A new bearer token. It is told this once and cannot be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The secret.
    pub secret: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Makes a bearer token for a member, on the command line.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn issue(context: &Context, name: &MemberName, scopes: &Scopes) -> Result<String> {
    let (issued, digest) = new(context, scopes.clone());
    let mut transaction = context.store.begin().await?;
    let member = member::by_name(&mut transaction, name)
        .await?
        .ok_or(Error::NotFound)?;
    access_token::insert(
        &mut transaction,
        &digest,
        Some(member.id),
        None,
        scopes,
        issued.created_at,
    )
    .await?;
    transaction.commit().await?;
    Ok(issued.secret)
}

/// Makes a bearer token with which an application speaks for itself.
///
/// # Errors
/// The database is away.
pub async fn issue_to(context: &Context, application: &Application, scopes: Scopes) -> Result<IssuedToken> {
    let (issued, digest) = new(context, scopes);
    let mut transaction = context.store.begin().await?;
    access_token::insert(
        &mut transaction,
        &digest,
        None,
        Some(application.id),
        &issued.scopes,
        issued.created_at,
    )
    .await?;
    transaction.commit().await?;
    Ok(issued)
}

/// What a bearer token stands for, unless it was ended or the account is gone.
///
/// # Errors
/// The database is away.
pub async fn by_secret(context: &Context, secret: &str) -> Result<Option<AccessToken>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(access_token::find(&mut snapshot, &digest_of(secret)).await?)
}

/// Whether a token that was good still is.
///
/// # Errors
/// The database is away.
pub async fn is_good(context: &Context, digest: &SecretDigest) -> Result<bool> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(access_token::find(&mut snapshot, digest).await?.is_some())
}

/// Remembers that a token was used today.
///
/// # Errors
/// The database is away.
pub async fn note_use(context: &Context, used: &AccessToken) -> Result<()> {
    let today = context.now().date_naive();
    if used.last_used_on < Some(today) {
        let mut transaction = context.store.begin().await?;
        access_token::note_use(&mut transaction, &used.digest, today).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Ends a bearer token of an application for good. One that was never issued is over already.
///
/// # Errors
/// It is another's ([`Error::Forbidden`]), or the database is away.
pub async fn revoke(context: &Context, application: &Application, secret: &str) -> Result<()> {
    let digest = digest_of(secret);
    let mut transaction = context.store.begin().await?;
    let Some(token) = access_token::find(&mut transaction, &digest).await? else {
        return Ok(());
    };
    if token.application != Some(application.id) {
        return Err(Error::Forbidden);
    }
    access_token::revoke(&mut transaction, &digest, context.now()).await?;
    transaction.commit().await?;
    Ok(())
}

/// A new token, and the digest by which it is kept.
pub(crate) fn new(context: &Context, scopes: Scopes) -> (IssuedToken, SecretDigest) {
    let secret = format!("{PREFIX}{}", new_secret(&*context.entropy));
    let digest = digest_of(&secret);
    let issued = IssuedToken {
        secret,
        scopes,
        created_at: context.now(),
    };
    (issued, digest)
}

/// 256 random bits that fit in a URL.
pub(crate) fn new_secret(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 32];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn digest_of(secret: &str) -> SecretDigest {
    let mut bytes = [0_u8; 32];
    bytes.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
    SecretDigest::from_bytes(bytes)
}
