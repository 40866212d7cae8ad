//! Passwords, hashed with Argon2id.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, SaltString};
use vouchwell_domain::Entropy;

use crate::error::Refusal;
use crate::{Error, Result};

const SHORTEST: usize = 8;
/// Longer ones would make hashing cost what the sender likes.
const LONGEST: usize = 256;

pub(super) async fn hash(password: String, entropy: &dyn Entropy) -> Result<String> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let sentence = format!("a password has {SHORTEST} to {LONGEST} characters");
        return Err(Refusal::Invalid(sentence).into());
    }
    let mut salt = [0_u8; 16];
    entropy.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|_| Error::Internal("no salt could be made"))?;
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|_| Error::Internal("a password could not be hashed"))
    })
    .await
    .map_err(|_| Error::Internal("the thread that hashes passwords stopped"))?
}
