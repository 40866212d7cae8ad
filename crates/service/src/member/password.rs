//! Passwords, hashed with Argon2id.

use std::ops::RangeInclusive;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use tokio::sync::Semaphore;
use vouchwell_domain::Entropy;

use crate::error::Refusal;
use crate::{Error, Result};

/// How many characters a password has. Longer ones would make hashing cost what the sender likes.
pub const PASSWORD_LENGTH: RangeInclusive<usize> = 8..=256;

/// What the password of somebody is checked against who has none, so that it takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Each takes 19 MB: more at once would let strangers use up the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

pub(crate) async fn hash(password: String, entropy: &dyn Entropy) -> Result<String> {
    if !fits(&password) {
        let (shortest, longest) = PASSWORD_LENGTH.into_inner();
        let sentence = format!("a password has {shortest} to {longest} characters");
        return Err(Refusal::Invalid(sentence).into());
    }
    let mut salt = [0_u8; 16];
    entropy.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|_| Error::Internal("no salt could be made"))?;
    aside(move || {
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|_| Error::Internal("a password could not be hashed"))
    })
    .await?
}

/// Whether this is the password with that hash. It takes as long when there is none.
pub(crate) async fn is_right(password: String, hash: Option<String>) -> Result<bool> {
    let hash = hash.filter(|_| fits(&password));
    aside(move || {
        let stored = hash.as_deref().unwrap_or(NOBODY);
        let stored = PasswordHash::new(stored).map_err(|_| Error::Internal("a stored hash is none"))?;
        // A long one would take longer.
        let typed = if hash.is_some() { password.as_bytes() } else { b"" };
        let matches = Argon2::default().verify_password(typed, &stored).is_ok();
        Ok(matches && hash.is_some())
    })
    .await?
}

fn fits(password: &str) -> bool {
    PASSWORD_LENGTH.contains(&password.chars().count())
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let stopped = Error::Internal("the thread that hashes passwords stopped");
    let _turn = AT_ONCE
        .acquire()
        .await
        .map_err(|_| Error::Internal("no password is hashed any more"))?;
    tokio::task::spawn_blocking(work).await.map_err(|_| stopped)
}
