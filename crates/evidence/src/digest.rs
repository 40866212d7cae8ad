use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{Invalid, json, multibase};

/// Multihash code of SHA-256 and the length of what follows.
const SHA2_256: [u8; 2] = [0x12, 0x20];

/// The digest of a whole signed document, proof included: `z` and base58btc of a SHA-256 multihash (protocol
/// §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a document's canonical form.
    pub fn of(document: &Value) -> Digest {
        Digest(Sha256::digest(json::canonical(document)).into())
    }

    pub(crate) fn from_hash(hash: [u8; 32]) -> Digest {
        Digest(hash)
    }
}

impl FromStr for Digest {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Digest, Invalid> {
        let bytes: [u8; 34] = multibase::decode(text).ok_or(Invalid::Digest)?;
        let hash = bytes.strip_prefix(&SHA2_256).ok_or(Invalid::Digest)?;
        hash.try_into().map(Digest).map_err(|_| Invalid::Digest)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&multibase::encode(&[SHA2_256.as_slice(), &self.0].concat()))
    }
}

impl TryFrom<String> for Digest {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Digest, Invalid> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}
