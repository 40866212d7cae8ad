//! Signed documents of Vouchwell: strict JSON, canonical form, `eddsa-jcs-2022` proofs, digests and the
//! offline verification of a recommendation, as `docs/protocol.md` §§2-5 writes them down.
//!
//! Nothing here does input or output, reads a clock or fetches a context.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod text;

mod acceptance;
mod attestation;
pub mod bundle;
mod context;
mod decoded_keys;
mod digest;
mod disclosure;
mod document;
mod endorsement;
mod evidence_kind;
mod fields;
mod identifier;
mod invalid;
pub mod json;
mod key;
mod known_since;
mod language;
mod multibase;
mod offer;
mod origin;
mod pair;
mod prepared;
pub mod proof;
mod reference;
mod relationship;
mod secret_key;
mod shaped;
mod signed;
mod signed_document;
mod time;
mod topic;
mod verdict;
mod verification;
mod withdrawal;
mod wording;

pub use acceptance::Acceptance;
pub use attestation::{Attestation, MAXIMUM_ANSWER_DAYS};
pub use bundle::{Bundle, VerifiedBundle};
pub use digest::Digest;
pub use disclosure::Disclosure;
pub use document::{Document, MAXIMUM_YEARS};
pub use endorsement::Endorsement;
pub use evidence_kind::EvidenceKind;
pub use identifier::{ActorUri, DocumentUri};
pub use invalid::Invalid;
pub use json::{Limits, ReadError, canonical};
pub use key::DidKey;
pub use known_since::KnownSince;
pub use language::Language;
pub use offer::check_offer;
pub use origin::Origin;
pub use pair::check_pair;
pub use prepared::Prepared;
pub use reference::Reference;
pub use relationship::Relationship;
pub use secret_key::SecretKey;
pub use signed::Signed;
pub use signed_document::SignedDocument;
pub use time::Timestamp;
pub use topic::{Topic, Topics};
pub use verdict::Verdict;
pub use verification::verify;
pub use withdrawal::Withdrawal;
pub use wording::{Limitations, RecommendationText};
