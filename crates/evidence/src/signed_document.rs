use serde_json::Value;

use crate::document::format::Format;
use crate::{
    Acceptance, ActorUri, Attestation, DidKey, Digest, Document, DocumentUri, Endorsement, Signed, Timestamp,
    Verdict, Withdrawal,
};

/// A signed document of any kind.
#[derive(Clone, Debug, PartialEq)]
pub enum SignedDocument {
    /// That two people know each other, one side of it.
    Attestation(Signed<Attestation>),
    /// The text of a recommendation.
    Endorsement(Signed<Endorsement>),
    /// The subject's consent.
    Acceptance(Signed<Acceptance>),
    /// A document taken back.
    Withdrawal(Signed<Withdrawal>),
}

/// The same expression on whichever document it is.
macro_rules! whichever {
    ($document:expr, $signed:ident => $result:expr) => {
        match $document {
            SignedDocument::Attestation($signed) => $result,
            SignedDocument::Endorsement($signed) => $result,
            SignedDocument::Acceptance($signed) => $result,
            SignedDocument::Withdrawal($signed) => $result,
        }
    };
}

impl SignedDocument {
    /// Takes a document from outside as [`Signed::parse`], of the kind that its `type` names.
    ///
    /// # Errors
    /// `malformed`, also for another type, or the verdict of step 2 of protocol §5.
    pub fn parse(value: Value) -> Result<SignedDocument, Verdict> {
        match value.get("type").and_then(Value::as_str) {
            Some(Attestation::TYPE) => Signed::parse(value).map(SignedDocument::Attestation),
            Some(Endorsement::TYPE) => Signed::parse(value).map(SignedDocument::Endorsement),
            Some(Acceptance::TYPE) => Signed::parse(value).map(SignedDocument::Acceptance),
            Some(Withdrawal::TYPE) => Signed::parse(value).map(SignedDocument::Withdrawal),
            _ => Err(Verdict::Malformed),
        }
    }

    /// What it is stored and looked up by.
    pub fn digest(&self) -> &Digest {
        whichever!(self, signed => signed.digest())
    }

    /// The whole document.
    pub fn value(&self) -> &Value {
        whichever!(self, signed => signed.value())
    }

    /// The whole document as compact JSON, its members in the order in which they came.
    pub fn json(&self) -> String {
        whichever!(self, signed => signed.json())
    }

    /// Its name.
    pub fn id(&self) -> &DocumentUri {
        whichever!(self, signed => signed.content().id())
    }

    /// Whom it is attributed to.
    pub fn author(&self) -> &ActorUri {
        whichever!(self, signed => signed.content().author())
    }

    /// The key that proves it.
    pub fn author_key(&self) -> &DidKey {
        whichever!(self, signed => signed.content().author_key())
    }

    /// When it was signed.
    pub fn published(&self) -> Timestamp {
        whichever!(self, signed => signed.content().published())
    }
}
