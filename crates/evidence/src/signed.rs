use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::decoded_keys::DecodedKeys;
use crate::shaped::Shaped;
use crate::{Digest, Document, Reference, Verdict, json};

/// A document with its proof, and the JSON it was read from or written as.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed<T> {
    content: Box<T>,
    value: Value,
    digest: Digest,
}

impl<T: Document> Signed<T> {
    /// Takes a document from outside: its shape and then its proof (protocol §5, steps 1 and 2).
    ///
    /// As there, `counterpart` and `acceptBy` are not part of the shape: what does not follow its grammar is
    /// absent from the content, and [`check_pair`](crate::check_pair) refuses it.
    ///
    /// # Errors
    /// `malformed`, or the verdict of step 2.
    pub fn parse(value: Value) -> Result<Signed<T>, Verdict> {
        json::check(&value).map_err(|_| Verdict::Malformed)?;
        Shaped::read(value)?.prove(&mut DecodedKeys::default())
    }

    pub(crate) fn new(content: T, value: Value, digest: Digest) -> Signed<T> {
        Signed {
            content: Box::new(content),
            value,
            digest,
        }
    }

    /// What it says.
    pub fn content(&self) -> &T {
        &self.content
    }

    /// The whole document, proof included.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The whole document as compact JSON, its members in the order in which they came.
    pub fn json(&self) -> String {
        self.value.to_string()
    }

    /// What it is stored and looked up by.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// How another document names it.
    pub fn reference(&self) -> Reference {
        Reference {
            id: self.content.id().clone(),
            digest: self.digest,
        }
    }

    /// Whether the id has the origin of the author, which receivers ask for (protocol §7, "Receiving") and
    /// the offline verification does not.
    pub fn is_at_home(&self) -> bool {
        self.content.id().origin() == self.content.author().origin()
    }
}

impl<T> Deref for Signed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.content
    }
}

/// As the document itself.
impl<T> Serialize for Signed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// Proved anew, as whatever comes from outside.
impl<'de, T: Document> Deserialize<'de> for Signed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Signed<T>, D::Error> {
        Signed::parse(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
