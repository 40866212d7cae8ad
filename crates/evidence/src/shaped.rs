use serde_json::Value;

use crate::decoded_keys::DecodedKeys;
use crate::document::format::AwaitingKey;
use crate::fields::Fields;
use crate::proof::Proof;
use crate::{DidKey, Document, Signed, Verdict};

/// A document that passed step 1 of protocol §5 and not yet step 2.
pub(crate) struct Shaped<T> {
    value: Value,
    author_key: Option<DidKey>,
    content: AwaitingKey<T>,
}

impl<T: Document> Shaped<T> {
    /// Step 1: the shape, except what later steps judge.
    pub(crate) fn read(value: Value) -> Result<Shaped<T>, Verdict> {
        let fields = Fields::of(&value)?;
        if fields.text("type")? != T::TYPE {
            return Err(Verdict::Malformed);
        }
        let author_key = fields.text("authorKey")?.parse().ok();
        let content = T::read(fields.parse("id")?, fields.parse("attributedTo")?, fields)?;
        Ok(Shaped {
            value,
            author_key,
            content,
        })
    }

    /// Step 2: the proof.
    pub(crate) fn prove(self, keys: &mut DecodedKeys) -> Result<Signed<T>, Verdict> {
        let document = self.value.as_object().ok_or(Verdict::Malformed)?;
        let proof = Proof::of(document)?.with_context_of_evidence()?;
        let key = self.author_key.ok_or(Verdict::KeyMismatch)?;
        proof.check_method(&key.verification_method())?;
        let digest = proof.check_signature(keys.get(&key))?;
        Ok(Signed::new((self.content)(key), self.value, digest))
    }
}
