//! Authorization: a member allows an application something, and the application fetches its token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vouchwell_domain::application::{Application, RedirectUri};
use vouchwell_domain::authorization::AuthorizationCode;
use vouchwell_domain::member::Member;
use vouchwell_domain::token::{Scopes, SecretDigest};
use vouchwell_storage::{access_token, authorization_code};

use crate::token::{self, IssuedToken, digest_of, new_secret};
use crate::{Context, Result};

/// What an application asks a member for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Where it wants her back.
    pub redirect_uri: RedirectUri,
    /// What it wants to do.
    pub scopes: Scopes,
    /// The digest of the secret that it will show with the code (RFC 7636, S256).
    pub challenge: Option<SecretDigest>,
}

/// Reads a code challenge of the method S256: the SHA-256 of the verifier, in base64 for addresses.
pub fn challenge(text: &str) -> Option<SecretDigest> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    bytes.try_into().ok().map(SecretDigest::from_bytes)
}

/// Gives an application what it asked for, and answers the code with which it fetches its token.
///
/// # Errors
/// The database is away.
pub async fn allow(
    context: &Context,
    member: &Member,
    application: &Application,
    wish: Wish,
) -> Result<String> {
    let now = context.now();
    let secret = new_secret(&*context.entropy);
    let code = AuthorizationCode {
        digest: digest_of(&secret),
        application: application.id,
        member: member.id,
        redirect_uri: wish.redirect_uri,
        scopes: wish.scopes,
        challenge: wish.challenge,
        expires_at: now + AuthorizationCode::LIFETIME,
    };
    let mut transaction = context.store.begin().await?;
    authorization_code::delete_expired(&mut transaction, now).await?;
    authorization_code::insert(&mut transaction, &code).await?;
    transaction.commit().await?;
    Ok(secret)
}

/// Makes a token of a code: once, by the application that it was given to, with the redirect URI and the secret that
/// belong to it. A code that comes again ends the token that was made of it, because one of the two was stolen.
///
/// # Errors
/// The database is away.
pub async fn exchange(
    context: &Context,
    application: &Application,
    code: &str,
    redirect_uri: &str,
    verifier: Option<&str>,
) -> Result<Option<IssuedToken>> {
    let (now, digest) = (context.now(), digest_of(code));
    let mut transaction = context.store.begin().await?;
    let Some(code) = authorization_code::find(&mut transaction, &digest).await? else {
        return Ok(None);
    };
    if code.application != application.id {
        return Ok(None);
    }
    let is_fit = code.expires_at > now
        && code.redirect_uri.as_str() == redirect_uri
        && code.challenge == verifier.map(digest_of);
    let (issued, new) = token::new(context, code.scopes);
    access_token::insert(
        &mut transaction,
        &new,
        Some(code.member),
        Some(application.id),
        &issued.scopes,
        now,
    )
    .await?;
    if is_fit && authorization_code::mark_exchanged(&mut transaction, &digest, &new).await? {
        transaction.commit().await?;
        return Ok(Some(issued));
    }
    drop(transaction);
    let mut transaction = context.store.begin().await?;
    if let Some(earlier) = authorization_code::token(&mut transaction, &digest).await? {
        access_token::revoke(&mut transaction, &earlier, now).await?;
        transaction.commit().await?;
    }
    Ok(None)
}
