use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fields::Fields;
use crate::{Digest, DocumentUri, Verdict};

/// How one document names another: by id, and by the digest that decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The name.
    pub id: DocumentUri,
    /// What it is looked up by.
    pub digest: Digest,
}

impl Reference {
    pub(crate) fn read(value: &Value) -> Result<Reference, Verdict> {
        let fields = Fields::of(value)?;
        Ok(Reference {
            id: fields.parse("id")?,
            digest: fields.parse("digest")?,
        })
    }

    pub(crate) fn write(&self) -> Value {
        json!({ "id": self.id.as_str(), "digest": self.digest.to_string() })
    }
}
