use serde_json::{Map, Value};

use crate::{Digest, Document, Signed, Timestamp, Verdict, document, multibase, proof};

/// A document that is ready to be signed by whoever holds its author's key.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared<T> {
    document: T,
    members: Map<String, Value>,
    proof: Map<String, Value>,
}

impl<T: Document> Prepared<T> {
    /// Prepares the proof of a document by its author's key.
    pub fn new(document: T, created: Timestamp) -> Prepared<T> {
        let members = document::write(&document);
        let proof = proof::prepare(&members, &document.author_key().verification_method(), created);
        Prepared {
            document,
            members,
            proof,
        }
    }

    /// What the author's Ed25519 key signs (protocol §3).
    pub fn bytes_to_sign(&self) -> [u8; 64] {
        proof::bytes_to_sign(&self.members, &self.proof)
    }

    /// Adds a signature that was made elsewhere.
    ///
    /// # Errors
    /// What [`Signed::parse`] finds wrong, above all a signature by another key.
    pub fn attach(self, signature: [u8; 64]) -> Result<Signed<T>, Verdict> {
        Signed::parse(self.finish(&signature).1)
    }

    pub(crate) fn complete(self, signature: &[u8; 64]) -> Signed<T> {
        let (document, value) = self.finish(signature);
        let digest = Digest::of(&value);
        Signed::new(document, value, digest)
    }

    fn finish(mut self, signature: &[u8; 64]) -> (T, Value) {
        self.proof
            .insert("proofValue".to_owned(), multibase::encode(signature).into());
        self.members.insert("proof".to_owned(), self.proof.into());
        (self.document, self.members.into())
    }
}
