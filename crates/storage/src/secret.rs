//! Digests of secrets, as they are stored.

use vouchwell_domain::token::SecretDigest;

use crate::{Error, Result};

pub(crate) fn digest(bytes: &[u8]) -> Result<SecretDigest> {
    bytes
        .try_into()
        .map(SecretDigest::from_bytes)
        .map_err(|_| Error::Unreadable("digest"))
}
