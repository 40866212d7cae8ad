use std::fmt::Debug;

use serde_json::{Map, Value};

use crate::context::{self, CONTEXT};
use crate::{ActorUri, DidKey, DocumentUri, Timestamp};

/// How long attestations and endorsements live at most, in calendar years (protocol §4).
pub const MAXIMUM_YEARS: u32 = 5;

/// One of the four documents of protocol §4, or a withdrawal.
pub trait Document: format::Format + Clone + Debug + PartialEq {
    /// Its name.
    fn id(&self) -> &DocumentUri;

    /// Whom it is attributed to.
    fn author(&self) -> &ActorUri;

    /// The key that proves it.
    fn author_key(&self) -> &DidKey;

    /// When it was signed, by the rule of protocol §4.
    fn published(&self) -> Timestamp;
}

pub(crate) mod format {
    use serde_json::Value;

    use crate::fields::Fields;
    use crate::{ActorUri, DidKey, DocumentUri, Verdict};

    /// A document whose author's key is not yet judged, which is a matter of step 2 and not of shape.
    pub(crate) type AwaitingKey<T> = Box<dyn FnOnce(DidKey) -> T>;

    /// How a document stands in JSON. It keeps other crates from making kinds of documents.
    pub trait Format: Sized + 'static {
        /// The value of `type`.
        const TYPE: &'static str;

        /// Judges the shape (protocol §5, step 1).
        fn read(id: DocumentUri, author: ActorUri, fields: Fields<'_>) -> Result<AwaitingKey<Self>, Verdict>;

        /// The members after those that all documents share.
        fn write(&self) -> Vec<(&'static str, Value)>;
    }
}

/// The document without its proof, in the order of the members in protocol §4.
pub(crate) fn write<T: Document>(document: &T) -> Map<String, Value> {
    let shared = [
        (context::NAME, CONTEXT.value().clone()),
        ("id", document.id().as_str().into()),
        ("type", T::TYPE.into()),
        ("attributedTo", document.author().as_str().into()),
        ("authorKey", document.author_key().as_str().into()),
    ];
    shared
        .into_iter()
        .chain(document.write())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Gives a document its shared members.
macro_rules! document {
    ($name:ident) => {
        impl $crate::Document for $name {
            fn id(&self) -> &$crate::DocumentUri {
                &self.id
            }

            fn author(&self) -> &$crate::ActorUri {
                &self.author
            }

            fn author_key(&self) -> &$crate::DidKey {
                &self.author_key
            }

            fn published(&self) -> $crate::Timestamp {
                self.published
            }
        }
    };
}

pub(crate) use document;
