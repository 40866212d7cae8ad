//! The `@context` of every evidence document and of its proof (protocol §3), made ready once.

use std::sync::LazyLock;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::json::{Known, Parted, canonical};

pub(crate) const NAME: &str = "@context";

pub(crate) static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let value = json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v2",
        {
            "@vocab": "https://w3id.org/vouchwell#",
            "recommendation": { "@id": "https://w3id.org/vouchwell#recommendation", "@type": "@json" },
            "withdrawal": { "@id": "https://w3id.org/vouchwell#withdrawal", "@type": "@json" }
        }
    ]);
    Context::new(value)
});

/// A context, and how the canonical form of an object begins that has it.
pub(crate) struct Context {
    value: Value,
    canonical: Vec<u8>,
    beginning: Vec<u8>,
    hashed: Sha256,
}

impl Context {
    fn new(value: Value) -> Context {
        let canonical = canonical(&value);
        let beginning = [format!("{{\"{NAME}\":").as_bytes(), &canonical].concat();
        Context {
            hashed: Sha256::new_with_prefix(&beginning),
            value,
            canonical,
            beginning,
        }
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// Whether a value is this context.
    pub(crate) fn is(&self, value: &Value) -> bool {
        are_alike(value, &self.value) || *value == self.value
    }

    /// The member of an object that has this context.
    pub(crate) fn member(&self) -> Known<'_> {
        Known {
            name: NAME,
            canonical: &self.canonical,
        }
    }

    /// Begins to hash an object.
    pub(crate) fn begin(&self, object: &Parted) -> Sha256 {
        match object.opening().strip_prefix(self.beginning.as_slice()) {
            Some(rest) => self.hashed.clone().chain_update(rest),
            None => Sha256::new_with_prefix(object.opening()),
        }
    }
}

/// Whether two values are equal with their members in the same order, which is found without a search for each.
fn are_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((name, one), (known, other))| name == known && are_alike(one, other))
        }
        _ => one == other,
    }
}
