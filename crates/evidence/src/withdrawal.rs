use serde_json::Value;

use crate::document::document;
use crate::document::format::{AwaitingKey, Format};
use crate::fields::Fields;
use crate::{ActorUri, DidKey, Digest, Document, DocumentUri, Signed, Timestamp, Verdict};

/// An author's signed word that a document of theirs no longer holds (protocol §4). It is kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Its name.
    pub id: DocumentUri,
    /// Who withdraws: the author of the withdrawn document.
    pub author: ActorUri,
    /// The author's key.
    pub author_key: DidKey,
    /// The document that is withdrawn.
    pub object: DocumentUri,
    /// Its digest.
    pub digest: Digest,
    /// When it was signed.
    pub published: Timestamp,
}

impl Format for Withdrawal {
    const TYPE: &'static str = "Withdrawal";

    fn read(id: DocumentUri, author: ActorUri, fields: Fields<'_>) -> Result<AwaitingKey<Self>, Verdict> {
        let object = fields.parse("object")?;
        let digest = fields.parse("digest")?;
        let published = fields.parse("published")?;
        Ok(Box::new(move |author_key| Withdrawal {
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

document!(Withdrawal);

impl Withdrawal {
    /// Whether it has force on a document: by its author and key, with its id and digest (protocol §5, step
    /// 7).
    pub fn withdraws<T: Document>(&self, document: &Signed<T>) -> bool {
        (&self.author, &self.author_key) == (document.author(), document.author_key())
            && (&self.object, &self.digest) == (document.id(), document.digest())
    }
}
