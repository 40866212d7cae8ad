//! Why a signature is not accepted.

use thiserror::Error;

/// Why the signature of a received request is not accepted. The words are for the peer's log: they tell
/// its operator what to mend, and nothing about us.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SignatureError {
    /// No `Signature` header.
    #[error("the request is not signed")]
    Missing,
    /// A header of the signature cannot be read.
    #[error("the {0} header cannot be read")]
    Malformed(&'static str),
    /// A header that the signature covers is absent or unreadable.
    #[error("the signature covers {0}, which the request does not have")]
    HeaderMissing(String),
    /// A header that matters comes twice, so that two readers could see two requests.
    #[error("the header {0} comes more than once")]
    Repeated(String),
    /// A part of the request that must be signed is not.
    #[error("the signature must cover {0}")]
    NotCovered(&'static str),
    /// A component that is not known here.
    #[error("the signature covers {0}, which is not supported")]
    UnsupportedComponent(String),
    /// An algorithm that is not known here.
    #[error("the algorithm must be RSA with SHA-256, or Ed25519")]
    UnsupportedAlgorithm,
    /// The key is named by something else than a URL of another server.
    #[error("keyId must be the https URL of a key on the signer's server")]
    KeyId,
    /// The request was signed for another server.
    #[error("the request is for another host")]
    WrongHost,
    /// Signed more than an hour before or after now.
    #[error("the date of the signature is more than an hour away from now")]
    Date,
    /// The signature says itself that it is over.
    #[error("the signature has expired")]
    Expired,
    /// The digest has no SHA-256.
    #[error("the digest must be SHA-256")]
    UnsupportedDigest,
    /// A request that may have a body was handed over without the body's digest.
    #[error("the body of the request is not known")]
    BodyUnknown,
    /// The body is not the one that was signed.
    #[error("the digest is not that of the body")]
    DigestMismatch,
    /// The key is of another kind than the signature's algorithm.
    #[error("the key does not fit the algorithm")]
    KeyMismatch,
    /// The key did not make this signature.
    #[error("the signature is not of this key over this request")]
    Invalid,
}

/// Why a request cannot be signed. It means that a stored private key is damaged.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SigningError {
    /// Not a PKCS#8 RSA key of at least 2,048 bits.
    #[error("the private key is not an RSA key in PKCS#8")]
    Key,
    /// The key refuses to sign.
    #[error("the private key does not sign")]
    Signing,
    /// A value that no HTTP header can hold.
    #[error("the name of the key does not fit into a header")]
    Header,
}
