use serde_json::Value;

use crate::document::document;
use crate::document::format::{AwaitingKey, Format};
use crate::fields::Fields;
use crate::{ActorUri, DidKey, Digest, DocumentUri, Timestamp, Verdict};

/// The subject's signed consent to a text (protocol §4, document 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Its name.
    pub id: DocumentUri,
    /// Who accepts: the subject.
    pub author: ActorUri,
    /// The author's key.
    pub author_key: DidKey,
    /// The endorsement that is accepted.
    pub object: DocumentUri,
    /// Its digest.
    pub digest: Digest,
    /// When it was signed.
    pub published: Timestamp,
}

impl Format for Acceptance {
    const TYPE: &'static str = "Acceptance";

    fn read(id: DocumentUri, author: ActorUri, fields: Fields<'_>) -> Result<AwaitingKey<Self>, Verdict> {
        let object = fields.parse("object")?;
        let digest = fields.parse("digest")?;
        let published = fields.parse("published")?;
        Ok(Box::new(move |author_key| Acceptance {
            id,
            author,
            author_key,
            object,
            digest,
            published,
        }))
    }

    fn write(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("object", self.object.as_str().into()),
            ("digest", self.digest.to_string().into()),
            ("published", self.published.to_string().into()),
        ]
    }
}

document!(Acceptance);
