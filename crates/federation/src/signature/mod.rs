//! HTTP signatures in both schemes that servers speak: draft-cavage-http-signatures-12 and RFC 9421.
//!
//! A received signature is taken apart here and not by `apx_core`, because that drops the query from
//! draft-cavage's request target, takes the first of repeated headers, does not tell which components are
//! covered nor when the signature was made, and compiles its patterns anew for every request.

mod cavage;
mod component;
mod digest;
mod error;
mod key_id;
mod parsed;
mod public_key;
mod request;
mod rfc9421;
mod rsa_key;
mod signer;

pub use self::digest::BodyDigest;
pub use self::error::{SignatureError, SigningError};
pub use self::key_id::KeyId;
pub use self::parsed::ParsedSignature;
pub use self::public_key::{PublicKey, PublicKeyError};
pub use self::request::{IncomingRequest, OutgoingRequest};
pub use self::rsa_key::RsaKey;
pub use self::signer::{Scheme, Signer};

/// What a signature is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    /// Ed25519.
    Ed25519,
}
