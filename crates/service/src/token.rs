//! Secrets that are shown once and kept as digests: bearer tokens and the setup link.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vouchwell_domain::Entropy;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::token::{Scopes, SecretDigest};
use vouchwell_storage::{access_token, member};

use crate::{Context, Error, Result};

/// What bearer tokens begin with, so that scanners of leaked secrets know them.
const PREFIX: &str = "vouchwell_";

/// Makes a bearer token for a member. It is told this once and cannot be read again.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn issue(context: &Context, name: &MemberName, scopes: &Scopes) -> Result<String> {
    let token = format!("{PREFIX}{}", new_secret(&*context.entropy));
    let mut transaction = context.store.begin().await?;
    let member = member::by_name(&mut transaction, name)
        .await?
        .ok_or(Error::NotFound)?;
    access_token::insert(
        &mut transaction,
        &digest_of(&token),
        member.id,
        scopes,
        context.now(),
    )
    .await?;
    transaction.commit().await?;
    Ok(token)
}

/// Ends a bearer token for good. One that was never issued is over already.
///
/// # Errors
/// The database is away.
pub async fn revoke(context: &Context, token: &str) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    access_token::revoke(&mut transaction, &digest_of(token), context.now()).await?;
    transaction.commit().await?;
    Ok(())
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
